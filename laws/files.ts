/** Laws of files: what is written comes back, the same content gives the same bytes, damage is told or does no harm. */
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { type AnyTensor, bytesOf, type DType, fromData, isTensor, sizeOf } from '../src/core/index.js'
import { decodeBundle, encodeBundle } from '../src/io/bundle.js'
import { type FileError, showFileError } from '../src/io/fileError.js'
import { decodeSafetensors, encodeSafetensors, type Safetensors } from '../src/io/safetensors.js'
import { type Law, law } from './law.js'

// what the laws draw: any bits, so that NaNs with payloads and denormals come back as well
const arrays = { f32: Float32Array, f64: Float64Array, i32: Int32Array, bool: Uint8Array }
const dtypes = fc.constantFrom<DType>('f32', 'f64', 'i32', 'bool')
const shapes = fc.array(fc.nat({ max: 3 }), { maxLength: 3 })
const tensors: fc.Arbitrary<AnyTensor> = fc.tuple(dtypes, shapes).chain(([dtype, shape]) => {
  const length = sizeOf(shape) * bytesOf[dtype]
  return fc
    .uint8Array({ minLength: length, maxLength: length, max: dtype === 'bool' ? 1 : 255 })
    .map((bytes) => fromData(shape, new arrays[dtype](Uint8Array.from(bytes).buffer), dtype))
})
const names = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 5 }),
  fc.constantFrom('0/weights', '10', '9', '__proto__'),
)
const texts = fc.string({ unit: 'binary', maxLength: 5 })
const recordOf = <A>(keys: fc.Arbitrary<string>, values: fc.Arbitrary<A>): fc.Arbitrary<Readonly<Record<string, A>>> =>
  fc.array(fc.tuple(keys, values), { maxLength: 4 }).map((fields) => Object.fromEntries(fields))
const files: fc.Arbitrary<Safetensors> = fc.record(
  { tensors: recordOf(names, tensors), metadata: recordOf(names, texts) },
  { noNullPrototype: true },
)

const strange = ['$tensor', '$number', '$array', '$', '$$', '__proto__', '__metadata__', '~', '/', '', '\ud800', '0']
const keys = fc.oneof(
  fc.constantFrom('a', 'b', 'a/b', 'a~1b'),
  fc.constantFrom(...strange),
  fc.string({ maxLength: 3 }),
)
const numbers = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(Number.NaN, Number.NEGATIVE_INFINITY, -0))
const typedArrays = fc.oneof(
  fc.float32Array({ maxLength: 3 }),
  fc.float64Array({ maxLength: 3 }),
  fc.int32Array({ maxLength: 3 }),
)
const values: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(fc.constantFrom(null, true, false), fc.string({ maxLength: 5 }), keys, numbers, typedArrays, tensors),
    tensors,
    fc.array(tie('value'), { maxLength: 4 }),
    recordOf(keys, tie('value')),
  ),
})).value

// what the laws compare
const bits = (a: unknown): readonly unknown[] | undefined =>
  ArrayBuffer.isView(a) ? [a.constructor, ...new Uint8Array(a.buffer, a.byteOffset, a.byteLength)] : undefined
const same = (a: unknown, b: unknown): boolean => {
  const [x, y] = [bits(a), bits(b)]
  if (x !== undefined && y !== undefined) return x.length === y.length && x.every((byte, i) => byte === y[i])
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Object.is(a, b)
  if (Array.isArray(a) !== Array.isArray(b) || x !== y) return false
  const [p, q] = [Object.entries(a), Object.entries(b)]
  return p.length === q.length && p.every(([key, value], i) => key === q[i]![0] && same(value, q[i]![1]))
}
const sorted = (record: object): unknown =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)))
const sameFile = (a: Safetensors, b: Safetensors): boolean =>
  same(sorted(a.tensors), sorted(b.tensors)) && same(sorted(a.metadata), sorted(b.metadata))

const oneLine = (error: FileError): boolean => /^drawn: [^\p{Cc}]+; [^\p{Cc}]+$/u.test(showFileError(error))
/** A tensor as its type says it is. */
const sound = ({ shape, dtype, node }: AnyTensor): boolean =>
  node._tag === 'Literal' && node.data instanceof arrays[dtype] && node.data.length === sizeOf(shape)
const wellFormed = E.fold(oneLine, ({ tensors }: Safetensors) => Object.values(tensors).every(sound))
const flip = (bytes: Uint8Array, bit: number): Uint8Array => {
  const at = bit % (8 * bytes.length)
  return bytes.map((byte, i) => (i === at >> 3 ? byte ^ (1 << (at & 7)) : byte))
}
const dataOf = (bytes: Uint8Array): number => 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true))

const safetensorsLaws: readonly Law[] = [
  law(
    'safetensors: decode ∘ encode = id, wherever the bytes lie in memory',
    [files, fc.nat({ max: 9 })],
    (file, shift) => {
      const bytes = encodeSafetensors(file)
      const moved = new Uint8Array(shift + bytes.length).subarray(shift)
      moved.set(bytes)
      const decoded = decodeSafetensors('drawn')(moved)
      return E.isRight(decoded) && sameFile(decoded.right, file)
    },
  ),
  law('safetensors: the same content gives the same bytes, in whatever order it is given', [files], (file) => {
    const turned = (record: object): any => Object.fromEntries(Object.entries(record).reverse())
    const other = { tensors: turned(file.tensors), metadata: turned(file.metadata) }
    return same(encodeSafetensors(file), encodeSafetensors(other))
  }),
  law('safetensors: all data is aligned to its width', [files], (file) => {
    const bytes = encodeSafetensors(file)
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, dataOf(bytes))))
    const width: Readonly<Record<string, number>> = { F64: 8, F32: 4, I32: 4, BOOL: 1 }
    const { __metadata__: _, ...entries } = header
    return Object.values<any>(entries).every((e) => (dataOf(bytes) + e.data_offsets[0]) % width[e.dtype]! === 0)
  }),
  law(
    'safetensors: a file cut off or too long is an error',
    [files, fc.nat(), fc.uint8Array({ minLength: 1 })],
    (file, at, more) => {
      const bytes = encodeSafetensors(file)
      const wrong = [bytes.slice(0, at % bytes.length), Uint8Array.of(...bytes, ...more)].map(
        decodeSafetensors('drawn'),
      )
      return wrong.every(E.fold(oneLine, () => false))
    },
  ),
  law('safetensors: a flipped bit is an error or leaves a sound file', [files, fc.nat()], (file, bit) =>
    wellFormed(decodeSafetensors('drawn')(flip(encodeSafetensors(file), bit))),
  ),
  law(
    'safetensors: any bytes and any header give an error or a sound file',
    [fc.uint8Array(), fc.json(), fc.boolean()],
    (bytes, json, dressed) => {
      const header = new TextEncoder().encode(json.startsWith('{') ? json : `{"x":${json}}`)
      const start = Uint8Array.of(header.length & 255, header.length >> 8, 0, 0, 0, 0, 0, 0)
      return wellFormed(decodeSafetensors('drawn')(dressed ? Uint8Array.of(...start, ...header, ...bytes) : bytes))
    },
  ),
]

const bundleLaws: readonly Law[] = [
  law('bundle: decode ∘ encode = id', [values], (value) => {
    const decoded = decodeBundle('law', 1)('drawn')(encodeBundle('law', 1, value))
    return E.isRight(decoded) && same(decoded.right, value)
  }),
  law('bundle: the same value gives the same bytes', [values], (value) => {
    const copy = (u: unknown): unknown => {
      if (isTensor(u) || typeof u !== 'object' || u === null || ArrayBuffer.isView(u)) return u
      return Array.isArray(u) ? u.map(copy) : Object.fromEntries(Object.entries(u).map(([k, x]) => [k, copy(x)]))
    }
    return same(encodeBundle('law', 1, value), encodeBundle('law', 1, copy(value)))
  }),
  law('bundle: every tensor is in the file, none twice', [fc.array(values)], (value) => {
    const count = (u: unknown): number => {
      if (isTensor(u) || ArrayBuffer.isView(u)) return 1
      return typeof u === 'object' && u !== null ? Object.values(u).reduce((n: number, x) => n + count(x), 0) : 0
    }
    const file = decodeSafetensors('drawn')(encodeBundle('law', 1, value))
    return E.isRight(file) && Object.keys(file.right.tensors).length === count(value)
  }),
  law('bundle: a flipped bit is an error or changes nothing', [values, fc.nat()], (value, bit) =>
    E.fold(oneLine, (decoded) => same(decoded, value))(
      decodeBundle('law', 1)('drawn')(flip(encodeBundle('law', 1, value), bit)),
    ),
  ),
  law('bundle: a file cut off is an error', [values, fc.nat()], (value, at) => {
    const bytes = encodeBundle('law', 1, value)
    return E.fold(oneLine, () => false)(decodeBundle('law', 1)('drawn')(bytes.slice(0, at % bytes.length)))
  }),
]

/** All laws of files. */
export const fileLaws: readonly Law[] = [...safetensorsLaws, ...bundleLaws]
