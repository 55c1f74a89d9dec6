/** A plan for each structure, shapes and element types; no more are kept than asked for. */
import * as fc from 'fast-check'
import { type AnyTensor, literal } from '../../src/core/index.js'
import { compile, type Engine, reference } from '../../src/engine/index.js'
import { add, mul, sum } from '../../src/ops/index.js'
import { type Law, law } from '../law.js'
import { expectSame } from './closeness.js'
import { filled } from './sizes.js'

/** How many of a series of keys a cache must make that keeps the `kept` last used. */
const madeBy = (kept: number, keys: readonly unknown[]): number => {
  const cache: unknown[] = []
  let made = 0
  for (const key of keys) {
    const at = cache.indexOf(key)
    if (at < 0) made++
    else cache.splice(at, 1)
    cache.push(key)
    if (cache.length > kept) cache.shift()
  }
  return made
}

export const cacheLaws = (engine: Engine): readonly Law[] => [
  law(
    'compileCount: one plan for each shape, and again only for those forgotten',
    [fc.integer({ min: 1, max: 4 }), fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 40, size: 'max' })],
    (plans, sizes) => {
      let captures = 0
      const f = compile(
        (x: any): AnyTensor => {
          captures++
          return sum(mul(x, 2) as any)
        },
        { engine, plans },
      )
      for (const n of sizes) f(filled([n], 'f32', n))
      return f.compileCount() === madeBy(plans, sizes) && captures === f.compileCount()
    },
  ),
  law('structures, element types and plain values each have a plan', [fc.nat({ max: 1e6 })], (s) => {
    const x = filled([3], 'f32', s)
    const scale = (k: unknown): number =>
      typeof k === 'number' ? 1 / k : typeof k === 'function' ? (k() as number) : 1
    const f = compile((a: { readonly x: any; readonly k?: unknown }): AnyTensor => mul(a.x, scale(a.k)), { engine })
    const [one, two] = [1, 2].map((n) => () => n)
    const values: readonly unknown[] = [
      0,
      -0,
      1,
      '1',
      Number.NaN,
      one,
      two,
      true,
      null,
      ['a;b'],
      ['a', 'b'],
      ['a;string b'],
      { a: 1 },
      ['a,b'],
    ]
    return (
      values.every((k) =>
        [1, 2].every(() =>
          expectSame('value', reference.run([mul(x as any, scale(k))])[0]!, reference.run([f({ x, k })])[0]!),
        ),
      ) && f.compileCount() === values.length
    )
  }),
  law('what becomes of a tree after a call decides the next one', [fc.nat({ max: 1e6 })], (s) => {
    const f = compile(
      ({ parts, k }: { readonly parts: readonly any[]; readonly k: number }): any => ({
        sums: parts.map((x) => sum(mul(x, k) as any)),
        k,
      }),
      { engine },
    )
    const [x, y, long, whole] = [
      filled([3], 'f32', s),
      filled([3], 'f32', s + 1),
      filled([4], 'f32', s),
      filled([3], 'i32', s),
    ]
    const parts: unknown[] = [x, x]
    const tree: { parts: unknown[]; k: number; more?: unknown } = { parts, k: 2 }
    const changes: readonly (() => void)[] = [
      () => undefined,
      () => parts.splice(1, 1, y),
      () => parts.splice(0, 1, long),
      () => parts.push(x),
      () => parts.splice(0, 1, whole),
      () => {
        tree.k = 3
      },
      () => parts.splice(0, 3, x),
      () => {
        tree.more = y
      },
      () => {
        delete tree.more
      },
    ]
    return changes.every((change) => {
      change()
      const got = f(tree as never)
      const again = f(tree as never)
      got.sums.reverse() // a result is its owner's
      const expected = reference.run(parts.map((t) => sum(mul(t as any, tree.k) as any)))
      return (
        again.k === tree.k &&
        again.sums.length === parts.length &&
        expected.every((data, i) => expectSame('sum', data, reference.run([again.sums[i]])[0]!))
      )
    })
  }),
  law('arguments may be expressions; they are computed together', [fc.nat({ max: 1e6 })], (s) => {
    let runs = 0
    const counting: Engine = {
      ...engine,
      run: (...given) => {
        runs++
        return engine.run(...given)
      },
    }
    const f = compile(([x, y]: readonly any[]): AnyTensor => add(x, y), { engine: counting })
    const x: any = filled([4], 'f32', s)
    const args = [add(x, 1), mul(add(x, 1) as any, 2)] as readonly AnyTensor[]
    return (
      expectSame('sum', reference.run([add(args[0] as any, args[1] as any)])[0]!, reference.run([f(args)])[0]!) &&
      runs <= 1
    )
  }),
  law('a function of nothing, and of nothing but constants', [fc.nat({ max: 9 })], (n) => {
    const f = compile((_: unknown) => ({ a: literal([2], [n, 1]), b: [add(literal([2], [n, 2]), 1), n] }), { engine })
    const y = f(undefined)
    return (
      expectSame('a', Float32Array.of(n, 1), reference.run([y.a])[0]!) &&
      expectSame('b', Float32Array.of(n + 1, 3), reference.run([y.b[0] as AnyTensor])[0]!) &&
      y.b[1] === n
    )
  }),
]
