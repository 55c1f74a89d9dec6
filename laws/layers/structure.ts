/** Laws of layers that hold layers: each is what its description says, written out by hand. */
import * as fc from 'fast-check'
import { flow, pipe } from 'fp-ts/lib/function.js'
import { foldIn, type Key, leaves, literal } from '../../src/core/index.js'
import { settle } from '../../src/engine/index.js'
import { grad } from '../../src/grad/index.js'
import { type AnyModel, fromSpecs, infer, specsOf } from '../../src/models/index.js'
import {
  branch,
  dense,
  dropout,
  freeze,
  frozen,
  input,
  parallel,
  repeat,
  residual,
  tanh,
} from '../../src/models/layers/index.js'
import { sum } from '../../src/ops/index.js'
import { type Law, law } from '../law.js'
import { near, numbers } from '../numeric.js'
import { keys, trainingWith } from './examples.js'

const rows = fc.array(fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 3, maxLength: 3 }), {
  minLength: 1,
  maxLength: 4,
})
const batch = (of: readonly (readonly number[])[]): any => literal([of.length, 3], of.flat())
const answer = (model: AnyModel, params: unknown, state: unknown, x: unknown, key?: Key): readonly number[] =>
  numbers(model.apply(params, state, x, key === undefined ? infer : trainingWith(key))[0])
const equal = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((v, i) => near(v, b[i]!, 1e-6))
const sums = (a: readonly number[], b: readonly number[]): readonly number[] => a.map((v, i) => v + b[i]!)

const f = flow(dense(3, { weights: 'glorotUniform' }), tanh)
const g = dense(2, { weights: 'glorotUniform' })
const start = input(3)
const [own, other] = [pipe(start, f), pipe(start, g)] as readonly AnyModel[]

export const structureLaws: readonly Law[] = [
  law('residual: the body, and what it read', [keys, rows], (k, x) => {
    const model: AnyModel = pipe(start, residual(f))
    const { params, state } = settle(model.init(k))
    return equal(answer(model, params, state, batch(x)), sums(answer(own!, params[0][0], [], batch(x)), x.flat()))
  }),
  law('residual: with a shortcut the sum of two branches', [keys, rows], (k, x) => {
    const [a, b]: readonly AnyModel[] = [pipe(start, residual(g, g)), pipe(start, branch('add', g, g))]
    const { params, state } = settle(a!.init(k))
    return (
      equal(numbers(params), numbers(settle(b!.init(k)).params)) &&
      equal(answer(a!, params, state, batch(x)), answer(b!, params, state, batch(x)))
    )
  }),
  law('branch: each body alone, joined along the last axis', [keys, rows], (k, x) => {
    const model: AnyModel = pipe(start, branch('concatenate', f, g))
    const { params, state } = settle(model.init(k))
    const [a, b] = [answer(own!, params[0][0], [], batch(x)), answer(other!, params[0][1], [], batch(x))]
    const wanted = x.flatMap((_, i) => [...a.slice(3 * i, 3 * i + 3), ...b.slice(2 * i, 2 * i + 2)])
    return equal(answer(model, params, state, batch(x)), wanted)
  }),
  law('branch: bodies start and draw apart', [keys, rows, keys], (k, x, drawn) => {
    const model: AnyModel = pipe(start, branch('concatenate', dropout(0.5), dropout(0.5)))
    const many = batch(Array.from({ length: 40 }, (_, i) => (i < x.length ? x[i]! : [1, 1, 1]).map((v) => v + 3)))
    const y = answer(model, [[[], []]], [[[], []]], many, drawn)
    const half = (side: number): string => y.map((v, i) => (Math.floor(i / 3) % 2 === side ? v === 0 : '')).join()
    const [w, v] = leaves(settle(pipe(start, branch('add', f, f)).init(k)).params).filter((t) => t.shape.length === 2)
    return half(0).replaceAll(',', '') !== half(1).replaceAll(',', '') && `${numbers(w)}` !== `${numbers(v)}`
  }),
  law('residual, repeat: at another place they draw other numbers, and so does each copy', [keys], (drawn) => {
    const ones = literal([30, 3], new Array(90).fill(1)) as any
    const noisy = dropout(0.5)
    const masks = [residual(noisy, noisy), repeat(1, noisy), repeat(2, noisy)].flatMap((layer: any) =>
      [pipe(start, layer), pipe(start, tanh, layer)].map((model) => {
        const { params, state } = (model as AnyModel).init(drawn)
        return answer(model as AnyModel, params, state, ones, drawn)
          .map((v) => (v === 0 ? '.' : 'x'))
          .join('')
      }),
    )
    return new Set(masks).size === masks.length
  }),
  law('repeat: the copies in a row, each with parameters of its own', [keys, rows], (k, x) => {
    const model: AnyModel = pipe(start, repeat(3, f))
    const { params, state } = settle(model.init(k))
    const copies = params[0] as readonly unknown[]
    const straight = copies.reduce<any>((now, p) => own!.apply(p, [], now, infer)[0], batch(x))
    return (
      equal(answer(model, params, state, batch(x)), numbers(straight)) &&
      new Set(copies.map((p) => `${numbers(p)}`)).size === 3
    )
  }),
  law('parallel: each model reads its own input, and comes back from its description', [keys, rows], (k, x) => {
    const model: AnyModel = parallel('concatenate', pipe(input(3), g), pipe(input(3), dense(1)))
    const { params, state } = settle(model.init(k))
    const back = x.toReversed()
    const [a, b] = [
      answer(other!, params[0][0], [], batch(x)),
      answer(pipe(input(3), dense(1)), params[0][1], [], batch(back)),
    ]
    const wanted = x.flatMap((_, i) => [a[2 * i]!, a[2 * i + 1]!, b[i]!])
    const again = fromSpecs(JSON.parse(JSON.stringify(specsOf(model))))
    return (
      equal(answer(model, params, state, [batch(x), batch(back)]), wanted) &&
      equal(answer(again, params, state, [batch(x), batch(back)]), wanted)
    )
  }),
  law(
    'freeze: the same answers from the same key, as in use, with nothing to learn',
    [keys, rows, keys],
    (k, x, other) => {
      const trunk: AnyModel = pipe(start, f, dropout(0.5))
      const model: AnyModel = pipe(trunk, freeze, dense(2))
      const trained = settle(trunk.init(k))
      const { params, state } = settle(model.init(k))
      const free: AnyModel = pipe(trunk, dense(2))
      return (
        leaves(params).length === 2 &&
        equal(numbers(state), numbers(frozen(trained).state)) &&
        equal(
          answer(model, params, state, batch(x), other),
          answer(free, [...trained.params, ...params], trained.state, batch(x)),
        )
      )
    },
  ),
  law('freeze: layers behind it learn, and gradients pass to its input', [keys, rows], (k, x) => {
    const model: AnyModel = pipe(start, f, freeze, g)
    const { params, state } = settle(model.init(foldIn(k, 1)))
    const slope = grad((p: any) => sum(model.apply(p, state, batch(x), infer)[0]) as any)(params)
    const toInput = grad((a: any) => sum(model.apply(params, state, a, infer)[0]) as any)(batch(x))
    return leaves(slope).length === 2 && numbers(slope).some((v) => v !== 0) && numbers(toInput).some((v) => v !== 0)
  }),
]
