/** The header of a safetensors file: which tensors lie where, and the metadata. How it is written. */
import { Buffer } from 'node:buffer'
import * as t from 'io-ts'
import type { DType } from '../core/dtype.js'
import type { Shape } from '../core/shape.js'
import { quote } from '../data/index.js'

/** One tensor of a file; its numbers are the bytes from `begin` to before `end`, counted from the end of the header. */
export interface Stored {
  readonly name: string
  readonly dtype: DType
  readonly shape: Shape
  readonly begin: number
  readonly end: number
}
/** A tensor as it was found in a file; `type` is what the file calls its element type. */
export interface Found extends Stored {
  readonly type: string
}
export interface Header {
  /** In the order of their data. */
  readonly stored: readonly Stored[]
  readonly metadata: Readonly<Record<string, string>>
}

/** Names of element types in the order of their data: the widest first, so that all data is aligned. */
export const names: readonly (readonly [name: string, dtype: DType])[] = [
  ['F64', 'f64'],
  ['F32', 'f32'],
  ['I32', 'i32'],
  ['BOOL', 'bool'],
]
export const metadataName = '__metadata__'
export const maxHeader = 100_000_000

const rank = (dtype: DType): number => names.findIndex(([, other]) => other === dtype)
/** By bytes of UTF-8, which is not the order of UTF-16 units. */
const byText = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))

/** The order of data in a file: by width, then by name. */
export const byPlace = (a: Pick<Stored, 'name' | 'dtype'>, b: Pick<Stored, 'name' | 'dtype'>): number =>
  rank(a.dtype) - rank(b.dtype) || byText(a.name, b.name)

export const Text = t.refinement(t.string, (value) => !/\p{Surrogate}/u.test(value), 'Unicode text')
const text = (value: string): string => {
  if (!Text.is(value)) throw new TypeError(`encodeSafetensors: ${quote(value)} is no valid Unicode text`)
  return JSON.stringify(value)
}

/**
 * The length in 8 bytes, little-endian, and the header as JSON, filled up with spaces to a multiple of 8.
 * Throws `TypeError` for names that no file can hold, `RangeError` above 100 MB.
 */
export const encodeHeader = ({ stored, metadata }: Header): Uint8Array => {
  // joined by hand, because an object would put names such as "10" first
  const fields = stored.map(({ name, dtype, shape, begin, end }) => {
    if (name === metadataName) throw new TypeError(`encodeSafetensors: no tensor can be named ${metadataName}`)
    const entry = { dtype: names[rank(dtype)]![0], shape, data_offsets: [begin, end] }
    return `${text(name)}:${JSON.stringify(entry)}`
  })
  const texts = Object.entries(metadata).sort(([a], [b]) => byText(a, b))
  const first = texts.map(([name, value]) => `${text(name)}:${text(value)}`).join(',')
  const json = Buffer.from(`{${[...(first === '' ? [] : [`"${metadataName}":{${first}}`]), ...fields].join(',')}}`)
  const length = Math.ceil(json.length / 8) * 8
  if (length > maxHeader)
    throw new RangeError(`encodeSafetensors: names and metadata need ${length} bytes, ${maxHeader} are allowed`)
  const bytes = new Uint8Array(8 + length).fill(0x20)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true)
  bytes.set(json, 8)
  return bytes
}
