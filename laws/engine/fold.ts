/** `fold` is `reduce`: many steps in one call, bit for bit the same as one after another. */
import * as fc from 'fast-check'
import { type AnyTensor, apply, leaves, literal, type Op } from '../../src/core/index.js'
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

export const foldLaws = (engine: Engine): readonly Law[] =>
  Object.entries(steps).map(([name, step]) =>
    law(
      `fold is reduce: ${name}`,
      [fc.array(fc.constantFrom(1, 1, 1, 2, 7), { maxLength: 12 }), fc.nat({ max: 1e6 })],
      (lengths, s) => {
        const start: State = [filled([5], 'f32', s), filled([5], 'f32', s + 1), literal([], [0], 'i32')]
        const batches = lengths.map((n, i): State => [filled([n, 5], 'f32', s + 2 + i), filled([n], 'f32', s + 50 + i)])
        const single = compile(([a, b]: readonly [State, State]): State => step(a, b), { engine })
        const one = batches.reduce<State>((now, b) => single([now, b]), start)
        const all = fold(step as (a: State, b: State) => State, { engine })(start, batches)
        const [expected, got] = [reference.run(leaves(one)), reference.run(leaves(all))]
        return expected.length === got.length && expected.every((data, i) => expectSame(`state ${i}`, data, got[i]!))
      },
    ),
  )
