/** Laws of parsers of images: CIFAR records, sprite sheets, tar archives. */
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import {
  classCounts,
  type DataError,
  encodeCifar10,
  type Images,
  joinImages,
  ofClasses,
  parseCifar,
  parseIdxImages,
  parseLabels,
  parseSprites,
  parseTar,
} from '../../src/data/index.js'
import { type Law, law } from '../law.js'
import { right, same } from './same.js'

const classes = ['a', 'b', 'c']
const labelsOf = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 3 })

/** Bytes that look random, from a seed: drawing thousands of them one by one would be slow. */
const noise = (size: number, seed: number): Uint8Array => {
  let state = (seed % 2147483646) + 1
  return Uint8Array.from({ length: size }, () => {
    state = (state * 48271) % 2147483647
    return state & 255
  })
}

const images = fc.tuple(labelsOf, fc.nat()).map(
  ([labels, seed]): Images => ({
    size: labels.length,
    shape: [32, 32, 3],
    bytes: noise(labels.length * 3072, seed),
    labels: Uint8Array.from(labels),
    classes,
  }),
)
const sameImages = (a: Images, b: Images): boolean =>
  a.size === b.size &&
  same(a.shape, b.shape) &&
  same(a.bytes, b.bytes) &&
  same([...a.labels], [...b.labels]) &&
  same(a.classes, b.classes)

/** The layout of CIFAR-100: a coarse class before the fine one. */
const encodeCifar100 = (all: Images): Uint8Array => {
  const records = encodeCifar10(all)
  const file = new Uint8Array(all.size * 3074)
  for (let i = 0; i < all.size; i++) {
    file[i * 3074] = 99 // a coarse class is not read
    file.set(records.subarray(i * 3073, (i + 1) * 3073), i * 3074 + 1)
  }
  return file
}
const layouts = [
  { labelBytes: 1, encode: encodeCifar10 },
  { labelBytes: 2, encode: encodeCifar100 },
] as const
const layout = fc.constantFrom(...layouts)

/** A `Left` that names the file, and the byte at which it ends. */
const endsAt = (result: E.Either<DataError, unknown>, byte: number): boolean =>
  E.isLeft(result) && result.left.where.source === 'drawn' && result.left.where.byte === byte

/** An archive of plain files, with POSIX headers: the inverse of `parseTar`. */
const encodeTar = (files: readonly (readonly [name: string, bytes: Uint8Array])[]): Uint8Array => {
  const blocks = files.flatMap(([name, bytes]) => {
    const header = new Uint8Array(512)
    const put = (text: string, at: number): void => header.set(new TextEncoder().encode(text), at)
    put(name, 0)
    put(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124)
    put('        0', 148)
    put(`ustar\0${'00'}`, 257)
    const sum = header.reduce((total, byte) => total + byte, 0)
    put(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
    const body = new Uint8Array(Math.ceil(bytes.length / 512) * 512)
    body.set(bytes)
    return [header, body]
  })
  return Uint8Array.of(...[...blocks, new Uint8Array(1024)].flatMap((block) => [...block]))
}
const archives = fc.array(fc.tuple(fc.stringMatching(/^[a-z]{1,8}\/[a-z]{1,8}$/), fc.uint8Array({ maxLength: 600 })), {
  maxLength: 3,
})

export const imageLaws: readonly Law[] = [
  law(
    'CIFAR: parse ∘ encode = id, with one byte of labels and with two',
    [images, layout],
    (all, { labelBytes, encode }) => sameImages(right(parseCifar({ classes, labelBytes })('drawn')(encode(all))), all),
  ),
  law('CIFAR: records joined parse to images joined', [images, images], (a, b) => {
    const parse = parseCifar({ classes, labelBytes: 1 })('drawn')
    const joined = Uint8Array.of(...encodeCifar10(a), ...encodeCifar10(b))
    return sameImages(
      right(parse(joined)),
      joinImages([right(parse(encodeCifar10(a))), right(parse(encodeCifar10(b)))]),
    )
  }),
  law('CIFAR: cut off anywhere it is an error that names file and byte', [images, layout, fc.nat()], (all, own, at) => {
    const bytes = own.encode(all)
    const cut = at % bytes.length
    const exact = parseCifar({ classes, labelBytes: own.labelBytes, images: all.size })('drawn')
    return endsAt(exact(bytes.subarray(0, cut)), cut)
  }),
  law(
    'ofClasses: as many images of each class as before, in the order named, and each is itself',
    [images, fc.shuffledSubarray(classes)],
    (all, names) => {
      const some = ofClasses(names)(all)
      const counts = classCounts(all)
      const kept = [...all.labels].filter((label) => names.includes(classes[label]!))
      const rows = [...all.labels].flatMap((label, row) => (names.includes(classes[label]!) ? [row] : []))
      return (
        same(
          classCounts(some),
          names.map((name) => counts[classes.indexOf(name)]!),
        ) &&
        same(
          Array.from(some.labels, (label) => names[label]!),
          kept.map((label) => classes[label]!),
        ) &&
        rows.every((row, i) =>
          same(some.bytes.subarray(i * 3072, (i + 1) * 3072), all.bytes.subarray(row * 3072, (row + 1) * 3072)),
        )
      )
    },
  ),
  law('sprites: parse ∘ encode = id', [images], (all) => {
    const sheet = { width: 1024, height: all.size, channels: 3, bytes: all.bytes } as const
    const text = new TextEncoder().encode(JSON.stringify([...all.labels]))
    const labels = right(parseLabels(classes.length)('drawn')(text))
    return sameImages(right(parseSprites({ shape: [32, 32, 3], classes })('drawn')(sheet, labels)), all)
  }),
  law('labels: cut off anywhere they are an error at the byte where they end', [labelsOf, fc.nat()], (labels, at) => {
    const text = JSON.stringify(labels)
    const cut = at % text.length
    return endsAt(parseLabels(classes.length)('drawn')(new TextEncoder().encode(text.slice(0, cut))), cut)
  }),
  law('tar: parse ∘ encode = id', [archives], (files) => {
    const parsed = right(parseTar('drawn')(encodeTar(files)))
    return (
      parsed.length === files.length &&
      parsed.every(({ name, bytes }, i) => name === files[i]![0] && same(bytes, files[i]![1]))
    )
  }),
  law('tar: cut off before its end it is an error that names file and byte', [archives, fc.nat()], (files, at) => {
    const bytes = encodeTar(files)
    const cut = at % (bytes.length - 1023) // after the first empty block the archive has ended
    return endsAt(parseTar('drawn')(bytes.subarray(0, cut)), cut)
  }),
  law('images: any bytes give a value, never a throw', [fc.uint8Array({ maxLength: 700 }), layout], (bytes, own) =>
    [
      parseCifar({ classes, labelBytes: own.labelBytes })('drawn')(bytes),
      parseLabels(classes.length)('drawn')(bytes),
      parseTar('drawn')(bytes),
      parseIdxImages(classes)({ source: 'drawn', bytes }, { source: 'drawn', bytes }),
      parseSprites({ shape: [2, 2, 1], classes })('drawn')({ width: 4, height: 1, channels: 1, bytes }, [...bytes]),
    ].every((result) => typeof result._tag === 'string'),
  ),
]
