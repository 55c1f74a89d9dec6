/** Laws of matrix products. */
import * as fc from 'fast-check'
import { literal, type Tensor } from '../../src/core/index.js'
import { add, broadcastTo, concat, matmul, mul, reshape, slice, sum, transpose } from '../../src/ops/index.js'
import { tensor } from '../arbitrary.js'
import { type Law, law } from '../law.js'
import { close, same } from '../numeric.js'

type Matrix = Tensor<readonly [number, number], 'f64'>
const size = fc.integer({ min: 1, max: 4 })
const matrices = (...dims: readonly [number, number][]): fc.Arbitrary<readonly Matrix[]> =>
  fc.tuple(...dims.map(([m, n]): fc.Arbitrary<Matrix> => tensor([m, n])))
/** Factors of a product of three. */
const chain = fc.tuple(size, size, size, size).chain(([m, k, l, n]) => matrices([m, k], [k, l], [l, n]))
const pair = fc.tuple(size, size, size).chain(([m, k, n]) => matrices([m, k], [k, n], [k, n]))
const identity = (n: number): Matrix =>
  literal(
    [n, n],
    Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0)),
    'f64',
  )
const row = (x: Tensor<readonly [number, number, number], 'f64'>, i: number): Matrix => {
  const [, m, n] = x.shape
  return reshape(slice(x, { start: [i, 0, 0], stop: [i + 1, m, n] }), [m, n])
}
const stacks = fc.tuple(size, size, size).chain(([m, k, n]) => fc.tuple(tensor([3, m, k]), tensor([3, k, n])))

export const productLaws: readonly Law[] = [
  law('matmul is associative', [chain], ([a, b, c]) => close(matmul(matmul(a!, b!), c!), matmul(a!, matmul(b!, c!)))),
  law('matmul: the transpose of a product is the product of the transposes, reversed', [pair], ([a, b]) =>
    close(transpose(matmul(a!, b!)), matmul(transpose(b!), transpose(a!))),
  ),
  law(
    'matmul: the identity is neutral on both sides',
    [pair],
    ([a]) => same(matmul(identity(a!.shape[0]), a!), a) && same(matmul(a!, identity(a!.shape[1])), a),
  ),
  law('matmul distributes over add', [pair], ([a, b, c]) =>
    close(matmul(a!, add(b!, c!)), add(matmul(a!, b!), matmul(a!, c!))),
  ),
  law('matmul is the sum of products over the inner axis', [pair], ([a, b]) => {
    const [m, k] = a!.shape
    const n = b!.shape[1]
    const products: Tensor<readonly [number, number, number], 'f64'> = mul(
      broadcastTo(reshape(a!, [m, k, 1]), [m, k, n]),
      broadcastTo(reshape(b!, [1, k, n]), [m, k, n]),
    )
    return close(matmul(a!, b!), sum(products, [1]))
  }),
  law('matmul over leading axes is each product alone', [stacks], ([a, b]) => {
    const each = [0, 1, 2].map((i) => matmul(row(a, i), row(b, i)))
    const [m, n] = each[0]!.shape
    return same(matmul(a, b), concat(each.map((x) => reshape(x, [1, m, n]))))
  }),
  law('matmul broadcasts leading axes', [stacks], ([a, b]) => {
    const one = row(b, 0)
    const repeated = broadcastTo(one, [3, ...one.shape])
    return same(matmul(a, one), matmul(a, repeated))
  }),
]
