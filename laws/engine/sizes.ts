/** Maps and reductions of every size around the vector widths and block sizes, by every way of reading an argument. */
import * as fc from 'fast-check'
import {
  type AnyTensor,
  apply,
  type DType,
  isFloat,
  key,
  literal,
  type Shape,
  sizeOf,
  uniform,
} from '../../src/core/index.js'
import { compile, type Engine, reference } from '../../src/engine/index.js'
import { add, cast, greater, maximum, mul, type OpName, ops, sub, where } from '../../src/ops/index.js'
import { type Law, law } from '../law.js'
import { expectClaim, expectSame } from './closeness.js'

/** 0 to 33, and neighbours of powers of 2. */
export const edges: readonly number[] = [
  ...Array.from({ length: 34 }, (_, i) => i),
  ...[64, 128, 256, 512, 1024].flatMap((n) => [n - 1, n, n + 1]),
]
const size = fc.constantFrom(...edges)
const small = fc.constantFrom(1, 2, 3, 4, 5, 7, 8, 9, 17)
const dtypes = fc.constantFrom<DType>('f32', 'f64', 'i32')
const seed = fc.nat({ max: 1e6 })

/** Numbers of any type under a seed: floating ones in [-2, 2), whole ones from -99 to 98. */
export const filled = (shape: Shape, dtype: DType, from: number): AnyTensor => {
  const u = reference.run([uniform(key(from), shape, { min: -2, max: 2, dtype: 'f64' })])[0]!
  if (isFloat(dtype)) return literal(shape, u, dtype)
  return dtype === 'bool'
    ? literal(
        shape,
        Array.from(u, (x) => (x > 0 ? 1 : 0)),
        'bool',
      )
    : literal(
        shape,
        Array.from(u, (x) => Math.floor(x * 49.5)),
        'i32',
      )
}

/** Every argument is read once in the map of a single expression. */
const fused = ([a, b, c, t]: readonly any[]): AnyTensor =>
  where(greater(add(a, b), c), sub(mul(a, c), b), maximum(b, cast(t, b.dtype) as any))

export const sizeLaws = (engine: Engine): readonly Law[] => {
  const agrees = (f: (args: readonly AnyTensor[]) => AnyTensor, args: readonly AnyTensor[]): boolean => {
    const [got] = reference.run([compile(f, { engine })(args)])
    return expectSame('map', reference.run([f(args)])[0]!, got!)
  }
  const shapesOf = (whole: Shape): fc.Arbitrary<readonly Shape[]> => {
    const ways = [
      whole,
      whole.map(() => 1),
      [] as Shape,
      whole.slice(1),
      whole.map((d, i) => (i === whole.length - 1 ? 1 : d)),
      whole.map((d, i) => (i === 0 ? d : 1)),
      whole.map((d, i) => (i === 1 ? 1 : d)),
      whole.map((d, i) => (i === 1 ? d : 1)),
    ]
    return fc.tuple(fc.constant(whole), ...[1, 2, 3].map(() => fc.constantFrom(...ways)))
  }
  const two = fc.tuple(small, size)
  const broadcast = fc
    .oneof(
      two.map(([m, n]) => [m, n]),
      two.map(([m, n]) => [n, m]),
      fc.tuple(small, small, size).map(([a, b, c]) => [a, b, c]),
      fc.tuple(small, size, small).map(([a, b, c]) => [a, b, c]),
    )
    .filter((shape) => sizeOf(shape) <= 20000)
    .chain(shapesOf)
  const reduced: readonly OpName[] = ['sum', 'max', 'min', 'argMax']
  return [
    law('maps of one size', [size, dtypes, seed], (n, dtype, s) =>
      agrees(fused, [0, 1, 2].map((i) => filled([n], dtype, s + i)).concat([filled([n], 'bool', s + 3)])),
    ),
    law('maps of arguments that broadcast in every way', [broadcast, dtypes, seed], (shapes, dtype, s) =>
      agrees(
        fused,
        shapes.map((shape, i) => filled(shape, i === 3 ? 'bool' : dtype, s + i)),
      ),
    ),
    law(
      'maps that convert between all types',
      [
        size,
        fc.constantFrom<DType>('f32', 'f64', 'i32', 'bool'),
        fc.constantFrom<DType>('f32', 'f64', 'i32', 'bool'),
        seed,
      ],
      (n, from, to, s) => agrees(([x]) => cast(x!, to), [filled([n], from, s)]),
    ),
    ...reduced.map((name) =>
      law(
        `${name} of every size before, along and after its axis`,
        [
          fc.tuple(small, size, fc.constantFrom(1, 2, 7, 16, 33, 255, 256, 257)),
          fc.constantFrom<DType>('f32', 'f64'),
          fc.nat({ max: 3 }),
          seed,
        ],
        ([a, b, c], dtype, kind, s) => {
          const shape = kind === 0 ? [a, b, 1] : [Math.min(a, 4), b, c]
          const axes = kind === 0 ? [1] : kind === 1 ? [1] : kind === 2 ? [0, 1] : [0, 2]
          const attrs = name === 'argMax' ? { axis: axes[0]! } : { axes, keep: kind % 2 === 1 }
          const x = filled(shape, dtype, s)
          const f = (y: AnyTensor): AnyTensor => apply(ops[name], attrs, y)
          const [got] = reference.run([compile(f, { engine })(x)])
          return expectClaim(name, attrs, [x], reference.run([x]), f(x), got!)
        },
      ),
    ),
    law(
      'copies of every size: permuted, sliced, padded, joined',
      [
        fc.tuple(small, size),
        fc.constantFrom<DType>('f32', 'f64', 'i32', 'bool'),
        fc.integer({ min: 1, max: 3 }),
        seed,
      ],
      ([m, n], dtype, step, s) => {
        const x = filled([m, n, 2], dtype, s)
        const sliced = { start: [0, Math.min(1, n), 0], stop: [m, n, 2], step: [step, step, 1] }
        const padded = { before: [1, 0, 2], after: [0, step, 0], between: [0, step - 1, 1], value: 1 }
        const half = { start: [0, n >> 1, 0], stop: [m, n, 2], step: [1, 1, 1] }
        const copies: readonly ((y: AnyTensor) => AnyTensor)[] = [
          (y) => apply(ops.permute, { order: [2, 0, 1] }, y),
          (y) => apply(ops.permute, { order: [1, 0, 2] }, y),
          (y) => apply(ops.slice, sliced, y),
          (y) => apply(ops.pad, padded, y),
          (y) => apply(ops.concat, { axis: 1 }, apply(ops.slice, half, y), y, y),
          (y) => apply(ops.concat, { axis: 2 }, y, apply(ops.permute, { order: [0, 1, 2] }, y)),
          (y) => apply(ops.broadcastTo, { shape: [2, m, n, 2] }, y),
        ]
        return copies.every((f) => agrees(([y]) => f(y!), [x]))
      },
    ),
    law('axes beyond sixteen', [fc.integer({ min: 14, max: 24 }), seed], (rank, s) => {
      const shape = Array.from({ length: rank }, (_, i) => (i % 6 === 0 ? 2 : 1))
      const [zeros, ones] = [shape.map(() => 0), shape.map(() => 1)]
      const last = { start: shape.map((d) => d - 1), stop: shape, step: ones }
      const copies: readonly ((y: AnyTensor) => AnyTensor)[] = [
        (y) => apply(ops.permute, { order: shape.map((_, i) => rank - 1 - i) }, y),
        (y) => apply(ops.slice, last, y),
        (y) => apply(ops.pad, { before: shape.map((d) => d - 1), after: zeros, between: zeros, value: 1 }, y),
        (y) => apply(ops.concat, { axis: rank - 1 }, y, y),
        (y) => apply(ops.broadcastTo, { shape: [3, ...shape] }, y),
      ]
      return copies.every((f) => agrees(([y]) => f(y!), [filled(shape, 'f32', s)]))
    }),
    law('one expression of very many arguments', [fc.integer({ min: 1, max: 70 }), dtypes, seed], (count, dtype, s) => {
      const args = Array.from({ length: 2 * count }, (_, i) => filled([19], dtype, s + i))
      const nested = (xs: readonly any[]): AnyTensor =>
        Array.from({ length: count }, (_, i) => i).reduce<any>(
          (y, i) => where(greater(xs[2 * i], y), y, xs[2 * i + 1]),
          xs[0],
        )
      const tree = (xs: readonly any[]): any =>
        xs.length === 1 ? xs[0] : maximum(tree(xs.slice(0, xs.length >> 1)), tree(xs.slice(xs.length >> 1)))
      const truths = args.map((_, i) => filled([19], 'bool', s + 200 + i))
      const choices = (xs: readonly any[]): AnyTensor =>
        truths.reduce<any>((y, _, i) => where(xs[args.length + i], y, xs[i]), xs[0])
      return agrees(nested, args) && agrees(tree, args) && agrees(choices, [...args, ...truths])
    }),
  ]
}
