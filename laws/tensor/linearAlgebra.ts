/** Laws of matrices and norms: factors multiply back, solutions solve, parts make up the whole. */
import * as fc from 'fast-check'
import type { Tensor } from '../../src/core/index.js'
import {
  abs,
  add,
  cholesky,
  choleskySolve,
  diag,
  diagonal,
  eye,
  inverse,
  logDet,
  matmul,
  mul,
  norm,
  outer,
  pNorm,
  reshape,
  solve,
  sub,
  sum,
  trace,
  transpose,
  triangularSolve,
  tril,
  triu,
} from '../../src/ops/index.js'
import { number, tensor } from '../arbitrary.js'
import { derivativeLaws } from '../diff.js'
import { type Law, law } from '../law.js'
import { close, near, numbers, same } from '../numeric.js'

type Matrices = Tensor<readonly [2, 3, 3], 'f64'>
const matrices = tensor([2, 3, 3], { min: -1, max: 1 })
const sides = tensor([2, 3, 2])
const vectors = tensor([2, 3])
/** Symmetric and positive definite. */
const positive = (a: Matrices): Matrices => add(matmul(a, transpose(a)), eye(3, 'f64'))
/** Far from singular. */
const steady = (a: Matrices): Matrices => add(a, mul(eye(3, 'f64'), 4)) as Matrices
const orders = fc.constantFrom(1, 1.5, 2, 3, Number.POSITIVE_INFINITY)

const parts: readonly Law[] = [
  law('tril and what triu has above the diagonal make up the matrix', [matrices], (a) =>
    same(add(tril(a), triu(a, 1)), a),
  ),
  law('triu is the transposed tril of the transposed', [matrices, fc.integer({ min: -3, max: 3 })], (a, k) =>
    same(triu(a, k), transpose(tril(transpose(a), -k))),
  ),
  law('diag puts on the diagonal what diagonal takes from it', [vectors], (x) => same(diagonal(diag(x)), x)),
  law('diag scales the rows of a product', [vectors, sides], (x, b) =>
    close(matmul(diag(x), b), mul(reshape(x, [2, 3, 1]), b), 1e-15),
  ),
  law('trace is the sum of the diagonal, and does not see the order of a product', [matrices, matrices], (a, b) =>
    close(trace(matmul(a, b)), trace(matmul(b, a)), 1e-14),
  ),
  law('the trace of the outer product is the inner product', [tensor([3]), tensor([3])], (a, b) =>
    close(trace(outer(a, b)), sum(mul(a, b)), 1e-14),
  ),
]

const factors: readonly Law[] = [
  law('cholesky: L·Lᵀ is the matrix, L is a lower triangle with a positive diagonal', [matrices], (a) => {
    const l = cholesky(positive(a)) as Matrices
    const positives = numbers(diagonal(l)).every((x) => x > 0)
    return positives && same(tril(l), l) && close(matmul(l, transpose(l)), positive(a), 1e-14)
  }),
  law('logDet is the logarithm of the determinant', [tensor([2, 2], { min: -1, max: 1 })], (a) => {
    const m = add(matmul(a, transpose(a)), eye(2, 'f64'))
    const [p, q, r, s] = numbers(m) as [number, number, number, number]
    return near(numbers(logDet(m))[0]!, Math.log(p * s - q * r), 1e-13)
  }),
  law('choleskySolve solves', [matrices, sides], (a, b) =>
    close(matmul(positive(a), choleskySolve(cholesky(positive(a)), b)), b, 1e-13),
  ),
  law('solve solves, and its inverse is the inverse', [matrices, sides], (a, b) => {
    const m = steady(a)
    return close(matmul(m, solve(m, b)), b, 1e-13) && close(matmul(inverse(m), b), solve(m, b), 1e-13)
  }),
  law(
    'triangularSolve is solve with the triangle',
    [matrices, sides, fc.boolean(), fc.boolean()],
    (a, b, lower, transposed) => {
      const triangle = lower ? tril(steady(a)) : triu(steady(a))
      const expected = solve(transposed ? (transpose(triangle) as Matrices) : triangle, b)
      return close(triangularSolve({ lower, transposed })(steady(a), b), expected, 1e-13)
    },
  ),
]

const norms: readonly Law[] = [
  law('a norm is absolutely homogeneous', [vectors, number(), orders], (x, by, p) =>
    close(pNorm(p)(mul(x, by), [1]), mul(pNorm(p)(x, [1]), Math.abs(by)), 1e-14),
  ),
  law('a norm obeys the triangle inequality', [vectors, vectors, orders], (x, y, p) =>
    numbers(sub(add(pNorm(p)(x, [1]), pNorm(p)(y, [1])), pNorm(p)(add(x, y), [1]))).every((d) => d >= -1e-14),
  ),
  law('p-norms fall as p grows, to the largest', [vectors], (x) => {
    const falling = [1, 1.5, 2, 3, 20, Number.POSITIVE_INFINITY].map((p) => numbers(pNorm(p)(x))[0]!)
    return falling.every((y, i) => i === 0 || y <= falling[i - 1]! * (1 + 1e-14))
  }),
  law('norm squared is the sum of squares', [vectors], (x) =>
    close(mul(norm(x, [1]), norm(x, [1])), sum(mul(x, x), [1]), 1e-14),
  ),
  law('the norm of one number is its absolute value', [vectors, orders], (x, p) =>
    close(pNorm(p)(x, []), abs(x), 1e-15),
  ),
]

const away = tensor([2, 3], { away: [0] })
const derivatives: readonly Law[] = [
  ...derivativeLaws('norm', (x: Tensor<readonly [2, 3], 'f64'>) => norm(x, [1]), away),
  ...derivativeLaws('pNorm(1.5)', (x: Tensor<readonly [2, 3], 'f64'>) => pNorm(1.5)(x, [0], 'keep'), away),
  ...derivativeLaws('logDet', (a: Matrices) => logDet(positive(a)), matrices),
]

export const linearAlgebraLaws: readonly Law[] = [...parts, ...factors, ...norms, ...derivatives]
