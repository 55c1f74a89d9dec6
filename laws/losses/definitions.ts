/** Every loss as the textbook defines it, for one example of plain numbers. */
import type { LossName } from '../../src/models/index.js'

/** The loss of one example; `target` holds numbers, probabilities or one class. */
export type LossDefinition = (prediction: readonly number[], target: readonly number[]) => number

const average = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0) / numbers.length
const averaged =
  (f: (p: number, t: number) => number): LossDefinition =>
  (prediction, target) =>
    average(prediction.map((p, i) => f(p, target[i]!)))

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((total, x, i) => total + x * b[i]!, 0)
/** `softmax(z)ₖ`, as written, for moderate logits. */
const probability = (logits: readonly number[], k: number): number =>
  Math.exp(logits[k]!) / logits.map(Math.exp).reduce((a, b) => a + b, 0)

export const lossDefinitions: { readonly [N in LossName]: LossDefinition } = {
  meanSquaredError: averaged((p, t) => (p - t) ** 2),
  meanAbsoluteError: averaged((p, t) => Math.abs(p - t)),
  huber: averaged((p, t) => (Math.abs(p - t) <= 1 ? (p - t) ** 2 / 2 : Math.abs(p - t) - 1 / 2)),
  logCosh: averaged((p, t) => Math.log(Math.cosh(p - t))),
  quantile: averaged((p, t) => Math.max(0.5 * (t - p), -0.5 * (t - p))),
  poisson: averaged((p, t) => Math.exp(p) - t * p - t + (t === 0 ? 0 : t * Math.log(t))),
  hinge: averaged((s, t) => Math.max(0, 1 - t * s)),
  squaredHinge: averaged((s, t) => Math.max(0, 1 - t * s) ** 2),
  binaryCrossEntropyOfProbabilities: averaged((p, t) => -t * Math.log(p) - (1 - t) * Math.log(1 - p)),
  focal: averaged((z, t) => {
    const p = 1 / (1 + Math.exp(t === 1 ? -z : z))
    return -((1 - p) ** 2) * Math.log(p)
  }),
  binaryCrossEntropy: averaged((z, t) => {
    const [yes, no] = [1 / (1 + Math.exp(-z)), 1 / (1 + Math.exp(z))]
    return -t * Math.log(yes) - (1 - t) * Math.log(no)
  }),
  categoricalCrossEntropy: (z, t) => t.reduce((total, share, k) => total - share * Math.log(probability(z, k)), 0),
  sparseCategoricalCrossEntropy: (z, [k]) => -Math.log(probability(z, k!)),
  klDivergence: (z, t) =>
    t.reduce((total, share, k) => total + (share === 0 ? 0 : share * Math.log(share / probability(z, k))), 0),
  cosine: (p, t) => 1 - dot(p, t) / Math.sqrt(dot(p, p) * dot(t, t)),
}
