/** How large a picture is, by its header alone: to know before memory is taken for its pixels. */
import { isJpeg } from './jpeg.js'
import { isPng } from './png.js'

/** Pixels of a picture across and down. */
export interface PictureSize {
  readonly width: number
  readonly height: number
}

/** Start of a frame; C4, C8 and CC are tables and extensions. */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)

const ofJpeg = (view: DataView): PictureSize | undefined => {
  for (let at = 2; at + 9 <= view.byteLength; ) {
    const marker = view.getUint8(at + 1)
    if (view.getUint8(at) !== 0xff) return undefined
    if (isFrame(marker)) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) }
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2) // fill bytes, or a segment
  }
  return undefined
}

/**
 * The size that a PNG or JPEG file claims; `undefined` where its beginning does not say. It may lie: whoever decodes it
 * finds out.
 */
export const pictureSize = (bytes: Uint8Array): PictureSize | undefined => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (isPng(bytes)) return bytes.length < 24 ? undefined : { width: view.getUint32(16), height: view.getUint32(20) }
  return isJpeg(bytes) ? ofJpeg(view) : undefined
}
