/** Tiny data sets of pictures, made up: the class is in the colour. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { encode } from 'fast-png'
import jpeg from 'jpeg-js'
import { encodeCifar10, type Images, knownDatasets } from '../../src/data/index.js'

/** `n` images of 32 × 32 of the classes of CIFAR-10, one after another; each class has its own red. */
const images = (n: number, from: number): Images => {
  const labels = Uint8Array.from({ length: n }, (_, i) => (from + i) % 10)
  const bytes = new Uint8Array(n * 3072)
  for (let i = 0; i < bytes.length; i++) bytes[i] = i % 3 === 0 ? labels[Math.floor(i / 3072)]! * 25 : (i * 7) % 50
  return { size: n, shape: [32, 32, 3], bytes, labels, classes: knownDatasets.cifar10.classes }
}

const batches = ['data_batch_1', 'data_batch_2', 'data_batch_3', 'data_batch_4', 'data_batch_5', 'test_batch']

/** CIFAR-10 in its binary layout, 12 images in each file. */
export const writeCifar10 = (folder: string): void => {
  mkdirSync(folder, { recursive: true })
  batches.forEach((name, i) => {
    writeFileSync(join(folder, `${name}.bin`), encodeCifar10(images(12, i)))
  })
}

/** The same images as sheets of sprites. */
export const writeSprites = (folder: string): void => {
  mkdirSync(folder, { recursive: true })
  const all = batches.map((_, i) => images(12, i))
  batches.forEach((name, i) => {
    const png = encode({ width: 1024, height: 12, channels: 3, depth: 8, data: all[i]!.bytes })
    writeFileSync(join(folder, `${name}.png`), png)
  })
  const labels = (parts: readonly Images[]): string => JSON.stringify(parts.flatMap((part) => [...part.labels]))
  writeFileSync(join(folder, 'train_lables.json'), labels(all.slice(0, 5)))
  writeFileSync(join(folder, 'test_lables.json'), labels(all.slice(5)))
}

/** CIFAR-100 in its binary layout: 60 images for training, 20 for the test. */
export const writeCifar100 = (folder: string): void => {
  mkdirSync(folder, { recursive: true })
  const record = (i: number): Buffer => Buffer.concat([Buffer.of(i % 20, i % 100), Buffer.alloc(3072, i % 251)])
  for (const [name, n] of [['train', 60] as const, ['test', 20] as const])
    writeFileSync(join(folder, `${name}.bin`), Buffer.concat(Array.from({ length: n }, (_, i) => record(i * 7))))
}

/** One picture, all of one colour but for its first pixel. */
export const picture = (kind: 'png' | 'jpg', colour: readonly number[], size = 8): Uint8Array => {
  const data = Uint8Array.from({ length: size * size * 3 }, (_, i) => (i < 3 ? 128 : colour[i % 3]!))
  if (kind === 'png') return encode({ width: size, height: size, channels: 3, depth: 8, data })
  const rgba = Uint8Array.from({ length: size * size * 4 }, (_, i) =>
    i % 4 === 3 ? 255 : data[Math.floor(i / 4) * 3 + (i % 4)]!,
  )
  return jpeg.encode({ width: size, height: size, data: rgba }, 95).data
}

/** `red/…` and `blue/…` in a folder, PNG and JPEG, so many of each. */
export const writePictures = (folder: string, each: number): void => {
  for (const [name, colour] of [['red', [220, 10, 10]] as const, ['blue', [10, 10, 220]] as const]) {
    mkdirSync(join(folder, name), { recursive: true })
    for (let i = 0; i < each; i++) {
      const kind = i % 3 === 2 ? 'jpg' : 'png'
      writeFileSync(
        join(folder, name, `${String(i).padStart(3, '0')}.${kind}`),
        picture(
          kind,
          colour.map((c) => c + i),
        ),
      )
    }
  }
}
