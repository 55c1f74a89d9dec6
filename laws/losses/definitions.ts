/** Every loss as the textbook defines it, for one example of plain numbers. */
import type { LossName } from '../../src/models/index.js'

/** The loss of one example; `target` holds numbers, probabilities or one class. */
export type LossDefinition = (prediction: readonly number[], target: readonly number[]) => number

const average = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0) / numbers.length
const averaged =
  (f: (p: number, t: number) => number): LossDefinition =>
  (prediction, target) =>
    average(prediction.map((p, i) => f(p, target[i]!)))

/** `softmax(z)ₖ`, as written, for moderate logits. */
const probability = (logits: readonly number[], k: number): number =>
  Math.exp(logits[k]!) / logits.map(Math.exp).reduce((a, b) => a + b, 0)

export const lossDefinitions: { readonly [N in LossName]: LossDefinition } = {
  meanSquaredError: averaged((p, t) => (p - t) ** 2),
  meanAbsoluteError: averaged((p, t) => Math.abs(p - t)),
  huber: averaged((p, t) => (Math.abs(p - t) <= 1 ? (p - t) ** 2 / 2 : Math.abs(p - t) - 1 / 2)),
  binaryCrossEntropy: averaged((z, t) => {
    const [yes, no] = [1 / (1 + Math.exp(-z)), 1 / (1 + Math.exp(z))]
    return -t * Math.log(yes) - (1 - t) * Math.log(no)
  }),
  categoricalCrossEntropy: (z, t) => t.reduce((total, share, k) => total - share * Math.log(probability(z, k)), 0),
  sparseCategoricalCrossEntropy: (z, [k]) => -Math.log(probability(z, k!)),
}
