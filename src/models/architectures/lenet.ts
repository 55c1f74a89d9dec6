/** LeNet: the small convolutional network that reads digits. */
import { pipe } from 'fp-ts/lib/function.js'
import { ShapeError } from '../../core/errors.js'
import { activations } from '../layers/activations.js'
import { conv2d } from '../layers/conv2d.js'
import { flatten } from '../layers/flatten.js'
import { input } from '../layers/input.js'
import { maxPool2d } from '../layers/pool.js'
import type { Architecture } from './architecture.js'
import { head } from './head.js'

/**
 * Two convolutions, each halved by pooling, then fully connected layers: `[batch, h, w, c] → [batch, outputs]`, for images
 * of at least 16 × 16. The plan is LeNet-5's (LeCun et al. 1998); maxima instead of averages, rectifiers (He et al. 2015)
 * and dropout (Srivastava et al. 2014) are what the field has learnt since.
 * Throws `ShapeError` for anything but images, and for smaller ones.
 */
export const lenet: Architecture = (options) => (example, outputs) => {
  if (example.length !== 3) throw new ShapeError('lenet', 'images [height, width, channels]', example)
  const active = activations[options.activation]
  return pipe(
    input(example as readonly [number, number, number]),
    conv2d(16, 5),
    active,
    maxPool2d(2),
    conv2d(32, 5),
    active,
    maxPool2d(2),
    flatten,
    head(options, outputs),
  )
}
