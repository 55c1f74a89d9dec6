/** A pass rewrites a graph and keeps every number, bit for bit, whatever the engine. */
import * as fc from 'fast-check'
import { type AnyTensor, type Data, leaves, literal } from '../../src/core/index.js'
import { capture } from '../../src/engine/compile/capture.js'
import type { Graph } from '../../src/engine/compile/graph.js'
import { permutesSunk } from '../../src/engine/compile/layout.js'
import { optimized, passes } from '../../src/engine/compile/passes.js'
import { interpret, reference } from '../../src/engine/reference.js'
import {
  add,
  clamp,
  concat,
  div,
  greater,
  identity,
  max,
  mul,
  neg,
  pad,
  permute,
  pow,
  reshape,
  slice,
  stopGradient,
  sub,
  sum,
  where,
} from '../../src/ops/index.js'
import { type Law, law } from '../law.js'
import { expectSame } from './closeness.js'
import { type Arguments, drawnPrograms, tensorsOf } from './drawn.js'
import { filled } from './sizes.js'
import { specials } from './special.js'

const orders = fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4, maxLength: 4 })
const dataOf = (tree: unknown): readonly Data[] => reference.run(leaves(tree))
const expectAll = (what: string, expected: readonly Data[], got: readonly Data[]): boolean =>
  expected.every((data, i) => expectSame(`${what}: output ${i}`, data, got[i]!))

/** Each program twice over, so that there is something to share. */
const twice =
  (f: (a: Arguments) => readonly AnyTensor[]) =>
  (a: Arguments): readonly AnyTensor[] => [...f(a), ...f(a)]

/** What rules of algebra rewrite, and what looks like it: special numbers must survive, attributes must not be mixed up. */
const delicate = (x: any): readonly AnyTensor[] => [
  mul(x, 1),
  mul(1, x),
  div(x, 1),
  sub(x, 0),
  sub(x, -0),
  neg(neg(x) as any),
  identity(stopGradient(x)),
  permute(permute(reshape(x, [1, x.shape[0], 1]), [2, 0, 1]) as any, [1, 2, 0]),
  permute(permute(reshape(slice(x, { start: [0], stop: [24] }), [2, 3, 4]), [1, 2, 0]) as any, [0, 2, 1]),
  reshape(reshape(x, [1, x.shape[0]]), [x.shape[0], 1]),
  sum(x, []),
  sum(reshape(x, [x.shape[0], 1]), [1]),
  ...[0, -0, Number.NaN, 1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].flatMap(
    (value): readonly AnyTensor[] => [
      pad(x, { before: [1], after: [0], value }),
      clamp(x, Number.isNaN(value) ? -1 : value, 3),
      pow(x, value === 1 ? 2 : value),
      div(literal([], [1], x.dtype) as any, literal([], [value], x.dtype) as any),
    ],
  ),
]

/** Images in an order of axes that kernels do not have, through everything that permutes move through, and not through. */
const turning =
  (order: readonly number[]) =>
  ({ x, y, row }: { readonly x: any; readonly y: any; readonly row: any }): readonly AnyTensor[] => {
    const [p, q]: readonly any[] = [permute(x, order), permute(y, order)]
    const back = (t: any): AnyTensor => permute(t, order.map((_, i) => order.indexOf(i)) as never)
    const axis = order.indexOf(1)
    const bias: any = reshape(
      row,
      order.slice(axis).map((_, i) => (i === 0 ? row.shape[0] : 1)),
    )
    const active: any = where(greater(add(p, bias) as any, 0) as any, mul(p, q) as any, 0)
    const ones = order.map(() => 1)
    const half = { start: p.shape.map((_: number) => 0), stop: p.shape.map((d: number) => Math.ceil(d / 2)) }
    return [
      back(active),
      back(pad(active, { before: [0, 1, 2, 0], after: ones, value: 3 })),
      back(slice(active, { ...half, step: [1, 2, 1, 1] })),
      back(concat([p, q], axis as never)),
      back(sub(active, permute(x, order) as any)),
      back(add(active, sum(p, [axis], 'keep') as any) as any),
      ...order.map((_, a) => sum(p, order.flatMap((_, b) => (a === b ? [] : [b])) as never) as AnyTensor),
      ...order.map((_, a) => max(active, [a] as never) as AnyTensor),
      sum(p, [0, 3]) as AnyTensor,
      add(p, y.shape.every((d: number, i: number) => d === p.shape[i]) ? y : p),
      active,
    ]
  }

const everyPass: readonly { readonly name: string; readonly run: (graph: Graph) => Graph }[] = [
  ...passes,
  { name: 'all together', run: optimized },
]
const moving = [...everyPass, { name: 'permutes sunk', run: permutesSunk }]

export const passLaws: readonly Law[] = [
  law('a captured graph has the numbers of the function', [drawnPrograms], ([program, a]) => {
    const f = (x: Arguments): readonly AnyTensor[] => tensorsOf(program.run(x))
    return expectAll('captured', reference.run(f(a)), interpret(capture(f, a).graph, dataOf(a)))
  }),
  ...everyPass.flatMap(({ name, run }) => [
    law(`pass ${name}: random programs keep every number`, [drawnPrograms], ([program, a, b]) => {
      const { graph } = capture(
        twice((x) => tensorsOf(program.run(x))),
        a,
      )
      const after = run(graph)
      return [a, b].every((x) => expectAll(name, interpret(graph, dataOf(x)), interpret(after, dataOf(x))))
    }),
    law(`pass ${name}: keeps NaN, infinities and signs of zero`, [fc.constantFrom('f32', 'f64')], (dtype) => {
      const x = literal([specials(dtype).length], specials(dtype), dtype)
      const { graph } = capture(delicate, x)
      return expectAll(name, interpret(graph, dataOf(x)), interpret(run(graph), dataOf(x)))
    }),
    law(`pass ${name}: once is enough`, [drawnPrograms], ([program, a]) => {
      const { graph } = capture((x: Arguments) => tensorsOf(program.run(x)), a)
      const after = run(graph)
      return run(after).values.length === after.values.length
    }),
  ]),
  ...moving.map(({ name, run }) =>
    law(`pass ${name}: permuted images keep every number`, [orders, fc.nat({ max: 999 })], (order, s) => {
      const [x, y] = [filled([2, 3, 3, 4], 'f64', s), filled([2, 3, 3, 4], 'f64', s + 1)]
      const a = { x, y, row: filled([3], 'f64', s + 2) }
      const { graph } = capture(turning(order), a)
      return expectAll(name, interpret(graph, dataOf(a)), interpret(run(graph), dataOf(a)))
    }),
  ),
  law('random programs keep every number with their permutes sunk', [drawnPrograms], ([program, a]) => {
    const { graph } = capture((x: Arguments) => tensorsOf(program.run(x)), a)
    return expectAll('permutes sunk', interpret(graph, dataOf(a)), interpret(permutesSunk(graph), dataOf(a)))
  }),
  law('passes share what is computed twice', [drawnPrograms], ([program, a]) => {
    const f = (x: Arguments): readonly AnyTensor[] => tensorsOf(program.run(x))
    const [one, two] = [capture(f, a), capture(twice(f), a)].map(({ graph }) => optimized(graph))
    return two!.values.length === one!.values.length
  }),
]
