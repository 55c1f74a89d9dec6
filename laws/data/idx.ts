/** Laws of idx files. */
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { parseIdx } from '../../src/data/index.js'
import { type Law, law } from '../law.js'
import { right, same } from './same.js'

/** Writes an idx file: the inverse of `parseIdx` for its integer and real types. */
const idxTypes = {
  ubyte: { code: 8, bytes: 1, set: 'setUint8', values: fc.integer({ min: 0, max: 255 }) },
  byte: { code: 9, bytes: 1, set: 'setInt8', values: fc.integer({ min: -128, max: 127 }) },
  short: { code: 11, bytes: 2, set: 'setInt16', values: fc.integer({ min: -32768, max: 32767 }) },
  int: { code: 12, bytes: 4, set: 'setInt32', values: fc.integer() },
  float: { code: 13, bytes: 4, set: 'setFloat32', values: fc.float() },
  double: { code: 14, bytes: 8, set: 'setFloat64', values: fc.double() },
} as const
type IdxName = keyof typeof idxTypes

const encodeIdx = (dtype: IdxName, shape: readonly number[], data: readonly number[]): Uint8Array => {
  const { code, bytes, set } = idxTypes[dtype]
  const view = new DataView(new ArrayBuffer(4 + 4 * shape.length + bytes * data.length))
  view.setUint32(0, (code << 8) | shape.length)
  for (const [i, size] of shape.entries()) view.setUint32(4 + 4 * i, size)
  for (const [i, x] of data.entries()) view[set](4 + 4 * shape.length + bytes * i, x)
  return new Uint8Array(view.buffer)
}

const idxFiles = fc
  .tuple(fc.constantFrom(...(Object.keys(idxTypes) as IdxName[])), fc.array(fc.nat({ max: 4 }), { maxLength: 3 }))
  .chain(([dtype, shape]) => {
    const size = shape.reduce((a, b) => a * b, 1)
    return fc.record({
      dtype: fc.constant(dtype),
      shape: fc.constant(shape),
      data: fc.array<number>(idxTypes[dtype].values, { minLength: size, maxLength: size }),
    })
  })

export const idxLaws: readonly Law[] = [
  law('idx: decode ∘ encode = id', [idxFiles], ({ dtype, shape, data }) => {
    const idx = right(parseIdx('drawn')(encodeIdx(dtype, shape, data)))
    return idx.dtype === dtype && same(idx.shape, shape) && same([...idx.data], data)
  }),
  law(
    'idx: a file cut off or too long is an error',
    [idxFiles, fc.nat(), fc.uint8Array({ minLength: 1 })],
    (file, at, more) => {
      const bytes = encodeIdx(file.dtype, file.shape, file.data)
      const cut = bytes.slice(0, at % bytes.length)
      return [cut, Uint8Array.of(...bytes, ...more)].every((wrong) => E.isLeft(parseIdx('drawn')(wrong)))
    },
  ),
  law(
    'idx: any bytes give a value, never a throw',
    [fc.uint8Array({ maxLength: 64 }), fc.boolean()],
    (bytes, dressed) => {
      const magic = [0, 0, 8 + ((bytes[0] ?? 0) % 7), (bytes[1] ?? 0) % 4]
      return typeof parseIdx('drawn')(dressed ? Uint8Array.of(...magic, ...bytes) : bytes)._tag === 'string'
    },
  ),
]
