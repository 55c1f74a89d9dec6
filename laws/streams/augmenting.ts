/** Laws of data sets that augment: what is drawn comes from the key, and from nothing else. */
import * as fc from 'fast-check'
import { foldIn, literal, type Numbers } from '../../src/core/index.js'
import { augmentations, inTurn } from '../../src/data/index.js'
import { read } from '../../src/engine/index.js'
import {
  type Dataset,
  type Example,
  examples,
  imagesOf,
  mixup,
  rowsOf,
  signals,
  subset,
} from '../../src/streams/index.js'
import { type Law, law } from '../law.js'
import { keys, same } from './problem.js'

const shape = [4, 4, 1] as const
const drawn = fc
  .integer({ min: 1, max: 5 })
  .chain((n) => fc.uint8Array({ minLength: 16 * n, maxLength: 16 * n }))
  .chain((bytes) =>
    fc.tuple(fc.constant(bytes), fc.array(fc.nat({ max: bytes.length / 16 - 1 }), { minLength: 1, maxLength: 6 })),
  )
const augment = inTurn([augmentations.crop.make(1), augmentations.flip.make()])
const some = (rows: readonly number[]): Numbers => Int32Array.from(rows)

/** Images with distributions over two classes. */
const labelled = (bytes: Uint8Array): Dataset<Example<any, any>> => {
  const n = bytes.length / 16
  const targets = Array.from({ length: 2 * n }, (_, i) => (i % 2 === (i >> 1) % 2 ? 1 : 0))
  return examples(imagesOf(bytes, shape, { augment }), rowsOf(literal([n, 2], targets)))
}
const sums = (t: any): readonly number[] => {
  const width = t.shape.slice(1).reduce((a: number, b: number) => a * b, 1)
  const all = read(t)
  return Array.from({ length: width }, (_, j) => {
    let sum = 0
    for (let i = j; i < all.length; i += width) sum += all[i]!
    return sum
  })
}
const near = (a: readonly number[], b: readonly number[]): boolean => a.every((x, i) => Math.abs(x - b[i]!) < 1e-4)

/** Laws of `imagesOf` with an augmentation, and of `mixup`. */
export const augmentingLaws: readonly Law[] = [
  law('imagesOf: without a key nothing is augmented', [drawn], ([bytes, rows]) =>
    same(imagesOf(bytes, shape, { augment }).batch(some(rows)), imagesOf(bytes, shape).batch(some(rows))),
  ),
  law(
    'imagesOf: image i of a batch is augmented with foldIn(key, i), then scaled',
    [drawn, keys],
    ([bytes, rows], key) => {
      const own = rows.flatMap((row, i) => {
        const picture = { height: 4, width: 4, channels: 1 as const, bytes: bytes.subarray(16 * row, 16 * row + 16) }
        return [...augment(foldIn(key, i), picture).bytes]
      })
      const scaling = { mean: 0.3, deviation: 0.2 }
      const alone = imagesOf(Uint8Array.from(own), shape, scaling).batch(some(rows.map((_, i) => i)))
      return same(imagesOf(bytes, shape, { ...scaling, augment }).batch(some(rows), key), alone)
    },
  ),
  law('mixup: without a key nothing is mixed', [drawn], ([bytes, rows]) =>
    same(mixup()(labelled(bytes)).batch(some(rows)), labelled(bytes).batch(some(rows))),
  ),
  law(
    'mixup: sums over the batch stay, for it weighs two orders of the same rows; targets stay distributions',
    [drawn, keys, fc.constantFrom(0.01, 0.2, 1, 8)],
    ([bytes, rows], key, alpha) => {
      const before = labelled(bytes).batch(some(rows), key)
      const { x, y } = mixup({ alpha })(labelled(bytes)).batch(some(rows), key)
      const targets = [...read(y)]
      const distributions = rows.every((_, i) => Math.abs(targets[2 * i]! + targets[2 * i + 1]! - 1) < 1e-6)
      return (
        near(sums(x), sums(before.x)) &&
        near(sums(y), sums(before.y)) &&
        distributions &&
        targets.every((p) => p >= 0 && p <= 1)
      )
    },
  ),
  law(
    'signals: batches that are augmented and mixed are the same from any position on',
    [drawn, keys, fc.integer({ min: 1, max: 3 })],
    ([bytes, rows], key, size) => {
      const data = subset(mixup()(labelled(bytes)), some(rows))
      const from = (epoch: number, batch: number) => signals(data, { size, key, from: { epoch, batch } })
      const whole = from(0, 0)
      const perEpoch = Math.ceil(rows.length / size)
      const all = Array.from({ length: 2 * (perEpoch + 1) }, () => whole.next().value)
      return all.every((signal, i) => {
        const [epoch, batch] = [Math.floor(i / (perEpoch + 1)), i % (perEpoch + 1)]
        return same(from(epoch, batch).next().value, signal)
      })
    },
  ),
  law(
    'signals: every batch of every epoch draws with a key of its own',
    [keys, fc.integer({ min: 1, max: 4 })],
    (key, size) => {
      const data: Dataset<string> = { size: 7, batch: (_, own) => JSON.stringify(own) }
      const source = signals(data, { size, key, from: { epoch: 0, batch: 0 } })
      const all = Array.from({ length: 3 * (Math.ceil(7 / size) + 1) }, () => source.next().value)
      const own = all.flatMap((signal) => (signal._tag === 'Batch' ? [signal.batch] : []))
      return new Set(own).size === own.length && own.every((k) => k !== JSON.stringify(key))
    },
  ),
]
