/** Laws of transforms that learn as they go. */
import * as fc from 'fast-check'
import { isTensor } from '../../../src/core/index.js'
import { read } from '../../../src/engine/index.js'
import {
  drop,
  featureHasher,
  minMaxScaler,
  type OnlineTransform,
  oneHotEncoder,
  onlineTransforms,
  pipeline,
  select,
  standardScaler,
  toVector,
  union,
} from '../../../src/streams/index.js'
import { type Law, law } from '../../law.js'
import { near } from '../../numeric.js'
import { same } from '../problem.js'
import { features, numbers, reversed, tableRows, throughFile } from './records.js'

const learntAll = <S, X>({ init, learnOne }: OnlineTransform<S, X, unknown>, xs: readonly X[]): S =>
  xs.reduce((state, x) => learnOne(state, x), init)

/** The same numbers and words, in whatever order of keys. */
const sameCells = (a: any, b: any): boolean => {
  if (isTensor(a) || Array.isArray(a.indices) || ArrayBuffer.isView(a.indices)) return same(a, b)
  const sorted = (u: object): unknown => Object.entries(u).toSorted(([x], [y]) => (x < y ? -1 : 1))
  return same(sorted(a), sorted(b))
}

/**
 * The laws of any transform of rows, the user's own included; `records` are rows that it takes.
 *
 * @example for (const law of onlineTransformLaws('mine', mine(), fc.record({ price: fc.double() }))) test(law.name, () => check(law))
 */
export const onlineTransformLaws = <S, X extends object>(
  name: string,
  transform: OnlineTransform<S, X, any>,
  records: fc.Arbitrary<X>,
): readonly Law[] => {
  const many = fc.array(records, { maxLength: 8 })
  const { learnOne, transformOne } = transform
  return [
    law(`${name}: learning changes neither state nor record`, [many, records], (xs, x) => {
      const state = learntAll(transform, xs)
      const [before, given] = [throughFile(state), structuredClone(x)]
      const once = transformOne(learnOne(state, x), x)
      return same(state, before) && same(x, given) && sameCells(transformOne(learnOne(state, x), x), once)
    }),
    law(`${name}: a state that went through a file goes on as before`, [many, many, records], (xs, more, x) => {
      const state = learntAll(transform, xs)
      const on = (from: S): S => more.reduce((s, r) => learnOne(s, r), from)
      const kept = throughFile(state)
      return (
        same(kept, state) &&
        same(on(kept), on(state)) &&
        sameCells(transformOne(on(kept), x), transformOne(on(state), x))
      )
    }),
    law(`${name}: the order of a record’s keys says nothing`, [many, records], (xs, x) => {
      const [one, other] = [learntAll(transform, xs), learntAll(transform, xs.map(reversed))]
      return same(one, other) && sameCells(transformOne(one, x), transformOne(other, reversed(x)))
    }),
  ]
}

const population = (xs: readonly number[], weights: readonly number[] = xs.map(() => 1)) => {
  const count = weights.reduce((a, b) => a + b, 0)
  const mean = xs.reduce((sum, x, i) => sum + weights[i]! * x, 0) / count
  return { count, mean, squares: xs.reduce((sum, x, i) => sum + weights[i]! * (x - mean) ** 2, 0) }
}
const far = fc.array(
  numbers.map((x) => 1000 + x),
  { minLength: 2, maxLength: 30 },
)
const momentsAfter = (xs: readonly number[], halfLife?: number): readonly number[] => {
  const scaler = standardScaler(halfLife === undefined ? {} : { halfLife })
  return [
    ...read(
      learntAll(
        scaler,
        xs.map((x) => ({ x })),
      ).moments,
    ),
  ]
}
const agrees = (found: readonly number[], { count, mean, squares }: ReturnType<typeof population>): boolean =>
  near(found[0]!, count, 1e-12) && near(found[1]!, mean, 1e-12) && Math.abs(found[2]! - squares) <= 1e-8

const own: readonly Law[] = [
  law('standardScaler: mean and squares are those of two passes', [far], (xs) =>
    agrees(momentsAfter(xs), population(xs)),
  ),
  law(
    'standardScaler: with a half-life numbers count by 2^(-age / halfLife)',
    [far, fc.double({ min: 0.5, max: 20, noNaN: true })],
    (xs, halfLife) =>
      agrees(
        momentsAfter(xs, halfLife),
        population(
          xs,
          xs.map((_, i) => 2 ** (-(xs.length - 1 - i) / halfLife)),
        ),
      ),
  ),
  law('standardScaler: what was seen has mean 0 and variance 1 after it, or is all 0', [far], (xs) => {
    const scaler = standardScaler()
    const state = learntAll(
      scaler,
      xs.map((x) => ({ x })),
    )
    const { count, mean, squares } = population(xs.map((x) => scaler.transformOne(state, { x }).x as number))
    const spread = Math.max(...xs) - Math.min(...xs)
    return spread === 0 ? squares === 0 : spread < 1e-3 || (near(mean, 0, 1e-6) && near(squares / count, 1, 1e-6))
  }),
  law('minMaxScaler: what was seen is from 0 to 1, and both are there', [far], (xs) => {
    const scaler = minMaxScaler()
    const state = learntAll(
      scaler,
      xs.map((x) => ({ x })),
    )
    const scaled = xs.map((x) => scaler.transformOne(state, { x }).x as number)
    const [low, high] = [Math.min(...scaled), Math.max(...scaled)]
    return low === 0 && (high === 1 || Math.min(...xs) === Math.max(...xs))
  }),
  law(
    'scalers: a blank, a number that is not finite and a feature never seen vanish',
    [fc.array(features, { maxLength: 5 }), features],
    (xs, x) =>
      [standardScaler(), minMaxScaler()].every((scaler) => {
        const state = learntAll<any, any>(scaler, xs)
        const strange = { never: 1, blank: null, not: Number.NaN, beyond: Number.POSITIVE_INFINITY }
        return same(scaler.transformOne(state, { ...x, ...strange }), scaler.transformOne(state, x as any))
      }),
  ),
  law(
    'oneHotEncoder: a word that is known, or comes beyond the limit, is one indicator of 1',
    [fc.array(fc.constantFrom('p', 'q', 'r', 's'), { maxLength: 8 })],
    (words) => {
      const limit = 2
      const encoder = oneHotEncoder({ limit })
      const first: readonly string[] = [...new Set(words)].slice(0, limit)
      const state = learntAll(
        encoder,
        words.map((w) => ({ w })),
      )
      const beyond = first.length === limit ? { 'w=<other>': 1 } : {}
      return ['p', 'q', 'r', 's', 't'].every((w) =>
        same(encoder.transformOne(state, { w }), first.includes(w) ? { [`w=${w}`]: 1 } : beyond),
      )
    },
  ),
  law('featureHasher: indices are different, in order and among the buckets', [tableRows], (x) => {
    const { indices, values, buckets } = featureHasher({ buckets: 5 }).transformOne(null, x)
    const all = Array.from(indices)
    return (
      buckets === 5 &&
      values.length === all.length &&
      all.every((at, i) => at >= 0 && at < 5 && (i === 0 || at > all[i - 1]!))
    )
  }),
  law('featureHasher: is linear in the numbers of a record', [features, features], (x, y) => {
    const hasher = featureHasher({ buckets: 4 })
    const dense = (r: object): readonly number[] => {
      const { indices, values } = hasher.transformOne(null, r as any)
      const row = [0, 0, 0, 0]
      for (let i = 0; i < indices.length; i++) row[indices[i]!] = values[i]!
      return row
    }
    const sum = Object.fromEntries(Object.keys({ ...x, ...y }).map((k) => [k, 2 * (x[k] ?? 0) + (y[k] ?? 0)] as const))
    const [a, b] = [dense(x), dense(y)]
    return dense(sum).every((v, i) => near(v, 2 * a[i]! + b[i]!, 1e-12))
  }),
  law('toVector: has the numbers of its names in their order, 0 where there is none', [features], (x) =>
    same(
      [...read(toVector('c', 'a', 'z').transformOne(null, x))],
      [x.c, x.a, undefined].map((v) => Math.fround(v ?? 0)),
    ),
  ),
  law('select and drop: what one keeps the other leaves', [tableRows], (x) => {
    const kept = (names: readonly string[]) => Object.fromEntries(Object.entries(x).filter(([k]) => names.includes(k)))
    return (
      sameCells(select('a', 'c', 'z').transformOne(null, x), kept(['a', 'c'])) &&
      sameCells(drop('a', 'c', 'z').transformOne(null, x), kept(['b', 'd', 'e', 'f']))
    )
  }),
  law('union: has what each part gives', [fc.array(tableRows, { maxLength: 5 }), tableRows], (xs, x) => {
    const parts = [pipeline(standardScaler(), oneHotEncoder()), oneHotEncoder({ limit: 1 })] as const
    const both = union(...parts)
    const [first, second] = parts.map((part) => part.transformOne(learntAll<any, any>(part, xs), x))
    return sameCells(both.transformOne(learntAll(both, xs), x), { ...first, ...second })
  }),
]

/** All laws of the transforms of the house. */
export const transformLaws: readonly Law[] = [
  ...Object.entries(onlineTransforms).flatMap(([name, { examples, takes }]) =>
    examples.flatMap((transform, i) =>
      onlineTransformLaws<any, any>(
        examples.length > 1 ? `${name} ${i + 1}` : name,
        transform,
        takes === 'rows' ? tableRows : features,
      ),
    ),
  ),
  ...onlineTransformLaws<any, any>('pipeline of transforms', pipeline(standardScaler(), oneHotEncoder()), tableRows),
  ...onlineTransformLaws<any, any>('union', union(standardScaler(), oneHotEncoder()), tableRows),
  ...own,
]
