/**
 * What each optimizer does, written down a second time: for one coordinate, on plain numbers, as closed sums over the
 * gradients so far, with the default constants in figures.
 */
import type { OptimizerName } from '../../src/optim/index.js'

/** The step of one coordinate, as a multiple of the rate and downhill positive, after these gradients, from `position`. */
export type Recurrence = (gradients: readonly number[], position: number) => number

const last = (gradients: readonly number[]): number => gradients.at(-1)!
const squares = (gradients: readonly number[]): readonly number[] => gradients.map((g) => g * g)
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
/** `Σ decay^age · x`; the last has age 0. */
const fading = (decay: number, values: readonly number[]): number =>
  sum(values.map((x, i) => decay ** (values.length - 1 - i) * x))
/** Weighted mean with weights `decay^age`: a moving average without bias. */
const recent = (decay: number, values: readonly number[]): number =>
  fading(decay, values) /
  fading(
    decay,
    values.map(() => 1),
  )

/** A mean square without bias, under its root, and ε. */
const spread = (g: readonly number[], epsilon = 1e-8): number => Math.sqrt(recent(0.999, squares(g))) + epsilon
const prefixes = (g: readonly number[]): readonly (readonly number[])[] => g.map((_, t) => g.slice(0, t + 1))
const adaDelta = (g: readonly number[]): number => {
  const before = prefixes(g.slice(0, -1)).map(adaDelta)
  const sizes = 0.1 * fading(0.9, squares(before))
  return (last(g) * Math.sqrt(sizes + 1e-6)) / Math.sqrt(0.1 * fading(0.9, squares(g)) + 1e-6)
}
const nAdamMomentum = (t: number): number => 0.9 * (1 - 0.5 * 0.96 ** (0.004 * t))
const nAdam = (g: readonly number[]): number => {
  const product = g.reduce((p, _, i) => p * nAdamMomentum(i + 1), 1)
  const [now, ahead] = [nAdamMomentum(g.length), nAdamMomentum(g.length + 1)]
  const mean = 0.1 * fading(0.9, g)
  return (((1 - now) * last(g)) / (1 - product) + (ahead * mean) / (1 - ahead * product)) / spread(g)
}
const rAdam = (g: readonly number[]): number => {
  const t = g.length
  const length = 1999 - (2 * t * 0.999 ** t) / (1 - 0.999 ** t)
  if (length <= 5) return recent(0.9, g)
  const rectified = Math.sqrt((((length - 4) * (length - 2)) / (1995 * 1997)) * (1999 / length))
  const root = Math.sqrt(0.001 * fading(0.999, squares(g))) + 1e-8
  return (rectified * recent(0.9, g) * Math.sqrt(1 - 0.999 ** t)) / root
}

/** `null` where coordinates do not move on their own. */
export const recurrences: { readonly [N in OptimizerName]: Recurrence | null } = {
  gradientDescent: last,
  momentum: (g) => fading(0.9, g),
  nesterov: (g) => last(g) + 0.9 * fading(0.9, g),
  adaGrad: (g) => last(g) / (Math.sqrt(sum(squares(g))) + 1e-10),
  adaDelta,
  rmsProp: (g) => last(g) / (Math.sqrt(0.01 * fading(0.99, squares(g))) + 1e-8),
  rmsPropCentred: (g) => last(g) / (Math.sqrt(0.01 * fading(0.99, squares(g)) - (0.01 * fading(0.99, g)) ** 2) + 1e-8),
  rmsPropMomentum: (g) =>
    fading(
      0.9,
      prefixes(g).map((past) => last(past) / (Math.sqrt(0.01 * fading(0.99, squares(past))) + 1e-8)),
    ),
  adam: (g) => recent(0.9, g) / spread(g),
  amsGrad: (g) => {
    const largest = Math.max(...prefixes(g).map((past) => 0.001 * fading(0.999, squares(past))))
    return recent(0.9, g) / (Math.sqrt(largest / (1 - 0.999 ** g.length)) + 1e-8)
  },
  adamW: (g, w) => recent(0.9, g) / spread(g) + 0.01 * w,
  nAdam,
  rAdam,
  adaMax: (g) => recent(0.9, g) / Math.max(...g.map((x, i) => 0.999 ** (g.length - 1 - i) * (Math.abs(x) + 1e-8))),
  lion: (g) => Math.sign(0.9 * 0.01 * fading(0.99, g.slice(0, -1)) + 0.1 * last(g)),
  lamb: null,
  ftrl: (g) => last(g) / (1 + Math.sqrt(sum(squares(g)))),
  muon: (g, w) => recent(0.9, g) / spread(g) + 0.01 * w, // vectors move as under AdamW
}
