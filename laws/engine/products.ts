/** Matrix products of all sizes around the edges of tiles, transposed or not, one or many, aliased or not. */
import * as fc from 'fast-check'
import type { AnyTensor, Float, Shape } from '../../src/core/index.js'
import { compile, type Engine, reference } from '../../src/engine/index.js'
import { matmul, transpose } from '../../src/ops/index.js'
import { type Law, law } from '../law.js'
import { expectClaim } from './closeness.js'
import { filled } from './sizes.js'

const near = fc.constantFrom(
  0,
  1,
  2,
  3,
  4,
  5,
  6,
  7,
  8,
  9,
  12,
  13,
  15,
  16,
  17,
  23,
  24,
  25,
  31,
  32,
  33,
  47,
  48,
  49,
  63,
  64,
  65,
)
const far = fc.constantFrom(95, 96, 97, 127, 128, 129, 255, 256, 257, 300, 511, 513)
const dtypes = fc.constantFrom<Float>('f32', 'f64')
const seed = fc.nat({ max: 1e6 })
const flips = fc.tuple(fc.boolean(), fc.boolean())

const turned = (shape: Shape, flip: boolean): Shape =>
  flip ? [...shape.slice(0, -2), shape.at(-1)!, shape.at(-2)!] : shape

export const productLaws = (engine: Engine): readonly Law[] => {
  const agrees = (
    m: number,
    n: number,
    k: number,
    batch: Shape,
    [fa, fb]: readonly [boolean, boolean],
    dtype: Float,
    s: number,
  ): boolean => {
    const args = [filled(turned([...batch, m, k], fa), dtype, s), filled(turned([...batch, k, n], fb), dtype, s + 1)]
    const straight = ([a, b]: readonly any[]): readonly [any, any] => [fa ? transpose(a) : a, fb ? transpose(b) : b]
    const f = (xs: readonly AnyTensor[]): AnyTensor => matmul(...straight(xs))
    const pair = straight(args)
    const [got] = reference.run([compile(f, { engine })(args)])
    return expectClaim('matmul', {}, pair, reference.run(pair), f(args), got!)
  }
  return [
    law('matmul of small sizes', [near, near, near, flips, dtypes, seed], (m, n, k, f, d, s) =>
      agrees(m, n, k, [], f, d, s),
    ),
    law('matmul with long rows', [near, far, near, flips, dtypes, seed], (m, n, k, f, d, s) =>
      agrees(m, n, k, [], f, d, s),
    ),
    law('matmul with long columns', [far, near, near, flips, dtypes, seed], (m, n, k, f, d, s) =>
      agrees(m, n, k, [], f, d, s),
    ),
    law('matmul with long sums', [near, near, far, flips, dtypes, seed], (m, n, k, f, d, s) =>
      agrees(m, n, k, [], f, d, s),
    ),
    law(
      'matmul of many at once',
      [fc.constantFrom<Shape>([1], [3], [2, 2], [0]), near, near, near, flips, dtypes, seed],
      (batch, m, n, k, f, d, s) => agrees(Math.min(m, 33), n, Math.min(k, 33), batch, f, d, s),
    ),
    law('matmul of a matrix and its own transpose', [near, near, dtypes, seed], (m, k, dtype, s) => {
      const a = filled([m, k], dtype, s)
      const pairs = (x: any): readonly (readonly [any, any])[] => [
        [x, transpose(x)],
        [transpose(x), x],
      ]
      const got = reference.run(
        compile((x: AnyTensor) => pairs(x).map(([p, q]): AnyTensor => matmul(p, q)), { engine })(a),
      )
      return pairs(a).every(([p, q], i) =>
        expectClaim('matmul', {}, [p, q], reference.run([p, q]), matmul(p, q), got[i]!),
      )
    }),
    law(
      'matmul: NaN and infinities reach what they touch and nothing else',
      [
        near,
        near,
        near,
        flips,
        dtypes,
        fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
        seed,
      ],
      (m, n, k, [fa, fb], dtype, value, s) => {
        if (m === 0 || n === 0 || k === 0) return true
        const spoiled = (t: AnyTensor, at: number): AnyTensor => {
          const data = reference.run([t])[0]!.slice()
          data[at % data.length] = value
          return { ...t, node: { _tag: 'Literal', data } }
        }
        const args = [spoiled(filled(turned([m, k], fa), dtype, s), s), filled(turned([k, n], fb), dtype, s + 1)]
        const f = ([a, b]: readonly any[]): AnyTensor => matmul(fa ? transpose(a) : a, fb ? transpose(b) : b)
        const [expected, got] = [reference.run([f(args)])[0]!, reference.run([compile(f, { engine })(args)])[0]!]
        return expected.every(
          (x, i) => Number.isFinite(x) === Number.isFinite(got[i]!) && Number.isNaN(x) === Number.isNaN(got[i]!),
        )
      },
    ),
  ]
}
