/** Laws of batches, order, pulling and data sets. */
import * as fc from 'fast-check'
import { from, take } from 'rxjs'
import { literal, type Numbers } from '../../src/core/index.js'
import { read } from '../../src/engine/index.js'
import { concat, gather } from '../../src/ops/index.js'
import {
  batches,
  epochOrder,
  examples,
  imagesOf,
  inOrder,
  paced,
  rowsOf,
  type Signal,
  shuffle,
  signals,
  subset,
} from '../../src/streams/index.js'
import { type Law, law } from '../law.js'
import { emitted, keys, rows, same } from './problem.js'

const items = fc.array(fc.integer(), { maxLength: 40 })
const sizes = fc.integer({ min: 1, max: 12 })
const epochs = fc.nat({ max: 1000 })
const now = Number.POSITIVE_INFINITY

/** A tensor of one of several shapes and element types, and some of its rows. */
const tensorAndRows = fc
  .record({
    n: rows(1, 8),
    rest: fc.constantFrom([], [3], [2, 2]),
    dtype: fc.constantFrom('f32', 'f64', 'i32', 'bool'),
  })
  .chain(({ n, rest, dtype }) => {
    const size = rest.reduce((a, b) => a * b, n)
    return fc.tuple(
      fc
        .array(fc.integer({ min: -9, max: 9 }), { minLength: size, maxLength: size })
        .map((values) => literal([n, ...rest], values, dtype as 'f32')),
      fc.array(fc.nat({ max: n - 1 }), { maxLength: 10 }),
    )
  })
const some = (values: readonly number[]): Numbers => Int32Array.from(values)
const upTo = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i)
const first = <A>(source: Iterable<A>, count: number): readonly A[] => emitted(from(source).pipe(take(count)))

const streamLaws: readonly Law[] = [
  law('batches: joined they are the stream', [items, sizes], (all, size) =>
    same(emitted(from(all).pipe(batches(size))).flat(), all),
  ),
  law('batches: all but the last have the size, none is empty', [items, sizes], (all, size) => {
    const lengths = emitted(from(all).pipe(batches(size))).map((b) => b.length)
    return lengths.every((n, i) => (i < lengths.length - 1 ? n === size : n >= 1 && n <= size))
  }),
  law('shuffle: a permutation', [items, keys, epochs], (all, key, epoch) => {
    const order = [...epochOrder(key, epoch, all.length)]
    const shuffled = emitted(from(all).pipe(shuffle(key, epoch)))
    return (
      same(
        order.toSorted((a, b) => a - b),
        upTo(all.length),
      ) &&
      same(
        shuffled,
        order.map((i) => all[i]),
      )
    )
  }),
  law('shuffle: the same key and epoch give the same order', [items, keys, epochs], (all, key, epoch) =>
    same(emitted(from(all).pipe(shuffle(key, epoch))), emitted(from(all).pipe(shuffle({ ...key }, epoch)))),
  ),
  // two orders of 30 are equal once in 10³²
  law('shuffle: another epoch or key gives another order', [keys, keys, epochs, epochs], (key, other, epoch, later) => {
    const order = (k: typeof key, e: number): readonly number[] => [...epochOrder(k, e, 30)]
    return (
      (epoch === later || !same(order(key, epoch), order(key, later))) &&
      (same(key, other) || !same(order(key, epoch), order(other, epoch)))
    )
  }),
  law('signals: each epoch holds each row once, in its order', [rows(), sizes, keys], (n, size, key) => {
    const dataset = { size: n, batch: (r: Numbers) => [...r] }
    const perEpoch = Math.ceil(n / size) + 1
    const seen = first(signals(dataset, { size, key, from: { epoch: 0, batch: 0 } }), 3 * perEpoch)
    return [0, 1, 2].every((epoch) => {
      const own = seen.slice(epoch * perEpoch, (epoch + 1) * perEpoch)
      const order = own.flatMap((s) => (s._tag === 'Batch' ? s.batch : []))
      const counted = own.every((s, i) => s._tag === (i < perEpoch - 1 ? 'Batch' : 'EpochEnd'))
      const rowsRight = own.every((s) => s._tag === 'EpochEnd' || s.rows === s.batch.length)
      return counted && rowsRight && same(order, [...epochOrder(key, epoch, n)])
    })
  }),
  law(
    'signals: from a position on they are those from 0 without the first',
    [rows(), sizes, keys, fc.nat({ max: 2 }), fc.nat()],
    (n, size, key, epoch, drawn) => {
      const dataset = { size: n, batch: (r: Numbers) => [...r] }
      const perEpoch = Math.ceil(n / size)
      const batch = drawn % (perEpoch + 1)
      const before = epoch * (perEpoch + 1) + batch
      const all = first(signals(dataset, { size, key, from: { epoch: 0, batch: 0 } }), before + 2 * perEpoch + 3)
      const later = first(signals(dataset, { size, key, from: { epoch, batch } }), 2 * perEpoch + 3)
      return same(later, all.slice(before))
    },
  ),
  law(
    'signals: no batch is made before it is pulled',
    [rows(), sizes, keys, fc.nat({ max: 20 })],
    (n, size, key, count) => {
      let made = 0
      const batch = (): null => {
        made++
        return null
      }
      const source = signals({ size: n, batch }, { size, key, from: { epoch: 0, batch: 0 } })
      const pulled: Signal<null>[] = upTo(count).map(() => source.next().value)
      return made === pulled.filter((s) => s._tag === 'Batch').length
    },
  ),
  law('paced: the same items', [items], (all) => same(emitted(paced(all, now)), all)),
  law('paced: who unsubscribes stops the pulling and closes the source', [items, fc.nat()], (all, drawn) => {
    let [pulled, closed] = [0, false]
    function* source(): Generator<number> {
      try {
        for (const item of all) {
          pulled++
          yield item
        }
      } finally {
        closed = true
      }
    }
    const count = all.length === 0 ? 0 : 1 + (drawn % all.length)
    const seen = emitted(paced(source(), now).pipe(take(count)))
    return same(seen, all.slice(0, count)) && pulled === count && (closed || count === 0)
  }),
]

const datasetLaws: readonly Law[] = [
  law('rowsOf: a batch is a gather', [tensorAndRows], ([t, drawn]) =>
    same(rowsOf(t).batch(some(drawn)), gather(t as any, literal([drawn.length], drawn, 'i32') as any)),
  ),
  law('examples: inputs and targets keep beside each other', [tensorAndRows], ([t, drawn]) => {
    const marks = rowsOf(literal([t.shape[0]!], upTo(t.shape[0]!), 'i32'))
    const { x, y } = examples(rowsOf(t), marks).batch(some(drawn))
    return same(x, rowsOf(t).batch(some(drawn))) && same([...read(y)], drawn)
  }),
  law(
    'subset: of a subset is the subset of both',
    [tensorAndRows, fc.array(fc.nat(), { maxLength: 6 })],
    ([t, drawn], again) => {
      const inner = drawn.length === 0 ? [] : again.map((i) => i % drawn.length)
      const twice = subset(subset(rowsOf(t), some(drawn)), some(inner))
      const once = subset(rowsOf(t), some(inner.map((i) => drawn[i]!)))
      const all = some(upTo(inner.length))
      return twice.size === inner.length && once.size === inner.length && same(twice.batch(all), once.batch(all))
    },
  ),
  law('inOrder: batches of at most the size, joined the whole', [tensorAndRows, sizes], ([t], size) => {
    const parts = [...inOrder(rowsOf(t), size)]
    return (
      same(concat(parts as any), t) &&
      parts.every((p, i) => p.shape[0] === (i < parts.length - 1 ? size : p.shape[0]) && p.shape[0]! <= size)
    )
  }),
  law(
    'imagesOf: (byte / 255 - mean) / deviation, rounded once',
    [
      rows(1, 4).chain((n) => fc.uint8Array({ minLength: 6 * n, maxLength: 6 * n })),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0.01, max: 1, noNaN: true }),
    ],
    (bytes, mean, deviation) => {
      const images = imagesOf(bytes, [2, 3], { mean, deviation })
      const drawn = upTo(images.size).toReversed()
      const x = images.batch(some(drawn))
      const expected = drawn.flatMap((row) =>
        Array.from(bytes.subarray(6 * row, 6 * row + 6), (byte) => Math.fround((byte / 255 - mean) / deviation)),
      )
      return images.size === bytes.length / 6 && same(x.shape, [images.size, 2, 3]) && same([...read(x)], expected)
    },
  ),
]

export const batchLaws: readonly Law[] = [...streamLaws, ...datasetLaws]
