/** `fluxion show`: what is in a model file. */
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { featureNames } from '../data/index.js'
import { loadModel, type ModelFile } from '../io/index.js'
import { fromSpecs, parameterCount, summary } from '../models/index.js'
import { outcome } from '../streams/index.js'
import type { Output } from './output.js'
import { epochLine } from './report.js'

const inputsOf = ({ preprocessing }: ModelFile): readonly string[] =>
  preprocessing.kind === 'table'
    ? featureNames(preprocessing.encoder)
    : [
        `${preprocessing.shape.join(' × ')} pixels, scaled by mean ${[preprocessing.mean].flat().join(', ')} and deviation ${[preprocessing.deviation].flat().join(', ')}`,
      ]

const targetsOf = ({ preprocessing }: ModelFile): readonly string[] => {
  if (preprocessing.kind === 'images') return preprocessing.classes
  const { target } = preprocessing.encoder
  return target.kind === 'classes' ? [`${target.name}: ${target.classes.join(', ')}`] : [target.name]
}

/** Task, layers, inputs, targets, settings and how training went. */
export const show =
  (output: Output) =>
  (model: string): TE.TaskEither<readonly string[], void> =>
    pipe(
      loadModel(model),
      TE.map((file) => {
        const network = fromSpecs(file.layers)
        output.say(`${model}: ${file.task}\n\n${summary(network)}\n`)
        output.say(`inputs   ${inputsOf(file).join(', ')}`)
        output.say(`targets  ${targetsOf(file).join(', ')}`)
        if (file.run !== null) {
          const { fit, settings } = file.run
          const { best, last } = outcome(fit)
          const options = Object.entries(settings as Record<string, unknown>)
          output.say(`settings ${options.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(' ')}`)
          output.say(
            `stopped  ${fit.stopped === null ? `not yet: after epoch ${last.epoch}; go on with --resume` : fit.stopped.reason}`,
          )
          const e = fit.history.find((h: { epoch: number }) => h.epoch === best.epoch)
          if (e !== undefined) output.say(`best     ${epochLine(e, fit.history.length)}`)
        }
        output.event({
          event: 'model',
          file: model,
          task: file.task,
          layers: network.layers,
          parameters: parameterCount(network),
          inputs: inputsOf(file),
          targets: targetsOf(file),
          ...(file.run === null
            ? {}
            : { settings: file.run.settings, history: file.run.fit.history, stopped: file.run.fit.stopped }),
        })
      }),
    )
