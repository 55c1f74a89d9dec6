/** `fold` is `reduce`: many steps in one call, bit for bit the same as one after another. */
import * as fc from 'fast-check'
import { type AnyTensor, apply, leaves, literal, type Op, sizeOf } from '../../src/core/index.js'
import { compile, type Engine, fold, reference } from '../../src/engine/index.js'
import { add, gather, matmul, mul, reshape, sub, sum, tanh } from '../../src/ops/index.js'
import { type Law, law } from '../law.js'
import { expectSame } from './closeness.js'
import { filled } from './sizes.js'

type State = readonly any[]
type Step = (s: State, b: State) => readonly AnyTensor[]

const own: Op = {
  name: 'own',
  shape: (_, x) => x.shape,
  forward: (_, _out, [x]) => x!.map((v: number) => v / 2),
  backward: () => [null],
  domain: [{ attrs: {}, args: [{ shape: [2], min: -1, max: 1 }] }],
}

/** Steps of a state of two arrays of 5 and a count, by batches of `[n, 5]` and `[n]`. */
const steps: { readonly [name: string]: Step } = {
  'a small network': ([w, m, n], [x, y]) => {
    const error: any = sub(tanh(reshape(matmul(x, reshape(w, [5, 1]) as any), [x.shape[0]]) as any), y)
    const slope: any = reshape(matmul(reshape(error, [1, x.shape[0]]) as any, x) as any, [5])
    const moved: any = add(mul(m, 0.5), slope)
    return [sub(w, mul(moved, 0.1) as any), moved, add(n, 1)]
  },
  'arrays that change places': ([w, m, n], [x]) => [m, add(w, sum(x, [0]) as any), n],
  'arrays that stay, and are not read': ([w, , n], [x]) => [w, tanh(sum(x, [0]) as any), mul(n, 2)],
  'one array twice': ([w, m, n]) => [add(w, m), add(w, m), n],
  constants: ([w, , n]) => [add(w, 1), literal([5], [1, 2, 3, 4, 5]), add(n, literal([], [2], 'i32') as any)],
  'an own op': ([w, m, n], [x]) => [apply(own, {}, add(w, m)), sum(x, [0]) as AnyTensor, n],
  'a state that indexes': ([w, m, n], [x]) => [
    add(w, sum(x, [0]) as any),
    gather(m, literal([5], [4, 3, 2, 1, 0], 'i32')) as AnyTensor,
    n,
  ],
}

const startOf = (s: number): State => [filled([5], 'f32', s), filled([5], 'f32', s + 1), literal([], [0], 'i32')]
const batchesOf = (lengths: readonly number[], s: number): readonly State[] =>
  lengths.map((n, i) => [filled([n, 5], 'f32', s + 2 + i), filled([n], 'f32', s + 50 + i)])
const agree = (expected: State, got: State): boolean => {
  const [a, b] = [reference.run(leaves(expected)), reference.run(leaves(got))]
  return a.length === b.length && a.every((data, i) => expectSame(`state ${i}`, data, b[i]!))
}
/** Row `i` of tables of rows `[n, …]`, as a batch of its own. */
const rowOf = (table: State, i: number): State =>
  table.map((t: AnyTensor) => {
    const rest = t.shape.slice(1)
    const size = sizeOf(rest)
    return literal(rest, reference.run([t])[0]!.slice(i * size, (i + 1) * size), t.dtype)
  })

export const foldLaws = (engine: Engine): readonly Law[] =>
  Object.entries(steps).flatMap(([name, step]) => {
    const single = compile(([a, b]: readonly [State, State]): State => step(a, b), { engine })
    const one = (start: State, batches: readonly State[]): State =>
      batches.reduce<State>((now, b) => single([now, b]), start)
    const all = fold(step as (a: State, b: State) => State, { engine })
    return [
      law(
        `fold is reduce: ${name}`,
        [fc.array(fc.constantFrom(1, 1, 1, 2, 7), { maxLength: 12 }), fc.nat({ max: 1e6 })],
        (lengths, s) => {
          const batches = batchesOf(lengths, s)
          return agree(one(startOf(s), batches), all(startOf(s), batches))
        },
      ),
      law(
        `fold is reduce, whatever is computed before each batch is there: ${name}`,
        [fc.array(fc.constantFrom(1, 900), { minLength: 2, maxLength: 6, size: 'max' }), fc.nat({ max: 1e6 })],
        (lengths, s) => {
          const batches = batchesOf(lengths, s) // of the larger ones one call takes three
          const other = compile((x: any) => mul(x, 2) as any, { engine })
          function* supply(): Generator<State> {
            for (const [i, batch] of batches.entries()) {
              if (i % 3 === 1) other(batch[0])
              if (i % 3 === 2) all(startOf(s + 7), batches.slice(0, 2))
              yield batch.map((x) => add(x, 0))
            }
          }
          return agree(one(startOf(s), batches), all(startOf(s), supply()))
        },
      ),
      law(
        `fold of rows is fold of each: ${name}`,
        [fc.constantFrom(0, 1, 3, 40), fc.constantFrom(1, 900), fc.nat({ max: 1e6 })],
        (count, n, s) => {
          const rows = Math.min(count, n === 1 ? 40 : 5)
          const table: State = [filled([rows, n, 5], 'f32', s + 2), filled([rows, n], 'f32', s + 3)]
          const each = Array.from({ length: rows }, (_, i) => rowOf(table, i))
          return agree(one(startOf(s), each), all.rows(startOf(s), table as never))
        },
      ),
    ]
  })
