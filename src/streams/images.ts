/** Images that stay bytes until a batch needs them. */
import { axis, type Batch, type Shape, sizeOf } from '../core/shape.js'
import { fromData, type Tensor } from '../core/tensor.js'
import { checkRows, type Dataset } from './dataset.js'

/**
 * Bytes `[n, …shape]` as a data set of `[batch, …shape]` in f32: `(byte / 255 - mean) / deviation`.
 * `mean` and `deviation` (above 0) are those of the training images, 0 to 1.
 * Throws `RangeError` for bytes that are not whole images, or a deviation that is not above 0.
 */
export const imagesOf = <const S extends Shape>(
  bytes: Uint8Array,
  shape: S,
  { mean = 0, deviation = 1 }: { readonly mean?: number; readonly deviation?: number } = {},
): Dataset<Tensor<readonly [Batch, ...S]>> => {
  const width = sizeOf(shape)
  const size = bytes.length / width
  if (!Number.isInteger(size)) throw new RangeError(`imagesOf: ${bytes.length} bytes are not whole images of ${width}`)
  if (!(deviation > 0)) throw new RangeError(`imagesOf: deviation must be above 0, got ${deviation}`)
  const value = Float32Array.from({ length: 256 }, (_, byte) => (byte / 255 - mean) / deviation)
  return {
    size,
    batch: (rows) => {
      checkRows('imagesOf', rows, size)
      const data = new Float32Array(rows.length * width)
      for (let i = 0; i < rows.length; i++)
        for (let j = 0, from = rows[i]! * width; j < width; j++) data[i * width + j] = value[bytes[from + j]!]!
      return fromData([axis('batch', rows.length), ...shape] as const, data, 'f32')
    },
  }
}
