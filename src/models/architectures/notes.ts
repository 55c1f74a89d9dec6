/** The network of the course notes: two convolutions, one pooling, fully connected layers. */
import { pipe } from 'fp-ts/lib/function.js'
import { ShapeError } from '../../core/errors.js'
import { activations } from '../layers/activations.js'
import { conv2d } from '../layers/conv2d.js'
import { flatten } from '../layers/flatten.js'
import { input } from '../layers/input.js'
import { batchNorm } from '../layers/norm.js'
import { maxPool2d } from '../layers/pool.js'
import type { AnyLayer } from '../model.js'
import type { Architecture } from './architecture.js'
import { head } from './head.js'

/**
 * `conv 32 → conv 64 → max-pool → flatten → dense`: `[batch, h, w, c] → [batch, outputs]`, for images of at least 3 × 3. The
 * windows are 5 × 5, the second moves by two pixels; batch norm stands before each activation (Ioffe and Szegedy 2015).
 * Throws `ShapeError` for anything but images, and for smaller ones.
 */
export const notes: Architecture = (options) => (example, outputs) => {
  if (example.length !== 3) throw new ShapeError('notes', 'images [height, width, channels]', example)
  const active = activations[options.activation]
  const convolution =
    (filters: number, stride: number): AnyLayer =>
    (before) =>
      pipe(before, conv2d(filters, 5, { stride, padding: 'same', bias: false }), batchNorm(), active)
  return pipe(
    input(example as readonly [number, number, number]),
    convolution(32, 1),
    convolution(64, 2),
    maxPool2d(2),
    flatten,
    head(options, outputs),
  )
}
