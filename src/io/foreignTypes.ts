/** Element types that other tools write and this library does not have: how their numbers are read as those it has. */
import type { Data, DType } from '../core/dtype.js'

/** A type of a file: its bytes, what its numbers become, and how one is read, all little-endian. */
interface ForeignType {
  readonly bytes: number
  readonly dtype: DType
  readonly at: (view: DataView, byte: number) => number
}

/** The number of 16 bits with 5 of exponent and 10 of fraction. Source: IEEE 754, binary16. */
const half = (bits: number): number => {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 31
  const fraction = bits & 1023
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}
const word = new DataView(new ArrayBuffer(4))
/** The number whose upper half of an f32 these 16 bits are. */
const brain = (bits: number): number => {
  word.setUint32(0, bits * 65536)
  return word.getFloat32(0)
}

/** Small floats become f32, exactly; whole numbers become i32, where they fit. */
export const foreignTypes: Readonly<Record<string, ForeignType>> = {
  F16: { bytes: 2, dtype: 'f32', at: (view, byte) => half(view.getUint16(byte, true)) },
  BF16: { bytes: 2, dtype: 'f32', at: (view, byte) => brain(view.getUint16(byte, true)) },
  I64: { bytes: 8, dtype: 'i32', at: (view, byte) => Number(view.getBigInt64(byte, true)) },
  U64: { bytes: 8, dtype: 'i32', at: (view, byte) => Number(view.getBigUint64(byte, true)) },
  U32: { bytes: 4, dtype: 'i32', at: (view, byte) => view.getUint32(byte, true) },
  I16: { bytes: 2, dtype: 'i32', at: (view, byte) => view.getInt16(byte, true) },
  U16: { bytes: 2, dtype: 'i32', at: (view, byte) => view.getUint16(byte, true) },
  I8: { bytes: 1, dtype: 'i32', at: (view, byte) => view.getInt8(byte) },
  U8: { bytes: 1, dtype: 'i32', at: (view, byte) => view.getUint8(byte) },
}

/** The numbers of a foreign type; or the place of the first that the type it becomes cannot hold. */
export const foreignNumbers = (type: string, bytes: Uint8Array): Data | { readonly beyond: number } => {
  const { bytes: width, dtype, at } = foreignTypes[type]!
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const data = dtype === 'f32' ? new Float32Array(bytes.length / width) : new Int32Array(bytes.length / width)
  for (let i = 0; i < data.length; i++) {
    const value = at(view, i * width)
    data[i] = value
    if (dtype === 'i32' && data[i] !== value) return { beyond: i }
  }
  return data
}
