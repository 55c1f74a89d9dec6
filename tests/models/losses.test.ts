/** Losses and their gradients against PyTorch 2.13 in float64 (tests/references/losses.py). */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { literal } from '../../src/core/index.js'
import { read } from '../../src/engine/index.js'
import { grad } from '../../src/grad/index.js'
import {
  type AnyLoss,
  binaryCrossEntropy,
  categoricalCrossEntropy,
  focal,
  huber,
  losses,
  quantile,
  sparseCategoricalCrossEntropy,
} from '../../src/models/index.js'

interface Known {
  readonly kind: string
  readonly each: readonly number[]
  /** Of the sum, weighted. */
  readonly gradient: readonly number[]
  /** Without sample weights, over what PyTorch's mean is over. */
  readonly mean?: number
}
const reference: {
  readonly prediction: readonly number[]
  readonly probability: readonly number[]
  readonly weights: readonly number[]
  readonly classWeights: readonly number[]
  readonly targets: Readonly<Record<string, readonly number[]>>
  readonly cases: Readonly<Record<string, Known>>
} = JSON.parse(readFileSync(new URL('../references/losses.json', import.meta.url), 'utf8'))

const { classWeights } = reference
const weights = literal([3], reference.weights, 'f64')
const targetOf = (kind: string): any =>
  kind === 'class' ? literal([3], reference.targets.class!, 'i32') : literal([3, 4], reference.targets[kind]!, 'f64')
const predictionOf = (name: string): any =>
  literal([3, 4], name.endsWith('OfProbabilities') ? reference.probability : reference.prediction, 'f64')

/** Losses with options, by their names in the reference. */
const sparse =
  (options: Parameters<typeof sparseCategoricalCrossEntropy>[1]): AnyLoss =>
  (reduction) =>
    sparseCategoricalCrossEntropy(reduction, options)
const withOptions: Readonly<Record<string, AnyLoss>> = {
  'huber, delta 0.5': huber({ delta: 0.5 }) as AnyLoss,
  'quantile 0.9': quantile({ quantile: 0.9 }) as AnyLoss,
  'binaryCrossEntropy, positiveWeight 3': (r) => binaryCrossEntropy(r, { positiveWeight: 3 }) as any,
  'focal, gamma 1.5, alpha 0.25': focal({ gamma: 1.5, alpha: 0.25 }) as AnyLoss,
  'categoricalCrossEntropy, labelSmoothing 0.1, classWeights': (r) =>
    categoricalCrossEntropy(r, { labelSmoothing: 0.1, classWeights }) as any,
  'sparseCategoricalCrossEntropy, labelSmoothing 0.2': sparse({ labelSmoothing: 0.2 }),
  'sparseCategoricalCrossEntropy, classWeights': sparse({ classWeights }),
  'sparseCategoricalCrossEntropy, ignoreIndex 0': sparse({ ignoreIndex: 0 }),
  'sparseCategoricalCrossEntropy, all options': sparse({ ignoreIndex: 0, labelSmoothing: 0.2, classWeights }),
}
const all: Readonly<Record<string, AnyLoss>> = {
  ...Object.fromEntries(Object.entries(losses).map(([name, { loss }]) => [name, loss])),
  ...withOptions,
}
const close = (got: any, expected: readonly number[]): void => {
  const numbers = [...read(got)]
  expect(numbers.length).toBe(expected.length)
  for (const [i, x] of expected.entries())
    expect(Math.abs(numbers[i]! - x)).toBeLessThanOrEqual(1e-12 * (1 + Math.abs(x)))
}
const total = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

test('every case of the reference is tried, and every loss has one', () => {
  expect(Object.keys(all).sort()).toEqual(Object.keys(reference.cases).sort())
})

describe.each(Object.entries(all))('%s', (name, loss) => {
  const { kind, each, gradient, mean } = reference.cases[name]!
  const [prediction, target] = [predictionOf(name), targetOf(kind)]
  const weighted = total(each.map((l, i) => l * reference.weights[i]!))
  test('each example, and the weighted sum', () => {
    close(loss('none')(prediction, target), each)
    close(loss('sum')(prediction, target, weights), [weighted])
  })
  test('gradient', () => {
    close(grad((z: any): any => loss('sum')(z, target, weights))(prediction), gradient)
  })
  if (mean === undefined)
    test('means: over the examples, over their weights', () => {
      close(loss('mean')(prediction, target), [total(each) / 3])
      close(loss('mean')(prediction, target, weights), [weighted / 3])
      if (!name.includes('classWeights'))
        close(loss('weightedMean')(prediction, target, weights), [weighted / total(reference.weights)])
    })
  else
    test('the mean is over weights of classes that are not ignored', () => {
      close(loss('weightedMean')(prediction, target), [mean])
    })
})

test('an ignored example counts in no mean', () => {
  const [prediction, classes] = [predictionOf(''), targetOf('class')]
  const [first, , last] = reference.cases.sparseCategoricalCrossEntropy!.each
  const loss = sparse({ ignoreIndex: 0 })
  close(loss('mean')(prediction, classes), [(first! + last!) / 2])
  // (0.5·l₀ + 1.25·l₂) over 2 examples, and over 1.75
  close(loss('mean')(prediction, classes, weights), [(0.5 * first! + 1.25 * last!) / 2])
  close(loss('weightedMean')(prediction, classes, weights), [(0.5 * first! + 1.25 * last!) / 1.75])
  expect(read(sparse({ ignoreIndex: 7 })('mean')(prediction, literal([3], [7, 7, 7], 'i32')))[0]).toBeNaN()
})

test('far logits: PyTorch gives these, too', () => {
  const far = literal([2, 3], [800, -800, 0, -1000, 1000, 1000], 'f64')
  const classes = read(losses.sparseCategoricalCrossEntropy.loss('none')(far, literal([2], [2, 0], 'i32')))
  expect([...classes]).toEqual([800, 2000 + Math.LN2])
  const targets = literal([2, 3], [0.3, 1, 0, 0.75, 0.2, 0.9], 'f64')
  const [yes, no] = [...read(losses.binaryCrossEntropy.loss('none')(far, targets))]
  expect(yes).toBeCloseTo((560 + 800 + Math.LN2) / 3, 12)
  expect(no).toBeCloseTo((750 + 800 + 100) / 3, 12)
})

describe('options out of range', () => {
  const rows = literal([1, 4], [0, 0, 0, 0], 'f64')
  test.each<readonly [string, () => unknown]>([
    ['quantile: quantile must be between 0 and 1, got 1', () => quantile({ quantile: 1 })],
    ['focal: gamma must be at least 0, got -1', () => focal({ gamma: -1 })],
    ['focal: alpha must be between 0 and 1, got 1', () => focal({ alpha: 1 })],
    [
      'binaryCrossEntropy: positiveWeight must be above 0, got 0',
      () => binaryCrossEntropy('mean', { positiveWeight: 0 }),
    ],
    [
      'categoricalCrossEntropy: labelSmoothing must be at least 0 and below 1, got 1',
      () => categoricalCrossEntropy('mean', { labelSmoothing: 1 }),
    ],
    [
      'sparseCategoricalCrossEntropy: ignoreIndex must be a whole number, got 0.5',
      () => sparseCategoricalCrossEntropy('mean', { ignoreIndex: 0.5 }),
    ],
    [
      'sparseCategoricalCrossEntropy: classWeights must be finite numbers of at least 0, got 1,-1',
      () => sparseCategoricalCrossEntropy('mean', { classWeights: [1, -1] }),
    ],
    [
      'categoricalCrossEntropy: classWeights must be 4 numbers, got 1,1',
      () => categoricalCrossEntropy('mean', { classWeights: [1, 1] })(rows as any, rows as any),
    ],
  ])('%s', (message, f) => {
    expect(f).toThrow(new RangeError(message))
  })
})
