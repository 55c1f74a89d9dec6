/** What the laws of losses draw: predictions and targets, example by example. */
import * as fc from 'fast-check'
import { type Float, literal } from '../../src/core/index.js'
import type { LossEntry } from '../../src/models/index.js'

export interface Example {
  readonly prediction: readonly number[]
  /** Numbers like the prediction, or one class. */
  readonly target: readonly number[]
  readonly weight: number
}
export interface Examples {
  readonly kind: LossEntry['target']
  readonly ofProbabilities: boolean
  /** Shape of one prediction. */
  readonly shape: readonly number[]
  readonly examples: readonly Example[]
}

/** Predictions and targets as tensors with a batch axis, and one weight for each example. */
export const tensorsOf = ({ kind, shape, examples }: Examples, dtype: Float = 'f64') => {
  const n = examples.length
  const predictions = examples.flatMap((e) => e.prediction)
  const targets = examples.flatMap((e) => e.target)
  return {
    prediction: literal([n, ...shape], predictions, dtype),
    target: kind === 'class' ? literal([n], targets, 'i32') : literal([n, ...shape], targets, dtype),
    weights: literal(
      [n],
      examples.map((e) => e.weight),
      dtype,
    ),
  }
}

const between = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true })
const list = <T>(values: fc.Arbitrary<T>, length: number) => fc.array(values, { minLength: length, maxLength: length })
const normalised = (numbers: readonly number[]): readonly number[] => {
  const total = numbers.reduce((a, b) => a + b, 0)
  return numbers.map((x) => x / total)
}

const weight = between(0.1, 3)
const logit = between(-5, 5)
/** Shapes of one prediction: a number, a row of one, a row, a table. */
const shapes = fc.constantFrom<readonly number[]>([], [1], [3], [2, 2])
const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1)
const classes = fc.integer({ min: 1, max: 4 }).map((k): readonly number[] => [k])

const errorsOf = (kinks: readonly number[]) =>
  between(-3, 3).filter((error) => kinks.every((kink) => Math.abs(error - kink) >= 0.05))

const exampleOf = (
  { target: kind, kinks, ofProbabilities }: LossEntry,
  shape: readonly number[],
): fc.Arbitrary<Example> => {
  const size = sizeOf(shape)
  const prediction = list(ofProbabilities === true ? between(0.1, 0.9) : logit, size)
  /** Predictions beside their targets, away from kinks. */
  const beside = (targets: fc.Arbitrary<number>) =>
    fc
      .record({ target: list(targets, size), errors: list(errorsOf(kinks), size), weight })
      .map(({ target, errors, weight }) => ({ prediction: target.map((t, i) => t + errors[i]!), target, weight }))
  switch (kind) {
    case 'number':
      return beside(between(-3, 3))
    case 'sign':
      return beside(fc.constantFrom(-1, 1))
    case 'direction':
      return beside(between(-3, 3)).filter((e) => [e.prediction, e.target].every((v) => Math.hypot(...v) > 0.3))
    case 'count':
      return fc.record({ prediction: list(between(-2, 3), size), target: list(fc.nat({ max: 6 }), size), weight })
    case 'label':
      return fc.record({ prediction, target: list(fc.constantFrom(0, 1), size), weight })
    case 'probability':
      return fc.record({ prediction, target: list(fc.oneof(fc.constantFrom(0, 1), between(0, 1)), size), weight })
    case 'distribution': {
      const target = fc.oneof(
        list(between(0.01, 1), size).map(normalised),
        fc.nat({ max: size - 1 }).map((hot) => Array.from({ length: size }, (_, i) => (i === hot ? 1 : 0))),
      )
      return fc.record({ prediction, target, weight })
    }
    case 'class':
      return fc.record({ prediction, target: fc.nat({ max: size - 1 }).map((c) => [c]), weight })
  }
}

/** Batches of 1 to 4 examples for a loss, away from its kinks. */
export const examplesFor = (entry: LossEntry, minLength = 1): fc.Arbitrary<Examples> =>
  (['distribution', 'class', 'direction'].includes(entry.target) ? classes : shapes).chain((shape) =>
    fc.array(exampleOf(entry, shape), { minLength, maxLength: 4 }).map((examples) => ({
      kind: entry.target,
      ofProbabilities: entry.ofProbabilities === true,
      shape,
      examples,
    })),
  )

/** The same targets, predicted exactly; classes, and probabilities of 0 and 1, are beyond the reach of logits. */
export const atTruth = (drawn: Examples): Examples => {
  const exact = ({ target }: Example): readonly number[] => {
    if (drawn.kind === 'probability' && !drawn.ofProbabilities) return target.map((t) => Math.log(t / (1 - t)))
    return drawn.kind === 'distribution' || drawn.kind === 'count' ? target.map(Math.log) : target
  }
  return { ...drawn, examples: drawn.examples.map((e) => ({ ...e, prediction: exact(e) })) }
}

/** The same examples with targets strictly between the certain ones, where logits can reach them. */
export const softened = (drawn: Examples): Examples => {
  const count = sizeOf(drawn.shape)
  const soft = (t: number): number => {
    if (drawn.kind === 'count') return 0.1 + t
    return drawn.kind === 'probability' ? 0.05 + 0.9 * t : 0.1 / count + 0.9 * t
  }
  return { ...drawn, examples: drawn.examples.map((e) => ({ ...e, target: e.target.map(soft) })) }
}

/** Logits and numbers as far from 0 as they are tried; logarithms of rates overflow there. */
const farFor = ({ kind }: Examples): number => (kind === 'count' ? 60 : 1000)

/** Certain targets, and predictions that are certain too, of logits of ±1000: of the truth, or of its opposite. */
export const certain = (drawn: Examples, right: boolean): Examples => {
  const size = right ? farFor(drawn) : -farFor(drawn)
  const at = ({ prediction, target, weight }: Example): Example => {
    const hard = drawn.kind === 'distribution' ? target.map((t) => (t === Math.max(...target) ? 1 : 0)) : target
    const truth =
      drawn.kind === 'class' ? prediction.map((_, k) => (k === target[0] ? 1 : 0)) : hard.map((t) => (t >= 0.5 ? 1 : 0))
    const logits = truth.map((t) => (t === 1 ? size : -size))
    const signs = drawn.kind === 'sign' ? truth.map((t) => 2 * t - 1) : truth
    return {
      prediction: drawn.ofProbabilities ? logits.map((z) => (z > 0 ? 1 : 0)) : logits,
      target: drawn.kind === 'class' ? target : signs,
      weight,
    }
  }
  return { ...drawn, examples: drawn.examples.map(at) }
}

/** What a prediction says: the number itself, the rate of its logarithm, or the probabilities of its logits. */
export const meant = ({ kind, ofProbabilities }: Examples, { prediction, target }: Example): readonly number[] => {
  if (kind === 'number' || kind === 'direction' || ofProbabilities) return prediction
  if (kind === 'count') return prediction.map(Math.exp)
  // a score beyond its margin is as good as one at its end
  if (kind === 'sign') return prediction.map((s, i) => Math.min(s * target[i]!, 1) * target[i]!)
  if (kind === 'probability' || kind === 'label') return prediction.map((z) => 1 / (1 + Math.exp(-z)))
  return normalised(prediction.map(Math.exp))
}
/** The truth in the form of `meant`. */
export const truthOf = (kind: LossEntry['target'], { prediction, target }: Example): readonly number[] =>
  kind === 'class' ? prediction.map((_, k) => (k === target[0] ? 1 : 0)) : target
