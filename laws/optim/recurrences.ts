/**
 * What each optimizer does, written down a second time: for one coordinate, on plain numbers, as closed sums over the
 * gradients so far, with the default constants in figures.
 */
import type { OptimizerName } from '../../src/optim/index.js'

/** The step of one coordinate, as a multiple of the rate and downhill positive, after these gradients. */
export type Recurrence = (gradients: readonly number[]) => number

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

export const recurrences: { readonly [N in OptimizerName]: Recurrence } = {
  gradientDescent: last,
  momentum: (g) => fading(0.9, g),
  nesterov: (g) => last(g) + 0.9 * fading(0.9, g),
  adaGrad: (g) => last(g) / (Math.sqrt(sum(squares(g))) + 1e-10),
  rmsProp: (g) => last(g) / (Math.sqrt(0.01 * fading(0.99, squares(g))) + 1e-8),
  adam: (g) => recent(0.9, g) / (Math.sqrt(recent(0.999, squares(g))) + 1e-8),
}
