/** What a learner's scores mean: a number, or probabilities of classes; and how wrong they are. */
import type { AnyTensor } from '../../core/tensor.js'
import { binaryCrossEntropy } from '../../models/losses/binary.js'
import { sparseCategoricalCrossEntropy } from '../../models/losses/categorical.js'
import type { Loss } from '../../models/losses/loss.js'
import { softmax } from '../../ops/activations/softmax.js'
import { sigmoid } from '../../ops/sigmoid.js'

/** What names a class. */
export type Label = string | number | boolean

/** Between labels `Y` and predictions `P` on one side and scores on the other: `[n]`, or `[n, classes]` of several classes. */
export interface Head<Y, P> {
  /** Who speaks in messages. */
  readonly owner: string
  /** The names of the classes known before the first record. */
  readonly classes: readonly string[]
  /** The class of a label, if classes are learnt as they come. */
  readonly classOf: ((y: Y) => string) | null
  /** Scores of one record among so many classes; null: a single one, without an axis. */
  readonly outputs: (classes: number) => number | null
  readonly dtype: 'f64' | 'i32'
  /** Numbers of predictions, of scores. */
  readonly link: (scores: any) => AnyTensor
  /** Mean over the records. */
  readonly loss: (scores: any, targets: any) => AnyTensor
  /** The number of a label; -1 for a class yet to be learnt. Throws `RangeError` where it has none. */
  readonly target: (y: Y, classes: readonly string[]) => number
  /** The prediction that begins at `at` among numbers of predictions. */
  readonly prediction: (numbers: ArrayLike<number>, at: number, classes: readonly string[]) => P
}

/** Labels and predictions are numbers. */
export const numberHead = (owner: string, loss: Loss): Head<number, number> => ({
  owner,
  classes: [],
  classOf: null,
  outputs: () => null,
  dtype: 'f64',
  link: (scores) => scores,
  loss: (scores, targets) => loss('mean')(scores, targets),
  target: (y) => {
    if (!Number.isFinite(y)) throw new RangeError(`${owner}: a label is a finite number, got ${String(y)}`)
    return y
  },
  prediction: (numbers, at) => numbers[at]!,
})

/** The probabilities of two classes by their names. */
export type TwoClasses<C extends Label> = { readonly [Name in `${C}`]: number }

/** Labels are one of two classes; scores are the logits of the second. */
export const twoClassHead = <C extends Label>(
  owner: string,
  classes: readonly [negative: C, positive: C],
): Head<C, TwoClasses<C>> => {
  const names = classes.map(String)
  const [negative, positive] = names as [string, string]
  if (classes.length !== 2 || negative === positive)
    throw new RangeError(`${owner}: classes are two of different names, got ${names.join(', ')}`)
  return {
    owner,
    classes: names,
    classOf: null,
    outputs: () => null,
    dtype: 'f64',
    link: (scores) => sigmoid(scores),
    loss: (scores, targets) => binaryCrossEntropy('mean')(scores, targets),
    target: (y) => {
      const name = String(y)
      if (name === positive) return 1
      if (name === negative) return 0
      throw new RangeError(`${owner}: a label is '${negative}' or '${positive}', got '${name}'`)
    },
    prediction: (numbers, at) => {
      const p = numbers[at]!
      return { [negative]: 1 - p, [positive]: p } as TwoClasses<C>
    },
  }
}

/** The probability of each class seen so far, by its name; of none before the first record. */
export type Classes = Readonly<Record<string, number>>

/** Labels are classes, which are learnt as they come; scores are their logits. */
export const classesHead = (owner: string, classes: readonly Label[]): Head<Label, Classes> => {
  const names = classes.map(String)
  if (new Set(names).size < names.length)
    throw new RangeError(`${owner}: classes have different names, got ${names.join(', ')}`)
  return {
    owner,
    classes: names,
    classOf: String,
    outputs: (count) => count,
    dtype: 'i32',
    link: (scores) => softmax(scores),
    loss: (scores, targets) => sparseCategoricalCrossEntropy('mean')(scores, targets),
    target: (y, known) => known.indexOf(String(y)),
    prediction: (numbers, at, known) => Object.fromEntries(known.map((name, i) => [name, numbers[at + i]!])),
  }
}
