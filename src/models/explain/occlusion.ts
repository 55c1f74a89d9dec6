/** What an answer loses when a part of an image is covered. */
import type { Float } from '../../core/dtype.js'
import { ShapeError } from '../../core/errors.js'
import type { Batch, Shape } from '../../core/shape.js'
import { literal, type Tensor } from '../../core/tensor.js'
import type { Size2d } from '../../core/windows.js'
import { div } from '../../ops/div.js'
import { matmul } from '../../ops/matmul.js'
import { permute } from '../../ops/permute.js'
import { reshape } from '../../ops/reshape.js'
import { sub } from '../../ops/sub.js'
import { where } from '../../ops/where.js'
import { pairOf } from '../../ops/window.js'
import type { Evidence } from './evidence.js'
import { baselineLike } from './integratedGradients.js'

export interface OcclusionOptions {
  /** Height and width of what covers the image. */
  readonly patch: Size2d
  /** From one place of it to the next, at most its size; default its size. */
  readonly stride?: Size2d
  /** What it is made of, as a number or a tensor that broadcasts to the batch; default 0. */
  readonly baseline?: number | Tensor<any, any>
}

/** First pixels of patches along one axis: the last lies at the border. */
const starts = (size: number, patch: number, stride: number): readonly number[] =>
  Array.from({ length: Math.ceil((size - patch) / stride) + 1 }, (_, i) => Math.min(i * stride, size - patch))

/** For each place of the patch, which pixels it covers. */
const masks = (
  [height, width]: readonly [number, number],
  [ph, pw]: readonly [number, number],
  [sh, sw]: readonly [number, number],
): readonly (readonly number[])[] =>
  starts(height, ph, sh).flatMap((top) =>
    starts(width, pw, sw).map((left) =>
      Array.from({ length: height * width }, (_, i) => {
        const [y, x] = [Math.floor(i / width), i % width]
        return y >= top && y < top + ph && x >= left && x < left + pw ? 1 : 0
      }),
    ),
  )

/**
 * For each pixel the mean of `f(x) - f(x covered there)` over the places of the patch that cover it:
 * `[batch, h, w, c] → [batch, h, w]`, in the units of `f`; above 0 where the image speaks for the answer. It needs no
 * derivative. Every place of the patch is one more image in a batch, so large images want a large stride.
 * Throws `ShapeError` for anything but images and for a patch larger than they are, `RangeError` for sizes that are not
 * positive integers or a stride above the patch, which would leave pixels out. Source: Zeiler and Fergus 2014.
 */
export const occlusion = ({ patch, stride = patch, baseline = 0 }: OcclusionOptions) => {
  const size = pairOf('occlusion', 'patches', patch)
  const step = pairOf('occlusion', 'strides', stride)
  if (step.some((s, i) => s > size[i]!))
    throw new RangeError(`occlusion: the stride must be at most the patch ${size.join('×')}, got ${step.join('×')}`)
  return <S extends Shape, D extends Float>(f: Evidence<S, D>) =>
    (x: Tensor<S, D>): Tensor<readonly [Batch, number, number], D> => {
      const [n, h, w, c, ...more] = x.shape as readonly number[]
      if (c === undefined || more.length > 0 || h! < size[0] || w! < size[1])
        throw new ShapeError('occlusion', `images [batch, h, w, c] of at least ${size.join('×')} pixels`, x.shape)
      const covered = masks([h!, w!], size, step)
      const places = covered.length
      const mask = literal([places, 1, h!, w!, 1], covered.flat(), 'bool')
      const images: any = where(mask as any, baselineLike(baseline, x) as any, x as any)
      const after: any = reshape(f(reshape(images, [places * n!, h!, w!, c]) as any) as any, [places, n!])
      const lost: any = sub(f(x) as any, after)
      const sums: any = matmul(
        permute(lost, [1, 0]) as any,
        literal([places, h! * w!], covered.flat(), lost.dtype) as any,
      )
      const counts = covered.reduce((all, one) => all.map((k, i) => k + one[i]!))
      return reshape(div(sums, literal([h! * w!], counts, lost.dtype) as any) as any, [n!, h!, w!]) as any
    }
}
