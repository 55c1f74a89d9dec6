/** One memory for many programs: nothing of one shows in another, and nothing that was handed out ever changes. */
import * as fc from 'fast-check'
import { type AnyTensor, type Data, leaves, literal } from '../../src/core/index.js'
import { compile, type Engine, fold, reference } from '../../src/engine/index.js'
import { add, exp, less, matmul, mul, neg, reshape, sub, sum, tanh, transpose } from '../../src/ops/index.js'
import { type Law, law } from '../law.js'
import { expectSame, expectUnits } from './closeness.js'
import { type Arguments, drawnPrograms, tensorsOf } from './drawn.js'
import { filled } from './sizes.js'

const seed = fc.nat({ max: 1e6 })
const size = fc.constantFrom(1, 2, 5, 16, 33, 257)

/** Functions whose results could take the memory of what is still needed. */
const delicate: readonly ((x: any, y: any) => readonly AnyTensor[])[] = [
  (x, y) => [add(x, y), x],
  (x, y) => [neg(x), sub(x, y), add(x, y)],
  (x) => [x, x, neg(x)],
  (x, y) => [reshape(neg(x), [1, ...x.shape]), neg(x), reshape(x, [...x.shape, 1]), y],
  (x, y) => [
    reshape(neg(add(x, y) as any), [1, ...x.shape]),
    add(reshape(neg(add(x, y) as any), [1, ...x.shape]) as any, 1),
  ],
  (x) => [literal([3], [1, 2, 3]), add(x, 1), literal([3], [1, 2, 3])],
  (x, y) => {
    const a = add(x, y)
    const b = mul(a, x) as any
    return [b, sub(b, a as any), sum(a as any), add(b, sum(b))]
  },
  (x, y) => {
    const m: any = reshape(add(x, y) as any, [x.shape[0], 1])
    return [matmul(m, transpose(m) as any), m, add(m, transpose(m) as any)]
  },
  // Rows that are read again and again, of as many bytes as the result.
  (x) => [less(x, literal([4, 1], [-1, 0, 0.5, 1])) as AnyTensor],
  (x) => [less(neg(x) as any, literal([4, 1], [-1, 0, 0.5, 1])) as AnyTensor],
  (x, y) => {
    let [a, b] = [x, y]
    for (let i = 0; i < 30; i++) [a, b] = [sub(b, 1), neg(a)]
    return [a, b]
  },
]

const turned = (x: AnyTensor): any => reshape(transpose(reshape(x, [100, 82]) as any) as AnyTensor, [8200])
/** Steps of three arrays: results in the memory of an argument, of another's, and arguments that nothing overwrites. */
const carrying: { readonly [name: string]: (a: readonly any[]) => readonly AnyTensor[] } = {
  'in place': ([a, b, c]) => [add(a, c), sub(b, c), add(c, 1)],
  'in the place of another': ([a, b, c]) => [neg(b), neg(c), neg(a)],
  'kept beside others': ([a, b, c]) => [sub(add(a, b), c as any), b, c],
  'moved elsewhere': ([a, b, c]) => [turned(a), turned(b), c],
  'written over on the way': ([a, b, c]) => [turned(neg(a)), b, c],
  'one result twice': ([a, b]) => [add(a, b), add(a, b), add(b, 1)],
}
const pick = fc.nat({ max: 5 })
const turns = fc.array(fc.tuple(pick, pick, pick), { minLength: 1, maxLength: 3 })

export const memoryLaws = (engine: Engine): readonly Law[] => [
  ...delicate.map((f, i) =>
    law(`memory is taken over only where it is free (${i})`, [size, seed, seed], (n, s, t) => {
      const pair = ([x, y]: readonly AnyTensor[]): readonly AnyTensor[] => f(x, y)
      const compiled = compile(pair, { engine })
      const [x, y, z] = [s, t, s + t].map((k) => filled([n], 'f32', k))
      return [
        [x!, y!],
        [y!, x!],
        [x!, x!],
        [z!, x!],
      ].every((args) => {
        const before = reference.run(args).map((data) => data.slice())
        const got = reference.run([...compiled(args)])
        const read = engine.run([...pair(args)])
        return (
          reference.run([...pair(args)]).every(
            (data, o) =>
              // Sums of few f32 numbers in double precision: one rounding each.
              expectUnits(`output ${o}`, data, got[o]!, 1) && expectUnits(`output ${o}, read`, data, read[o]!, 1),
          ) && before.every((data, a) => expectSame(`argument ${a}`, data, reference.run(args)[a]!))
        )
      })
    }),
  ),
  law(
    'compiled functions may be called in any order',
    [
      fc.tuple(drawnPrograms, drawnPrograms, drawnPrograms),
      fc.array(fc.tuple(fc.nat({ max: 2 }), fc.boolean()), { minLength: 2, maxLength: 12 }),
    ],
    (three, calls) => {
      const functions = three.map(([program]) => compile((a: Arguments) => tensorsOf(program.run(a)), { engine }))
      const first = new Map<string, readonly Data[]>()
      return calls.every(([which, other]) => {
        const [, a, b] = three[which]!
        const got = reference.run([...functions[which]!(other ? b : a)])
        const known = first.get(`${which} ${other}`)
        if (known === undefined)
          first.set(
            `${which} ${other}`,
            got.map((data) => data.slice()),
          )
        return known === undefined || known.every((data, i) => expectSame(`function ${which}`, data, got[i]!))
      })
    },
  ),
  law('results outlive later calls and larger programs', [fc.integer({ min: 10, max: 20 }), seed], (power, s) => {
    const f = compile((x: any) => [add(mul(x, 2), literal([3], [1, 2, 3])), exp(x)] as readonly AnyTensor[], { engine })
    const large = compile((x: any) => sum(tanh(add(x, 1) as any)) as AnyTensor, { engine })
    const x = filled([3], 'f32', s)
    const results = f(x)
    const before = reference.run([...results]).map((data) => data.slice())
    large(literal([2 ** power], new Float32Array(2 ** power)))
    const again = reference.run([...f(x)])
    return before.every(
      (data, i) => expectSame('result', data, reference.run([...results])[i]!) && expectSame('again', data, again[i]!),
    )
  }),
  ...Object.entries(carrying).map(([name, f]) =>
    law(`large arrays are told apart, wherever they lie: ${name}`, [seed, fc.boolean(), turns], (s, folded, order) => {
      // Arrays of more than 32 KiB: literals, and then the last results, again and in other places.
      const known = [0, 1, 2].map((i): any => filled([8200], 'f32', s + i))
      const [once, many] = [compile(f, { engine }), fold((a: readonly any[], _: null) => f(a), { engine })]
      const other = compile(([x]: readonly any[]) => neg(x), { engine })
      return [[0, 1, 2], [0, 1, 2], [3, 4, 5], ...order, [3, 4, 5]].every((picks) => {
        const args = picks.map((p) => known.at(p < 3 ? p : p - 6)!)
        if (picks[0] === picks[1]) other(args)
        const got = folded ? many(args, [null, null, null]) : once(args)
        const expected = Array.from({ length: folded ? 3 : 1 }).reduce<readonly any[]>((now) => f(now), args)
        known.push(...got)
        return reference
          .run([...expected])
          .every((data, i) => expectSame(`output ${i}`, data, reference.run([got[i]!])[0]!))
      })
    }),
  ),
  law('constants are there again after other programs', [size, seed], (n, s) => {
    const constant = filled([n], 'f64', s)
    const f = compile((x: any) => add(mul(x, constant as any), 3), { engine })
    const other = compile((x: any) => sub(x, 1), { engine })
    const x = filled([n], 'f64', s + 1)
    return [1, 2, 3].every(() => {
      other(filled([3 * n], 'f64', s + 2))
      return expectSame(
        'constants',
        reference.run([add(mul(x as any, constant as any), 3)])[0]!,
        reference.run(leaves(f(x)))[0]!,
      )
    })
  }),
]
