/** Evidence as a map over an image: its colours, and its pixels. */
import type { Picture } from '../data/index.js'
import { withChannels } from './picture.js'

/** Numbers of a picture, row by row. */
export interface HeatMap {
  readonly height: number
  readonly width: number
  readonly values: ArrayLike<number>
}

/** The largest size of a number. */
export const largestOf = ({ values }: HeatMap): number => {
  let most = 0
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]!))
  return most
}

/** Colours of evidence for and against. */
export const evidenceColours = { for: [215, 25, 28], against: [44, 123, 182] } as const

/** How dense a colour may lie over an image. */
export const densest = 0.8

/**
 * A map over a picture, `scale` times as large: red where it is above 0, blue where it is below, as dense as it is large
 * beside the largest, over the picture in grey. A coarse map is stretched, each cell a rectangle. Throws `RangeError` for
 * numbers that are not a map of that height and width, or a scale that is not a positive integer.
 */
export const evidenceOver = (map: HeatMap, picture: Picture, scale = 1): Picture => {
  if (map.values.length !== map.height * map.width || map.values.length === 0)
    throw new RangeError(`evidenceOver: ${map.values.length} numbers are not a map of ${map.height} × ${map.width}`)
  if (!Number.isInteger(scale) || scale < 1)
    throw new RangeError(`evidenceOver: scale must be a positive integer, got ${scale}`)
  const grey = withChannels(1)(picture).bytes
  const most = largestOf(map)
  const [width, height] = [picture.width * scale, picture.height * scale]
  const bytes = new Uint8Array(3 * width * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const value = map.values[Math.floor((y * map.height) / height) * map.width + Math.floor((x * map.width) / width)]!
      const density = most === 0 ? 0 : (densest * Math.abs(value)) / most
      const under = grey[Math.floor(y / scale) * picture.width + Math.floor(x / scale)]!
      const colour = evidenceColours[value > 0 ? 'for' : 'against']
      for (let c = 0; c < 3; c++) bytes[3 * (y * width + x) + c] = Math.round(under + density * (colour[c]! - under))
    }
  return { width, height, channels: 3, bytes }
}
