/** Losses and their gradients against PyTorch 2.13 in float64. */
import { describe, expect, test } from 'vitest'
import { literal } from '../../src/core/index.js'
import { read } from '../../src/engine/index.js'
import { grad } from '../../src/grad/index.js'
import { huber, type LossEntry, losses } from '../../src/models/index.js'

const prediction = literal([2, 3], [0.5, -1.25, 3, 2, 0.1, -0.7], 'f64')
const weights = literal([2], [0.5, 2], 'f64')
const targets: { readonly [T in LossEntry['target']]: any } = {
  number: literal([2, 3], [1, -1, 0, 0.5, 0.4, 2.3], 'f64'),
  probability: literal([2, 3], [0.3, 1, 0, 0.75, 0.2, 0.9], 'f64'),
  distribution: literal([2, 3], [0.2, 0.5, 0.3, 1, 0, 0], 'f64'),
  class: literal([2], [2, 0], 'i32'),
}

interface Known {
  readonly entry: Pick<LossEntry, 'loss' | 'target'>
  /** Unreduced, without weights. */
  readonly each: readonly number[]
  /** The weighted mean, and its gradient. */
  readonly weighted: number
  readonly gradient: readonly number[]
}
const known: Readonly<Record<string, Known>> = {
  meanSquaredError: {
    entry: losses.meanSquaredError,
    each: [3.10416666666667, 3.78],
    weighted: 3.64483333333333,
    gradient: [-0.0666666666666667, -0.0333333333333333, 0.4, 0.8, -0.16, -1.6],
  },
  meanAbsoluteError: {
    entry: losses.meanAbsoluteError,
    each: [1.25, 1.6],
    weighted: 1.53,
    gradient: [
      -0.0666666666666667, -0.0666666666666667, 0.0666666666666667, 0.266666666666667, -0.266666666666667,
      -0.266666666666667,
    ],
  },
  huber: {
    entry: losses.huber,
    each: [0.885416666666667, 1.18166666666667],
    weighted: 1.12241666666667,
    gradient: [
      -0.0333333333333333, -0.0166666666666667, 0.0666666666666667, 0.266666666666667, -0.08, -0.266666666666667,
    ],
  },
  'huber with delta 0.5': {
    entry: { loss: huber({ delta: 0.5 }) as LossEntry['loss'], target: 'number' },
    each: [0.510416666666667, 0.681666666666667],
    weighted: 0.647416666666667,
    gradient: [
      -0.0333333333333333, -0.0166666666666667, 0.0333333333333333, 0.133333333333333, -0.08, -0.133333333333333,
    ],
  },
  binaryCrossEntropy: {
    entry: losses.binaryCrossEntropy,
    each: [1.79153113903307, 0.794836906667334],
    weighted: 0.994175753140482,
    gradient: [
      0.0214972887467903, -0.0518199907449794, 0.0635049417881622, 0.034879220794102, 0.0866611166610507,
      -0.151516739244844,
    ],
  },
  categoricalCrossEntropy: {
    entry: losses.categoricalCrossEntropy,
    each: [2.71698578059197, 0.19620320266595],
    weighted: 0.700359718251154,
    gradient: [
      -0.025025757087592, -0.097397866758926, 0.122423623846518, -0.142523826743606, 0.0983378034057409,
      0.0441860233378645,
    ],
  },
  sparseCategoricalCrossEntropy: {
    entry: losses.sparseCategoricalCrossEntropy,
    each: [0.0919857805919688, 0.19620320266595],
    weighted: 0.175359718251154,
    gradient: [
      0.0149742429124081, 0.00260213324107403, -0.0175763761534821, -0.142523826743606, 0.0983378034057409,
      0.0441860233378645,
    ],
  },
}

describe('losses agree with PyTorch', () => {
  test('every loss is here', () => {
    expect(Object.keys(known)).toEqual(expect.arrayContaining(Object.keys(losses)))
  })
  for (const [name, { entry, each, weighted, gradient }] of Object.entries(known))
    test(name, () => {
      const { loss, target: kind } = entry
      const target = targets[kind]
      const close = (numbers: any, expected: readonly number[]): void => {
        expect(read(numbers).length).toBe(expected.length)
        expected.forEach((x, i) => {
          expect(read(numbers)[i]).toBeCloseTo(x, 13)
        })
      }
      close(loss('none')(prediction, target), each)
      close(loss('mean')(prediction, target), [(each[0]! + each[1]!) / 2])
      close(loss('weightedMean')(prediction, target, weights), [weighted])
      // (0.5·l₀ + 2·l₁) over 2 examples, where the weighted mean is over 2.5
      close(loss('mean')(prediction, target, weights), [(weighted * 2.5) / 2])
      close(loss('sum')(prediction, target, weights), [weighted * 2.5])
      const f = (z: any): any => loss('weightedMean')(z, target, weights)
      close(grad(f)(prediction), gradient)
    })
  test('far logits: PyTorch gives these, too', () => {
    const far = literal([2, 3], [800, -800, 0, -1000, 1000, 1000], 'f64')
    const classes = read(losses.sparseCategoricalCrossEntropy.loss('none')(far, targets.class))
    expect([...classes]).toEqual([800, 2000 + Math.LN2])
    const [yes, no] = read(losses.binaryCrossEntropy.loss('none')(far, targets.probability)) as ArrayLike<number> as any
    expect(yes).toBeCloseTo((560 + 800 + Math.LN2) / 3, 12)
    expect(no).toBeCloseTo((750 + 800 + 100) / 3, 12)
  })
})
