/**
 * The safetensors format: tensors by name and text by name in one file, which other tools read and write as well.
 * Layout: a header in JSON after its length, then the numbers of all tensors, little-endian, row-major, without a gap.
 * Source: README and `tensor.rs` of https://github.com/huggingface/safetensors.
 */
import { Buffer } from 'node:buffer'
import { endianness } from 'node:os'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { bytesOf, type Data, type DType } from '../core/dtype.js'
import { ShapeError } from '../core/errors.js'
import { sizeOf } from '../core/shape.js'
import { type AnyTensor, fromData } from '../core/tensor.js'
import { quote } from '../data/index.js'
import { type FileError, fileError } from './fileError.js'
import { foreignNumbers, foreignTypes } from './foreignTypes.js'
import { decodeHeader } from './readSafetensorsHeader.js'
import { byPlace, encodeHeader, type Found } from './safetensorsHeader.js'

export interface Safetensors {
  /** Literals by name. */
  readonly tensors: Readonly<Record<string, AnyTensor>>
  readonly metadata: Readonly<Record<string, string>>
}

/** Bytes of numbers, from the order of this machine to little-endian or back. */
const swapped = (bytes: Uint8Array, width: number): Uint8Array => {
  if (endianness() === 'LE' || width === 1) return bytes
  return width === 4 ? Buffer.from(bytes).swap32() : Buffer.from(bytes).swap64()
}

const numbersOf = (name: string, { shape, node }: AnyTensor): Data => {
  if (node._tag !== 'Literal')
    throw new TypeError(`encodeSafetensors: ${quote(name)} is not a literal; settle it first`)
  if (node.data.length === sizeOf(shape)) return node.data
  throw new ShapeError('encodeSafetensors', `${sizeOf(shape)} numbers in ${quote(name)}`, [node.data.length])
}

/**
 * Tensors and metadata as the bytes of a safetensors file. The same content gives the same bytes: tensors are in the
 * order of their widths, then of their names, and metadata in the order of its names.
 * Throws `TypeError` for tensors that are not literals, for text that is no valid Unicode and for the name
 * `__metadata__`; `RangeError` where names and metadata need more than 100 MB.
 */
export const encodeSafetensors = ({ tensors, metadata }: Safetensors): Uint8Array => {
  const sorted = Object.entries(tensors)
    .map(([name, tensor]) => ({ name, dtype: tensor.dtype, shape: tensor.shape, data: numbersOf(name, tensor) }))
    .sort(byPlace)
  let length = 0
  const placed = sorted.map((tensor) => {
    const begin = length
    length += tensor.data.byteLength
    return { ...tensor, begin, end: length }
  })
  const header = encodeHeader({ stored: placed, metadata })
  const bytes = new Uint8Array(header.length + length)
  bytes.set(header)
  for (const { data, dtype, begin } of placed) {
    const own = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    bytes.set(swapped(own, bytesOf[dtype]), header.length + begin)
  }
  return bytes
}

const dataOf = (dtype: DType, { buffer, byteOffset }: Uint8Array<ArrayBuffer>, size: number): Data => {
  switch (dtype) {
    case 'f32':
      return new Float32Array(buffer, byteOffset, size)
    case 'f64':
      return new Float64Array(buffer, byteOffset, size)
    case 'i32':
      return new Int32Array(buffer, byteOffset, size)
    case 'bool':
      return new Uint8Array(buffer, byteOffset, size)
  }
}

const readTensor =
  (source: string, data: Uint8Array) =>
  ({ name, dtype, type, shape, begin, end }: Found): E.Either<FileError, readonly [string, AnyTensor]> => {
    if (Object.hasOwn(foreignTypes, type)) {
      const numbers = foreignNumbers(type, data.subarray(begin, end))
      return 'beyond' in numbers
        ? E.left(
            fileError(
              source,
              `element ${numbers.beyond} of the ${type} tensor ${quote(name)} is beyond 32 bits`,
              'write it in a smaller type',
            ),
          )
        : E.right([name, fromData(shape, numbers, dtype)])
    }
    const width = bytesOf[dtype]
    // a copy of its own is aligned, whatever the place in the file
    const own = new Uint8Array(swapped(data.subarray(begin, end), width))
    const strange = dtype === 'bool' ? own.findIndex((byte) => byte > 1) : -1
    return strange === -1
      ? E.right([name, fromData(shape, dataOf(dtype, own, own.length / width), dtype)])
      : E.left(
          fileError(
            source,
            `element ${strange} of the bool tensor ${quote(name)} is ${own[strange]}, neither 0 nor 1`,
            'take a whole copy of the file, or write it anew',
          ),
        )
  }

/**
 * Tensors and metadata from the bytes of a safetensors file called `source`. The numbers are copied.
 * Element types are F32, F64, I32 and BOOL; F16 and BF16 become f32, other whole numbers i32 where they fit. Whatever is wrong with the bytes gives one error, which says where:
 * no safetensors file, a header that does not fit the file, other element types, data with gaps, overlaps or an end
 * too early or too late.
 */
export const decodeSafetensors =
  (source: string) =>
  (bytes: Uint8Array): E.Either<FileError, Safetensors> =>
    pipe(
      decodeHeader(source)(bytes),
      E.chain(({ start, stored, metadata }) =>
        pipe(
          stored,
          E.traverseArray(readTensor(source, bytes.subarray(start))),
          E.map((tensors) => ({ tensors: Object.fromEntries(tensors), metadata })),
        ),
      ),
    )

/** What a safetensors file called `source` calls the element type of each of its tensors. Errors as of `decodeSafetensors`. */
export const elementTypes =
  (source: string) =>
  (bytes: Uint8Array): E.Either<FileError, Readonly<Record<string, string>>> =>
    pipe(
      decodeHeader(source)(bytes),
      E.map(({ stored }) => Object.fromEntries(stored.map(({ name, type }) => [name, type]))),
    )
