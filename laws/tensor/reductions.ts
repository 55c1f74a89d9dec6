/** Laws of reductions. */
import * as fc from 'fast-check'
import { type Shape, sizeOf, type Tensor } from '../../src/core/index.js'
import { read } from '../../src/engine/index.js'
import {
  add,
  argMax,
  concat,
  div,
  type Keep,
  max,
  mean,
  min,
  mul,
  neg,
  oneHot,
  reshape,
  sum,
} from '../../src/ops/index.js'
import { number, shapes, tensor } from '../arbitrary.js'
import { type Law, law } from '../law.js'
import { close, same } from '../numeric.js'

type T = Tensor<Shape, 'f64'>
type Reduce = (x: T, axes?: readonly number[], keep?: Keep) => T
const reductions = { sum, mean, max, min } as { readonly [name: string]: Reduce }
/** A tensor and some of its axes, in any order, counted from either end. */
const reduced = shapes().chain((shape) =>
  fc.record({
    x: tensor(shape),
    axes: fc.shuffledSubarray([...shape.keys()]),
    negative: fc.boolean(),
  }),
)
const from = (axes: readonly number[], rank: number, negative: boolean): readonly number[] =>
  axes.map((a) => (negative ? a - rank : a))
const compare = (a: T, b: T, holds: (x: number, y: number) => boolean): boolean => {
  const [x, y] = [read(a), read(b)]
  return x.length === y.length && [...x].every((value, i) => holds(value, y[i]!))
}
const columns = tensor([3, 4])

export const reductionLaws: readonly Law[] = [
  ...Object.entries(reductions).flatMap(([name, reduce]) => [
    law(`${name} over axes is over one after the other`, [reduced], ({ x, axes, negative }) => {
      const whole: T = reduce(x, from(axes, x.shape.length, negative))
      const single = axes.toSorted((a, b) => b - a).reduce((y, axis) => reduce(y, [axis]), x)
      return close(whole, single)
    }),
    law(`${name} keeps axes of size 1, or drops them`, [reduced], ({ x, axes }) => {
      const kept: T = reduce(x, axes, 'keep')
      const shape = x.shape.map((d, i) => (axes.includes(i) ? 1 : d))
      return same(kept, reshape(reduce(x, axes), shape))
    }),
    law(`${name} over no axes is the identity, over all a scalar`, [reduced], ({ x }) => {
      const all: T = reduce(x)
      return close(reduce(x, []), x) && same(all, reduce(x, [...x.shape.keys()]))
    }),
  ]),
  law('sum is linear', [columns, columns, number()], (a, b, by) =>
    close(sum(add(a, mul(b, by)), [0]), add(sum(a, [0]), mul(sum(b, [0]), by))),
  ),
  law('sum of parts is the sum of the whole', [columns, columns], (a, b) =>
    close(sum(concat([a, b])), add(sum(a), sum(b))),
  ),
  law('sum adds up the numbers', [reduced], ({ x }) => {
    const total = [...read(x)].reduce((a, b) => a + b, 0)
    return Math.abs(read(sum(x))[0]! - total) <= 1e-12 * (1 + Math.abs(total))
  }),
  law('mean is the sum by the count', [reduced], ({ x }) => close(mean(x), div(sum(x), sizeOf(x.shape)))),
  law('max ≥ mean ≥ min', [reduced], ({ x, axes }) => {
    const middle: T = mean(x, axes)
    return (
      compare(max(x, axes), middle, (a, b) => a >= b - 1e-12) && compare(middle, min(x, axes), (a, b) => a >= b - 1e-12)
    )
  }),
  law('max is -min of -x', [reduced], ({ x, axes }) => same(max(x, axes), neg(min(neg(x), axes) as T))),
  law('argMax points at the max', [columns], (x) =>
    same(sum(mul(x, oneHot(argMax(x, 1), 4, 'f64')), [1]), max(x, [1])),
  ),
]
