/** Pictures in files: PNG or JPEG, told by their first bytes. */
import * as E from 'fp-ts/lib/Either.js'
import { type DataError, dataError, type Picture } from '../data/index.js'
import { decodeJpeg, isJpeg } from './jpeg.js'
import { decodePng, isPng } from './png.js'

/** Whether bytes begin as a PNG or JPEG file does. */
export const isPicture = (bytes: Uint8Array): boolean => isPng(bytes) || isJpeg(bytes)

/** Pixels of a PNG or JPEG file. Errors name file and byte. Never throws. */
export const decodePicture =
  (source: string) =>
  (bytes: Uint8Array): E.Either<DataError, Picture> => {
    if (isPng(bytes)) return decodePng(source)(bytes)
    if (isJpeg(bytes)) return decodeJpeg(source)(bytes)
    return E.left(dataError({ source, byte: 0 }, 'this is neither PNG nor JPEG', 'take it out, or convert it'))
  }

/** The same picture with so many channels: grey repeated, or colours mixed to grey (Rec. 601 luma). */
export const withChannels =
  (channels: 1 | 3) =>
  (picture: Picture): Picture => {
    if (picture.channels === channels) return picture
    const { bytes, width, height } = picture
    const pixels = width * height
    return {
      width,
      height,
      channels,
      bytes:
        channels === 3
          ? Uint8Array.from({ length: 3 * pixels }, (_, i) => bytes[Math.floor(i / 3)]!)
          : Uint8Array.from({ length: pixels }, (_, i) => luma(bytes[3 * i]!, bytes[3 * i + 1]!, bytes[3 * i + 2]!)),
    }
  }

/** Brightness of a colour, of the same range. Source: ITU-R BT.601. */
export const luma = (red: number, green: number, blue: number): number =>
  Math.round(0.299 * red + 0.587 * green + 0.114 * blue)
