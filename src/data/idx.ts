/** The idx format of the MNIST files: arrays of numbers behind a header of sizes. */
import * as E from 'fp-ts/lib/Either.js'
import { type Numbers, type Shape, showShape, sizeOf } from '../core/index.js'
import { type DataError, dataError } from './errors.js'

/** Element types, as the format names them: integers of 8 (unsigned, signed), 16 and 32 bits, reals of 32 and 64. */
export type IdxType = 'ubyte' | 'byte' | 'short' | 'int' | 'float' | 'double'

export interface Idx {
  readonly dtype: IdxType
  readonly shape: Shape
  /** In row-major order. */
  readonly data: Numbers
}

interface Element {
  readonly dtype: IdxType
  readonly bytes: number
  readonly read: (view: DataView, from: number, size: number) => Numbers
}

const each =
  <A extends Numbers & { [index: number]: number }>(
    make: (size: number) => A,
    bytes: number,
    get: (view: DataView, at: number) => number,
  ) =>
  (view: DataView, from: number, size: number): A => {
    const data = make(size)
    for (let i = 0; i < size; i++) data[i] = get(view, from + i * bytes)
    return data
  }

const elements: { readonly [code: number]: Element } = {
  8: {
    dtype: 'ubyte',
    bytes: 1,
    read: (view, from, size) => new Uint8Array(view.buffer, view.byteOffset + from, size).slice(),
  },
  9: {
    dtype: 'byte',
    bytes: 1,
    read: each(
      (n) => new Int8Array(n),
      1,
      (v, at) => v.getInt8(at),
    ),
  },
  11: {
    dtype: 'short',
    bytes: 2,
    read: each(
      (n) => new Int16Array(n),
      2,
      (v, at) => v.getInt16(at),
    ),
  },
  12: {
    dtype: 'int',
    bytes: 4,
    read: each(
      (n) => new Int32Array(n),
      4,
      (v, at) => v.getInt32(at),
    ),
  },
  13: {
    dtype: 'float',
    bytes: 4,
    read: each(
      (n) => new Float32Array(n),
      4,
      (v, at) => v.getFloat32(at),
    ),
  },
  14: {
    dtype: 'double',
    bytes: 8,
    read: each(
      (n) => new Float64Array(n),
      8,
      (v, at) => v.getFloat64(at),
    ),
  },
}

/**
 * Parses an idx file: two zero bytes, a type code, the number of axes, the sizes as 32-bit words, then the numbers; all
 * big-endian. `source` names the file in errors, which give the byte where something is wrong. Never throws.
 * Source: LeCun, Cortes and Burges, "The MNIST database of handwritten digits", section "File formats".
 */
export const parseIdx =
  (source: string) =>
  (bytes: Uint8Array): E.Either<DataError, Idx> => {
    const fail = (byte: number, what: string, fix: string): E.Either<DataError, never> =>
      E.left(dataError({ source, byte }, what, fix))
    const download = 'get the file again'
    if (bytes.length < 4) return fail(bytes.length, 'the file ends inside the 4 bytes of the header', download)
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) return fail(0, 'the file is compressed', 'unpack it with gunzip')
    if (bytes[0] !== 0 || bytes[1] !== 0)
      return fail(0, 'an idx file starts with two zero bytes', 'check that this is an idx file')
    const element = elements[bytes[2]!]
    if (element === undefined) return fail(2, `no idx type has the code ${bytes[2]}`, 'check that this is an idx file')
    const axes = bytes[3]!
    const from = 4 + 4 * axes
    if (bytes.length < from) return fail(bytes.length, `the file ends inside the sizes of its ${axes} axes`, download)
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const shape = Array.from({ length: axes }, (_, i) => view.getUint32(4 + 4 * i))
    const size = shape.includes(0) ? 0 : sizeOf(shape) // a product of sizes may overflow to ∞, and ∞ · 0 is NaN
    const expected = from + size * element.bytes
    const needs = `shape ${showShape(shape)} needs ${expected} bytes`
    if (bytes.length < expected)
      return fail(bytes.length, `the file is cut off: ${needs}, got ${bytes.length}`, download)
    if (bytes.length > expected)
      return fail(expected, `bytes are left over: ${needs}, got ${bytes.length}`, 'check that this is an idx file')
    return E.right({ dtype: element.dtype, shape, data: element.read(view, from, size) })
  }
