/** Laws of training: one step, and steps in a row. */
import * as fc from 'fast-check'
import { from, concat as joined, take } from 'rxjs'
import { type Key, key, leaves, literal, uniform } from '../../src/core/index.js'
import { eqTree, settle } from '../../src/engine/index.js'
import { keyTensor } from '../../src/ops/index.js'
import { optimizers } from '../../src/optim/index.js'
import { advance, advanceAll, begin, type Dataset, inOrder, step, train } from '../../src/streams/index.js'
import { type Law, law } from '../law.js'
import {
  datasets,
  emitted,
  keys,
  lastOf,
  model,
  objective,
  optimizerNames,
  plain,
  same,
  throughText,
} from './problem.js'

const trained = (name: keyof typeof optimizers, first: Key, noise: Key) => {
  const optimizer = optimizers[name].make(0.05)
  const start = begin<any, any, any>(model.init(first), optimizer, noise)
  return { start, advance: advance<any, any, any, any>(objective as any, optimizer), optimizer }
}
const batchesOf = (dataset: Dataset<any>, size = 2): readonly any[] => [...inOrder(dataset, size)]
const many = { x: uniform(key(1), [40, 2]), y: uniform(key(2), [40, 1]) }
const given = [optimizerNames, keys, keys, datasets] as const

export const trainingLaws: readonly Law[] = [
  law('advance: the same state and batch give the same state, bit for bit', [...given], (name, first, noise, data) => {
    const { start, advance } = trained(name, first, noise)
    return batchesOf(data).every((batch) =>
      same(advance(start, batch), advance(throughText(start), throughText(batch))),
    )
  }),
  law('advance: changes neither state nor batch', [...given], (name, first, noise, data) => {
    const { start, advance } = trained(name, first, noise)
    const [batch] = batchesOf(data)
    const before = plain([start, batch])
    const next = advance(start, batch)
    const between = plain(next)
    advance(next, batch)
    return same(before, plain([start, batch])) && same(between, plain(next))
  }),
  law('advance: a state is computed, and of one form for ever', [...given], (name, first, noise, data) => {
    const { start, advance } = trained(name, first, noise)
    const form = (t: unknown) => leaves(t).map(({ shape, dtype, node }) => [shape, dtype, node._tag])
    return same(form(start), form(batchesOf(data).reduce(advance, start)))
  }),
  law('advanceAll: is advance again and again, bit for bit', [...given], (name, first, noise, data) => {
    const { start, advance, optimizer } = trained(name, first, noise)
    const all = batchesOf(data)
    return same(advanceAll<any, any, any, any>(objective as any, optimizer)(start, all), all.reduce(advance, start))
  }),
  law('advance: is the step, read by the reference', [...given], (name, first, noise, data) => {
    const { start, advance, optimizer } = trained(name, first, noise)
    const [batch] = batchesOf(data)
    const read = settle(step<any, any, any, any>(objective as any, optimizer)(start, batch))
    return eqTree(1e-5).equals(advance(start, batch), read)
  }),
  law('train: is a fold of advance, every state emitted', [...given], (name, first, noise, data) => {
    const { start, advance, optimizer } = trained(name, first, noise)
    const all = batchesOf(data)
    const states = emitted(from(all).pipe(train<any, any, any, any>(objective as any, optimizer, start)))
    return same(
      states,
      all.map((_, i) => all.slice(0, i + 1).reduce(advance, start)),
    )
  }),
  law('train: on a concatenation is training twice', [...given, datasets], (name, first, noise, one, other) => {
    const { start, optimizer } = trained(name, first, noise)
    const on = (from_: any) => train<any, any, any, any>(objective as any, optimizer, from_)
    const [a, b] = [from(batchesOf(one)), from(batchesOf(other))]
    const half = emitted(a.pipe(on(start)))
    const rest = emitted(b.pipe(on(lastOf(half))))
    return same(emitted(joined(a, b).pipe(on(start))), [...half, ...rest])
  }),
  law(
    'train: a prefix does not depend on the future',
    [...given, datasets, datasets],
    (name, first, noise, past, one, other) => {
      const { start, optimizer } = trained(name, first, noise)
      const [known, ...futures] = [past, one, other].map((d) => batchesOf(d))
      const [a, b] = futures.map((future) =>
        emitted(
          from([...known!, ...future]).pipe(
            train<any, any, any, any>(objective as any, optimizer, start),
            take(known!.length),
          ),
        ),
      )
      return same(a, b)
    },
  ),
  // 120 draws: two masks are equal once in 10³³
  law('dropout: drawn by key and step', [keys, keys, keys, fc.nat({ max: 1000 })], (first, noise, other, at) => {
    const { start, advance } = trained('gradientDescent', first, noise)
    const loss = (key: Key, n: number) =>
      advance({ ...start, key: keyTensor(key), step: literal([], [n], 'i32') }, many).loss
    return (
      same(loss(noise, at), loss({ ...noise }, at)) &&
      !same(loss(noise, at), loss(noise, at + 1)) &&
      (same(noise, other) || !same(loss(noise, at), loss(other, at)))
    )
  }),
]
