/** JPEG files as bytes of pixels. The library decodes; what is wrong with a file, and at which byte, we tell. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import jpeg from 'jpeg-js'
import { type DataError, dataError, type Picture } from '../data/index.js'

export const isJpeg = (bytes: Uint8Array): boolean => bytes[0] === 0xff && bytes[1] === 0xd8

/** Whether a marker stands alone, without a segment: TEM, RST0 to RST7. */
const alone = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)
/** Start of a frame; C4, C8 and CC are tables and extensions. */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)

interface Outline {
  /** Components of the frame: 1 is grey. */
  readonly components: number
  /** Where the first scan begins. */
  readonly scan: number
}

/**
 * Walks from marker to marker to the end of the image.
 * Source: ITU-T T.81, "Digital compression and coding of continuous-tone still images", B.1.
 */
const outlineOf = (source: string, bytes: Uint8Array): E.Either<DataError, Outline> => {
  const fail = (byte: number, what: string): E.Either<DataError, never> =>
    E.left(dataError({ source, byte }, what, 'get the file again'))
  const cutOff = (): E.Either<DataError, never> => fail(bytes.length, 'the file is cut off')
  if (bytes.length < 2) return cutOff()
  if (!isJpeg(bytes)) return fail(0, 'this is no JPEG file')
  let [components, scan] = [0, 0]
  for (let at = 2; ; ) {
    while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at++ // fill bytes
    if (at + 2 > bytes.length) return cutOff()
    const marker = bytes[at + 1]!
    if (bytes[at] !== 0xff || marker === 0) return fail(at, 'expected a marker of JPEG')
    if (marker === 0xd9)
      return components > 0 && scan > 0 ? E.right({ components, scan }) : fail(at, 'there is no image')
    at += 2
    if (alone(marker)) continue
    if (at + 2 > bytes.length) return cutOff()
    const length = bytes[at]! * 256 + bytes[at + 1]!
    if (at + length > bytes.length) return cutOff()
    if (isFrame(marker)) components = bytes[at + 7] ?? 0
    at += length
    if (marker !== 0xda) continue
    if (scan === 0) scan = at
    while (at < bytes.length && !(bytes[at] === 0xff && bytes[at + 1] !== 0 && !alone(bytes[at + 1] ?? 0))) at++
  }
}

const options = { useTArray: true, formatAsRGBA: false, tolerantDecoding: false } as const

/**
 * Pixels of a JPEG file, baseline or progressive: grey as one channel, else red, green, blue. Errors name file and byte.
 * Never throws.
 */
export const decodeJpeg =
  (source: string) =>
  (bytes: Uint8Array): E.Either<DataError, Picture> =>
    pipe(
      outlineOf(source, bytes),
      E.chain(({ components, scan }) =>
        E.tryCatch(
          (): Picture => {
            const { width, height, data } = jpeg.decode(bytes, options)
            if (width * height === 0 || data.length !== width * height * 3) throw new Error('it has no pixels')
            return components === 1
              ? { width, height, channels: 1, bytes: data.filter((_, i) => i % 3 === 0) }
              : { width, height, channels: 3, bytes: data }
          },
          (error) =>
            dataError(
              { source, byte: scan },
              `its pixels cannot be decoded (${error instanceof Error ? error.message : String(error)})`,
              'get the file again',
            ),
        ),
      ),
    )
