/** Laws of loops over rows, by hand over each row, and of what the slices of one tensor send back. */
import * as fc from 'fast-check'
import { literal, type Scalar, type Shape, sizeOf, stridesOf, type Tensor } from '../../src/core/index.js'
import { read } from '../../src/engine/index.js'
import { grad, hvp } from '../../src/grad/index.js'
import { add, concat, foldRows, full, mul, reshape, scanRows, slice, sum, tanh } from '../../src/ops/index.js'
import { shapes, tensor } from '../arbitrary.js'
import { derivativeLaws } from '../diff.js'
import { type Law, law } from '../law.js'
import { close, direction, same } from '../numeric.js'

type T<S extends Shape> = Tensor<S, 'f64'>
interface State {
  readonly h: T<readonly [2]>
  readonly seen: readonly [T<readonly []>]
}
interface Row {
  readonly x: T<readonly [2]>
  readonly by: T<readonly []>
}
interface Problem<X> {
  readonly weights: T<readonly [2]>
  readonly state: State
  readonly xs: X
}
type Table = { readonly x: T<readonly [number, 2]>; readonly by: T<readonly [number]> }

/** A small recurrent cell with two tensors of state and two of input. */
const cell =
  (weights: T<readonly [2]>) =>
  ({ h, seen: [total] }: State, { x, by }: Row): State => ({
    h: tanh(add(mul(weights, h), mul(x, by))),
    seen: [add(mul(total, by), sum(mul(x, h)))],
  })
/** Smooth, and of all of the state. */
const weigh = ({ h, seen: [total] }: State): Scalar<'f64'> =>
  add(sum(mul(h, literal([2], [1, -0.5], 'f64'))), mul(total, total))

const looped = ({ weights, state, xs }: Problem<Table>): Scalar<'f64'> =>
  weigh(foldRows(cell(weights))<number>(state, xs))
/** The same by hand, rows apart. */
const byHand = ({ weights, state, xs }: Problem<readonly Row[]>): Scalar<'f64'> =>
  weigh(xs.reduce(cell(weights), state))

const states: fc.Arbitrary<State> = fc.record({ h: tensor([2]), seen: fc.tuple(tensor([])) })
const rowsOf = (count: number): fc.Arbitrary<Table> => fc.record({ x: tensor([count, 2]), by: tensor([count]) })
const problemsOf = (least: number, most: number): fc.Arbitrary<Problem<Table>> =>
  fc
    .integer({ min: least, max: most })
    .chain((count) => fc.record({ weights: tensor([2]), state: states, xs: rowsOf(count) }))
const problems = problemsOf(0, 4)

const apart = ({ x, by }: Table): readonly Row[] =>
  Array.from({ length: by.shape[0] }, (_, i) => ({
    x: literal([2], [...read(x)].slice(2 * i, 2 * i + 2), 'f64'),
    by: literal([], [read(by)[i]!], 'f64'),
  }))
const together = (rows: readonly Row[]): Table => ({
  x: literal(
    [rows.length, 2],
    rows.flatMap(({ x }) => [...read(x)]),
    'f64',
  ),
  by: literal(
    [rows.length],
    rows.map(({ by }) => read(by)[0]!),
    'f64',
  ),
})
const part = ({ x, by }: Table, start: number, stop: number): Table => ({
  x: slice(x, { start: [start, 0], stop: [stop, 2] }) as Table['x'],
  by: slice(by, { start: [start], stop: [stop] }),
})

const loops: readonly Law[] = [
  law('foldRows is reduce over the rows', [problems], (p) => same(looped(p), byHand({ ...p, xs: apart(p.xs) }))),
  law('foldRows: the gradient is that of reduce', [problems], (p) => {
    const hand = grad(byHand)({ ...p, xs: apart(p.xs) })
    return close(grad(looped)(p), { ...hand, xs: together(hand.xs) }, 1e-13)
  }),
  law('foldRows: second derivatives are those of reduce', [problems, fc.nat()], (p, seed) => {
    const v = direction(seed, p)
    const hand = hvp(byHand)({ ...p, xs: apart(p.xs) }, { ...v, xs: apart(v.xs) })
    return close(hvp(looped)(p, v), { ...hand, xs: together(hand.xs) }, 1e-12)
  }),
  law('foldRows over no rows is the identity', [states, rowsOf(0), tensor([2])], (state, none, w) =>
    same(foldRows(cell(w))<number>(state, none), state),
  ),
  law('foldRows over a part and then over the rest is over all', [problems, fc.nat()], ({ weights, state, xs }, n) => {
    const [step, count] = [foldRows(cell(weights)), xs.by.shape[0]]
    const at = n % (count + 1)
    return same(step<number>(step<number>(state, part(xs, 0, at)), part(xs, at, count)), step<number>(state, xs))
  }),
  law('scanRows gives the last state, and output i after i + 1 rows', [problems], ({ weights, state, xs }) => {
    const step = cell(weights)
    const scan = scanRows((s: State, row: Row) => {
      const next = step(s, row)
      return [next, { h: next.h, seen: mul(next.seen[0], 2) }] as const
    })
    const [last, all] = scan<number>(state, xs)
    const counts = Array.from({ length: xs.by.shape[0] }, (_, i) => i + 1)
    const prefixes = counts.map((n) => foldRows(step)<number>(state, part(xs, 0, n)))
    const none = { h: full([0, 2], 0, 'f64'), seen: full([0], 0, 'f64') }
    const stacked = {
      h: concat([none.h, ...prefixes.map(({ h }) => reshape(h, [1, 2]))] as any) as any,
      seen: concat([none.seen, ...prefixes.map(({ seen }) => reshape(mul(seen[0], 2), [1]))] as any) as any,
    }
    return same(last, foldRows(step)<number>(state, xs)) && same(all, stacked)
  }),
  ...derivativeLaws('foldRows', looped, problemsOf(1, 2)),
]

/** Slices of one tensor along one axis each, anywhere. */
const cuts = shapes({ max: 5 })
  .filter((shape) => shape.length > 0)
  .chain((shape) => {
    const cut = fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.constantFrom(1, 1, 2)).map(([a, from, to, step]) => {
      const axis = a % shape.length
      const start = from % (shape[axis]! + 1)
      const stop = start + (to % (shape[axis]! - start + 1))
      const only = (n: number, others: Shape): Shape => others.map((d, i) => (i === axis ? n : d))
      const zeros = shape.map(() => 0)
      return {
        start: only(start, zeros),
        stop: only(stop, shape),
        step: only(
          step,
          zeros.map(() => 1),
        ),
      }
    })
    return fc.tuple(tensor(shape), fc.array(cut, { maxLength: 6 }), fc.nat())
  })

const ways: readonly Law[] = [
  law('slices of one tensor send back each number to its place', [cuts], ([x, all, seed]) => {
    const pieces = all.map((one) => slice(x, one))
    const weights = direction(seed, pieces)
    const f = (y: T<Shape>): Scalar<'f64'> =>
      all
        .map((one, i) => sum(mul(slice(y, one) as never, weights[i] as never) as never) as Scalar<'f64'>)
        .reduce(add, sum(y))
    const expected = new Float64Array(sizeOf(x.shape)).fill(1)
    const strides = stridesOf(x.shape)
    all.forEach(({ start, step }, i) => {
      const { shape } = pieces[i]!
      const inner = stridesOf(shape)
      ;[...read(weights[i]!)].forEach((w, at) => {
        const place = shape.map((d, a) => start[a]! + step[a]! * (Math.floor(at / inner[a]!) % d))
        expected[place.reduce((n, p, a) => n + p * strides[a]!, 0)]! += w
      })
    })
    return close(grad(f)(x), literal(x.shape, expected, 'f64'), 1e-14)
  }),
]

export const rowLaws: readonly Law[] = [...loops, ...ways]
