/** Importance, dependence and gradient norms: their laws, numbers by hand, and what they refuse. */
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, test } from 'vitest'
import { explainingLaws } from '../../laws/streams/explaining.js'
import { key, literal } from '../../src/core/index.js'
import { conv2d, dense, flatten, input, relu } from '../../src/models/layers/index.js'
import { examples, layerGradients, partialDependence, permutationImportance, rowsOf } from '../../src/streams/index.js'
import { prove } from '../prove.js'

prove('laws of explaining', explainingLaws, { runs: 6 })

test('norms by hand, layers by their place, a word for each', () => {
  const model = pipe(input([2, 2, 1]), conv2d(1, 2), relu, flatten, dense(1), dense(1), dense(1))
  const part = (weights: readonly number[], shape: readonly number[], bias: number): any => ({
    weights: literal(shape, weights),
    bias: literal([1], [bias]),
  })
  const params: any = [
    part([1, 1, 1, 1], [2, 2, 1, 1], 0),
    part([3], [1, 1], 4),
    part([1], [1, 1], 0),
    part([1], [1, 1], 0),
  ]
  const gradient: any = [
    part([3e-6, 0, 4e-6, 0], [2, 2, 1, 1], 0),
    part([0], [1, 1], 0),
    part([3e4], [1, 1], 0),
    part([3], [1, 1], 4),
  ]
  const rows = layerGradients(model)(params, gradient)
  expect(rows.map(({ place, layer, verdict }) => [place, layer, verdict])).toEqual([
    [1, 'conv2d', 'vanishing'],
    [4, 'dense', 'none'],
    [5, 'dense', 'exploding'],
    [6, 'dense', 'fine'],
  ])
  expect(rows[0]!.gradient).toBeCloseTo(5e-6, 11)
  expect(rows[0]!.rms).toBeCloseTo(5e-6 / Math.sqrt(5), 11)
  expect(rows.map(({ parameters }) => parameters)).toEqual([2, 5, 1, 1])
  const broken: any = [part([Number.NaN, 0, 0, 0], [2, 2, 1, 1], 0), ...gradient.slice(1)]
  expect(layerGradients(model)(params, broken)[0]!.verdict).toBe('not finite')
  const mild = layerGradients(model, { vanishing: 1e-7, exploding: 1e5 })(params, gradient)
  expect(mild.map(({ verdict }) => verdict)).toEqual(['fine', 'none', 'fine', 'fine'])
})

describe('what cannot be asked is refused in one line', () => {
  const x: any = rowsOf(literal([2, 3], [1, 2, 3, 4, 5, 6]))
  const cube: any = rowsOf(literal([2, 1, 1], [1, 2]))
  const measure = (data: any): number => data.batch([0, 1]).x.shape.length
  test.each<readonly [string, () => unknown]>([
    [
      'partialDependence: there is no column 3 among 3',
      () => partialDependence((d) => d.batch([0]) as any)(x, [3], [[1]]),
    ],
    ['partialDependence: 2 columns cannot be set to 1 numbers', () => partialDependence(() => [])(x, [0, 1], [[1]])],
    [
      'partialDependence: expected rows [batch, features], got [2, 1, 1]',
      () => partialDependence((d) => d.batch([0, 1]) as any)(cube, [0], [[1]]),
    ],
    ['partialDependence: the data set is empty', () => partialDependence(() => [])({ ...x, size: 0 }, [0], [[1]])],
    [
      'permutationImportance: there is no column -1 among 3',
      () => permutationImportance({ key: key(0) })(measure)(examples(x, x) as any, [[-1]]),
    ],
    [
      'permutationImportance: repeats must be a positive integer, got 0',
      () => permutationImportance({ key: key(0), repeats: 0 })(measure)(examples(x, x) as any, [[0]]),
    ],
  ])('%s', (message, refused) => {
    expect(refused).toThrow(message)
  })
})
