/** PNG files as bytes of pixels. The library decodes and encodes; what is wrong with a file, and at which byte, we tell. */
import { crc32 } from 'node:zlib'
import { convertIndexedToRgb, type DecodedPng, decode, encode } from 'fast-png'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type DataError, dataError, type Picture } from '../data/index.js'

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
export const isPng = (bytes: Uint8Array): boolean => signature.every((byte, i) => bytes[i] === byte)

/** deflate makes at most so many bytes of one. */
const mostOfOne = 1032
const most = 2 ** 31 - 1

interface Fault {
  readonly byte: number
  readonly what: string
}

/**
 * The first chunk that is cut off or damaged, or a size that the file cannot hold: so nothing is decoded, nor memory
 * taken, for bytes that are not those of a whole PNG.
 * Source: W3C, "Portable Network Graphics Specification", 5.3 and 11.2.
 */
const faultOf = (bytes: Uint8Array): Fault | undefined => {
  if (bytes.length < signature.length) return { byte: bytes.length, what: 'the file ends inside the signature of PNG' }
  if (!isPng(bytes)) return { byte: 0, what: 'this is no PNG file' }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = signature.length, first = true; ; first = false) {
    if (at + 12 > bytes.length) return { byte: bytes.length, what: 'the file is cut off' }
    const length = view.getUint32(at)
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
    const end = at + 12 + length
    if (end > bytes.length) return { byte: bytes.length, what: `the file is cut off inside the chunk at byte ${at}` }
    if (crc32(bytes.subarray(at + 4, end - 4)) !== view.getUint32(end - 4))
      return { byte: at, what: `the chunk ${JSON.stringify(type)} is damaged (its CRC differs)` }
    if (first) {
      if (type !== 'IHDR' || length !== 13) return { byte: at, what: 'the first chunk is no IHDR of 13 bytes' }
      const [width, height] = [view.getUint32(at + 8), view.getUint32(at + 12)]
      const bits = bytes[at + 16]! // at least one sample a pixel
      if (
        width === 0 ||
        height === 0 ||
        width * height > most ||
        (width * height * bits) / 8 > mostOfOne * bytes.length
      )
        return { byte: at + 8, what: `a file of ${bytes.length} bytes cannot hold ${width} × ${height} pixels` }
    }
    if (type === 'IEND') return undefined
    at = end
  }
}

/** Samples of 1 byte each, whatever their depth. */
const samples = ({ data, depth, width, height, channels }: DecodedPng): ArrayLike<number> => {
  if (depth === 8) return data
  if (depth === 16) return Uint8Array.from(data as Uint16Array, (x) => Math.round(x / 257))
  const perRow = width * channels
  const rowBytes = Math.ceil((perRow * depth) / 8)
  const highest = 2 ** depth - 1
  return Uint8Array.from({ length: perRow * height }, (_, i) => {
    const bit = (i % perRow) * depth
    const byte = data[Math.floor(i / perRow) * rowBytes + (bit >> 3)]!
    return (((byte >> (8 - depth - (bit & 7))) & highest) * 255) / highest
  })
}

/** Colours alone: opacity is left out, as most readers of data sets do. */
const withoutOpacity = (data: ArrayLike<number>, stride: number, channels: 1 | 3): Uint8Array =>
  stride === channels && data instanceof Uint8Array
    ? data
    : Uint8Array.from({ length: (data.length / stride) * channels }, (_, i) => {
        const pixel = Math.floor(i / channels)
        return data[pixel * stride + (i - pixel * channels)]!
      })

const pictureOf = (png: DecodedPng): Picture => {
  const { width, height, palette } = png
  if (palette !== undefined) {
    const stride = palette[0]?.length ?? 3
    return { width, height, channels: 3, bytes: withoutOpacity(convertIndexedToRgb(png), stride, 3) }
  }
  const channels = png.channels < 3 ? 1 : 3
  return { width, height, channels, bytes: withoutOpacity(samples(png), png.channels, channels) }
}

/**
 * Pixels of a PNG file of any kind: bits of 1 to 16 become 8, palettes become colours, opacity is left out, grey stays one
 * channel. Errors name file and byte. Never throws.
 */
export const decodePng =
  (source: string) =>
  (bytes: Uint8Array): E.Either<DataError, Picture> => {
    const fault = faultOf(bytes)
    if (fault !== undefined) return E.left(dataError({ source, byte: fault.byte }, fault.what, 'get the file again'))
    return pipe(
      E.tryCatch(
        () => pictureOf(decode(bytes)),
        (error) =>
          dataError(
            { source, byte: signature.length },
            `its pixels cannot be decoded (${error instanceof Error ? error.message : String(error)})`,
            'get the file again',
          ),
      ),
      E.filterOrElse(
        ({ width, height, channels, bytes: pixels }) => pixels.length === width * height * channels,
        () =>
          dataError({ source, byte: bytes.length }, 'it holds fewer pixels than its header says', 'get the file again'),
      ),
    )
  }

/** A picture as a PNG file of 8 bits. Law: `decodePng` gives the picture back. */
export const encodePng = ({ width, height, channels, bytes }: Picture): Uint8Array =>
  encode({ width, height, channels, depth: 8, data: bytes })
