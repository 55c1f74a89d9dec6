/** Matrices with orthonormal rows or columns. */
import { type Key, normal } from '../core/key.js'
import { type Shape, sizeOf } from '../core/shape.js'
import { fromData, type Tensor } from '../core/tensor.js'

/** Makes `rows` vectors of `width` numbers orthonormal, one after another; twice, so that rounding leaves no trace. */
const orthonormalised = (v: Float64Array, rows: number, width: number): Float64Array => {
  const inner = (a: number, b: number): number => {
    let sum = 0
    for (let i = 0; i < width; i++) sum += v[a * width + i]! * v[b * width + i]!
    return sum
  }
  for (let r = 0; r < rows; r++) {
    for (let pass = 0; pass < 2; pass++)
      for (let before = 0; before < r; before++) {
        const along = inner(r, before)
        for (let i = 0; i < width; i++) v[r * width + i]! -= along * v[before * width + i]!
      }
    const length = Math.sqrt(inner(r, r))
    for (let i = 0; i < width; i++) v[r * width + i]! /= length
  }
  return v
}

/**
 * A random matrix with orthonormal rows or columns, whichever are fewer, every such matrix equally likely:
 * `[…, n]` counts as `[product of the others, n]`. By Gram and Schmidt on normal numbers, in double precision.
 */
export const orthogonalMatrix = <const S extends Shape>(key: Key, shape: S): Tensor<S> => {
  const across = shape.at(-1) ?? 1
  const down = sizeOf(shape.slice(0, -1))
  const [rows, width] = down <= across ? [down, across] : [across, down]
  const drawn = normal(key, [rows, width], { dtype: 'f64' }).node as { readonly data: Float64Array }
  const q = orthonormalised(drawn.data.slice(), rows, width)
  const out = new Float32Array(down * across)
  for (let i = 0; i < down; i++)
    for (let j = 0; j < across; j++) out[i * across + j] = down <= across ? q[i * width + j]! : q[j * width + i]!
  return fromData(shape, out, 'f32')
}
