/** `--gradients`: whether gradients reach every layer, before the first step and after the last. */
import { type AnyModel, layerText } from '../models/index.js'
import { type LayerGradient, layerGradients, type Objective, slope, type Training } from '../streams/index.js'
import type { Output } from './output.js'
import type { Examples } from './problem.js'
import { tableText } from './report.js'

/** Gradients of the loss of the first `size` rows, at a state of training. */
export const gradientsOf =
  (model: AnyModel, objective: Objective<any, any, any>, train: Examples, size: number) =>
  (now: Training<any, any, any>): readonly LayerGradient[] => {
    const rows = Int32Array.from({ length: Math.min(size, train.size) }, (_, i) => i)
    return layerGradients(model)(now.params, slope<any, any, any, any>(objective)(now, train.batch(rows)).gradient)
  }

const cut = (text: string): string => (text.length > 32 ? `${text.slice(0, 31)}…` : text)
const short = (x: number): string => (x === 0 || !Number.isFinite(x) ? String(x) : x.toExponential(1))

/** What each verdict means, and what to do about it. */
const advice: { readonly [V in Exclude<LayerGradient['verdict'], 'fine'>]: string } = {
  vanishing:
    'a weight gets less than a thousandth of the gradient that one of the last layer gets, so it hardly learns; try --activation relu, or fewer layers',
  none: 'no gradient comes back, so it does not learn: units behind it are off for every row; try another --seed, or a smaller --rate',
  exploding: 'a weight gets more than a thousand times the gradient of one of the last layer; try a smaller --rate',
  'not finite': 'the gradient is not finite; try a smaller --rate',
}
const verdicts = Object.keys(advice) as readonly (keyof typeof advice)[]

/** A table of all layers with parameters, then for each verdict but the good one, whom it concerns and what it means. */
export const gradientsText = (model: AnyModel, rows: readonly LayerGradient[]): string => {
  const table = tableText(
    ['layer', 'gradient', 'per weight', 'weights', ''],
    rows.map(({ place, gradient, rms, parameters, verdict }) => [
      `${String(place).padStart(2)} ${cut(layerText(model.layers[place]!.spec))}`,
      short(gradient),
      short(rms),
      short(parameters),
      (verdict === 'fine' ? '' : verdict).padEnd(10),
    ]),
  )
  const concerned = verdicts
    .map((verdict) => ({ verdict, places: rows.filter((row) => row.verdict === verdict).map(({ place }) => place) }))
    .filter(({ places }) => places.length > 0)
  return [
    table,
    ...(concerned.length === 0
      ? ['every layer learns']
      : concerned.map(
          ({ verdict, places }) => `layer${places.length > 1 ? 's' : ''} ${places.join(', ')}: ${advice[verdict]}`,
        )),
  ].join('\n')
}

/** Tells the gradients at a moment of a run. */
export const tellGradients = (
  output: Output,
  model: AnyModel,
  when: 'start' | 'end',
  rows: readonly LayerGradient[],
): void => {
  const moment = when === 'start' ? 'before the first step' : 'after the last step'
  output.say(
    `${when === 'start' ? '' : '\n'}gradients ${moment}: length of each layer's, of a weight of it, and of its weights`,
  )
  output.say(`${gradientsText(model, rows)}${when === 'start' ? '\n' : ''}`)
  output.event({ event: 'gradients', when, layers: rows })
}
