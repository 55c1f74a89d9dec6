/** A small residual network. */
import { flow, pipe } from 'fp-ts/lib/function.js'
import { ShapeError } from '../../core/errors.js'
import { activations } from '../layers/activations.js'
import { residual } from '../layers/branch.js'
import { conv2d } from '../layers/conv2d.js'
import { input } from '../layers/input.js'
import { batchNorm } from '../layers/norm.js'
import { globalMaxPool2d, maxPool2d } from '../layers/pool.js'
import type { AnyLayer } from '../model.js'
import type { Architecture } from './architecture.js'
import { head } from './head.js'

/**
 * Eight convolutions of 3 × 3, each with batch norm and an activation, of `width`, `2·width`, `4·width` and `8·width` filters;
 * maxima halve the image before each but the first, and pairs of them stand beside a shortcut (He et al. 2015) at `2·width`
 * and at `8·width`: `[batch, h, w, c] → [batch, outputs]`, for images of at least 8 × 8. The plan is the one that Page's
 * "How to train your ResNet" (2018) found quickest on CIFAR-10.
 * Throws `ShapeError` for anything but images, and for smaller ones.
 */
export const resnet: Architecture = (options) => (example, outputs) => {
  if (example.length !== 3) throw new ShapeError('resnet', 'images [height, width, channels]', example)
  const { width = 24, activation } = options
  const convolution =
    (filters: number): AnyLayer =>
    (before) =>
      pipe(before, conv2d(filters, 3, { padding: 'same', bias: false }), batchNorm(), activations[activation])
  const halved = (filters: number): AnyLayer => flow(convolution(filters), maxPool2d(2))
  const pair = (filters: number): AnyLayer => residual(flow(convolution(filters), convolution(filters)))
  return pipe(
    input(example as readonly [number, number, number]),
    convolution(width),
    halved(2 * width),
    pair(2 * width),
    halved(4 * width),
    halved(8 * width),
    pair(8 * width),
    globalMaxPool2d,
    head(options, outputs),
  )
}
