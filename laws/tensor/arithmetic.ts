/** Laws of arithmetic, comparison and broadcasting. */
import * as fc from 'fast-check'
import type { AnyTensor, Shape, Tensor } from '../../src/core/index.js'
import { read } from '../../src/engine/index.js'
import {
  abs,
  add,
  broadcastTo,
  cast,
  clamp,
  div,
  equal,
  exp,
  expm1,
  greater,
  greaterEqual,
  less,
  lessEqual,
  log,
  log1p,
  maximum,
  minimum,
  mul,
  neg,
  notEqual,
  onesLike,
  pow,
  sign,
  sqrt,
  square,
  sub,
  where,
  zerosLike,
} from '../../src/ops/index.js'
import { alike, booleans, shapes, tensor } from '../arbitrary.js'
import { type Law, law } from '../law.js'
import { close, same } from '../numeric.js'

type T = Tensor<Shape, 'f64'>
const one = alike(1)
const two = alike(2)
const three = alike(3)
const positive = alike(2, { min: 0.25, max: 4 })

const ring: readonly Law[] = [
  law('add is commutative', [two], ([a, b]) => same(add(a!, b!), add(b!, a!))),
  law('add is associative', [three], ([a, b, c]) => close(add(add(a!, b!), c!), add(a!, add(b!, c!)))),
  law('add: 0 is neutral', [one], ([a]) => same(add(a!, zerosLike(a!)), a) && same(add(0, a!), a)),
  law('add: neg is the inverse', [one], ([a]) => same(add(a!, neg(a!)), zerosLike(a!))),
  law('sub is add of neg', [two], ([a, b]) => same(sub(a!, b!), add(a!, neg(b!)))),
  law('mul is commutative', [two], ([a, b]) => same(mul(a!, b!), mul(b!, a!))),
  law('mul is associative', [three], ([a, b, c]) => close(mul(mul(a!, b!), c!), mul(a!, mul(b!, c!)))),
  law('mul: 1 is neutral', [one], ([a]) => same(mul(a!, onesLike(a!)), a) && same(mul(1, a!), a)),
  law('mul distributes over add', [three], ([a, b, c]) => close(mul(a!, add(b!, c!)), add(mul(a!, b!), mul(a!, c!)))),
  law('div undoes mul', [positive], ([a, b]) => close(div(mul(a!, b!), b!), a)),
]

const functions: readonly Law[] = [
  law('exp turns sums into products', [two], ([a, b]) => close(exp(add(a!, b!)), mul(exp(a!), exp(b!)))),
  law('log undoes exp', [one], ([a]) => close(log(exp(a!)), a)),
  law('log turns products into sums', [positive], ([a, b]) => close(log(mul(a!, b!)), add(log(a!), log(b!)))),
  law('expm1 is exp less 1', [one], ([a]) => close(expm1(a!), sub(exp(a!), 1))),
  law('log1p undoes expm1, near 0 as well', [one], ([a]) => close(mul(log1p(expm1(mul(a!, 1e-12))), 1e12), a)),
  law('sqrt undoes square', [positive], ([a]) => close(sqrt(square(a!)), a)),
  law(
    'pow: exponents add up',
    [positive, fc.integer({ min: -6, max: 6 }), fc.integer({ min: -6, max: 6 })],
    ([a], p, q) => close(mul(pow(a!, p / 2), pow(a!, q / 2)), pow(a!, (p + q) / 2)),
  ),
  law('abs · sign is the number', [one], ([a]) => same(mul(abs(a!), sign(a!)), a)),
]

const order: readonly Law[] = [
  law(
    'maximum and minimum are the two numbers',
    [two],
    ([a, b]) =>
      same(add(maximum(a!, b!), minimum(a!, b!)), add(a!, b!)) && same(maximum(a!, b!), neg(minimum(neg(a!), neg(b!)))),
  ),
  law('abs is the larger of x and -x', [one], ([a]) => same(abs(a!), maximum(a!, neg(a!)))),
  law('clamp is a minimum of a maximum', [one], ([a]) => same(clamp(a!, -1, 2), minimum(maximum(a!, -1), 2))),
  law('of less, equal and greater one holds', [two], ([a, b]) => {
    const each = [less(a!, b!), equal(a!, b!), greater(a!, b!)].map((c) => cast(c, 'i32'))
    return same(
      each.reduce((x, y) => add(x, y)),
      cast(onesLike(a!), 'i32'),
    )
  }),
  law('each comparison is the opposite of another', [two], ([a, b]) => {
    const not = (c: Tensor<Shape, 'bool'>): Tensor<Shape, 'bool'> => equal(cast(c, 'i32'), 0)
    return (
      same(lessEqual(a!, b!), not(greater(a!, b!))) &&
      same(greaterEqual(a!, b!), not(less(a!, b!))) &&
      same(notEqual(a!, b!), not(equal(a!, b!))) &&
      same(less(a!, b!), greater(b!, a!))
    )
  }),
  law(
    'where takes each number from one side',
    [shapes().chain((s) => fc.tuple(booleans(s), tensor(s), tensor(s)))],
    ([c, a, b]) => {
      const mask = cast(c, 'f64')
      return same(where(c, a, b), add(mul(mask, a), mul(sub(1, mask), b)))
    },
  ),
]

/** Two shapes that broadcast, and the shape they broadcast to. */
const stretched = (shape: Shape): fc.Arbitrary<Shape> =>
  fc
    .tuple(fc.nat({ max: shape.length }), fc.array(fc.boolean(), { minLength: shape.length, maxLength: shape.length }))
    .map(([drop, ones]) => shape.map((d, i) => (ones[i] === true ? 1 : d)).slice(drop))
const operands = shapes({ min: 0 }).chain((shape) =>
  fc.tuple(stretched(shape), fc.constant(shape)).chain(([s, t]) => fc.tuple(tensor(s), tensor(t))),
)
const binaries: { readonly [name: string]: (a: T, b: T) => AnyTensor } = {
  add,
  sub,
  mul,
  maximum,
  minimum,
  equal,
  less,
  greaterEqual,
}
/** By the definition: the index along an axis of size 1 is 0, counted from the right. */
const elementAt = (x: T, index: readonly number[]): number => {
  const own = index.slice(index.length - x.shape.length)
  return read(x)[own.reduce((at, i, axis) => at * x.shape[axis]! + (x.shape[axis] === 1 ? 0 : i), 0)]!
}
const indexesOf = (shape: Shape): readonly (readonly number[])[] =>
  shape.reduce<readonly (readonly number[])[]>(
    (all, d) => all.flatMap((index) => Array.from({ length: d }, (_, i) => [...index, i])),
    [[]],
  )

const broadcasting: readonly Law[] = [
  law('broadcastTo repeats along new axes and axes of size 1', [operands], ([x, { shape }]) => {
    const y = read(broadcastTo(x, shape))
    const expected = indexesOf(shape).map((index) => elementAt(x, index))
    return y.length === expected.length && expected.every((value, i) => value === y[i])
  }),
  ...Object.entries(binaries).map(([name, f]) =>
    law(`${name} broadcasts as broadcastTo does, on either side`, [operands], ([x, t]) => {
      const wide = broadcastTo(x, t.shape)
      return same(f(x, t), f(wide, t)) && same(f(t, x), f(t, wide))
    }),
  ),
  law('both sides may stretch: a column and a row make a table', [tensor([3, 1]), tensor([1, 2])], (a, b) =>
    same(mul(a, b), mul(broadcastTo(a, [3, 2]), broadcastTo(b, [3, 2]))),
  ),
]

export const arithmeticLaws: readonly Law[] = [...ring, ...functions, ...order, ...broadcasting]
