/** Laws of convolution and its adjoints. */
import type { AnyTensor } from '../../src/core/index.js'
import { grad } from '../../src/grad/index.js'
import {
  add,
  concat,
  conv2d,
  conv2dByInput,
  conv2dByWeights,
  matmul,
  mul,
  pad,
  permute,
  reshape,
  slice,
  sum,
} from '../../src/ops/index.js'
import { type Law, law } from '../law.js'
import { close, inner, near, same } from '../numeric.js'
import {
  between,
  bilinear,
  type Drawn,
  type DrawnConvolution,
  elements,
  type Images,
  padded,
  placesOf,
  pointwise,
  under,
} from './drawn.js'

const optionsOf = ({ stride, dilation, padding, groups }: DrawnConvolution) => ({ stride, dilation, padding, groups })
/** Channels `from` to `to`. */
const channels = (x: AnyTensor, from: number, to: number): any =>
  slice(x, { start: x.shape.map((_, i) => (i === 3 ? from : 0)), stop: x.shape.map((d, i) => (i === 3 ? to : d)) })
/** One group: a sum over the elements of the window of shifted images times a matrix over channels. */
const sumOfShifts = (drawn: Drawn, x: Images, w: Images): AnyTensor => {
  const places = placesOf(drawn)
  const [, , depth, filters] = w.shape
  return elements(drawn.window)
    .map(([p, q]) => {
      const pixels = reshape(under(padded(x, drawn.padding), drawn, places, p, q), [
        drawn.n * places[0] * places[1],
        depth,
      ])
      const matrix = reshape(slice(w, { start: [p, q, 0, 0], stop: [p + 1, q + 1, depth, filters] }), [depth, filters])
      return reshape(matmul(pixels as any, matrix as any) as AnyTensor, [drawn.n, ...places, filters])
    })
    .reduce((a, b) => add(a as any, b as any) as any)
}

const grouped =
  (drawn: DrawnConvolution, of: (x: Images, w: Images, g: number) => AnyTensor) => (x: Images, w: Images) => {
    const { groups, depth, own } = drawn
    const parts = Array.from({ length: groups }, (_, g) =>
      of(channels(x, g * depth, (g + 1) * depth), channels(w, g * own, (g + 1) * own), g),
    )
    return concat(parts as any, 3)
  }

export const convolutionLaws: readonly Law[] = [
  law('conv2d: linear in the images and in the weights', [bilinear], ([drawn, x, x2, w, w2]) => {
    const conv = (a: Images, b: Images): Images => conv2d(a, b, optionsOf(drawn)) as Images
    return (
      close(conv(add(mul(x, 2), x2), w), add(mul(conv(x, w), 2), conv(x2, w))) &&
      close(conv(x, add(mul(w, 2), w2)), add(mul(conv(x, w), 2), conv(x, w2)))
    )
  }),
  law(
    'conv2d: its adjoints by images and by weights give the same inner product',
    [bilinear],
    ([drawn, x, , w, , dy]) => {
      const forward = inner(conv2d(x, w, optionsOf(drawn)), dy)
      const byInput = inner(x, conv2dByInput(dy, w, drawn.size, optionsOf(drawn)))
      const byWeights = inner(w, conv2dByWeights(x, dy, drawn.window, optionsOf(drawn)))
      return near(forward, byInput) && near(forward, byWeights)
    },
  ),
  law('conv2d: its gradient is its adjoints', [bilinear], ([drawn, x, , w, , dy]) => {
    const gradient = grad(([a, b]: readonly [Images, Images]) => sum(mul(conv2d(a, b, optionsOf(drawn)) as Images, dy)))
    return close(gradient([x, w]), [
      conv2dByInput(dy, w, drawn.size, optionsOf(drawn)),
      conv2dByWeights(x, dy, drawn.window, optionsOf(drawn)),
    ])
  }),
  law('conv2d: a sum of shifted images, group by group', [bilinear], ([drawn, x, , w]) =>
    close(conv2d(x, w, optionsOf(drawn)), grouped(drawn, (a, b) => sumOfShifts(drawn, a, b))(x, w)),
  ),
  law('conv2d: groups are convolutions of their own, side by side', [bilinear], ([drawn, x, , w]) => {
    const { groups: _, ...alone } = optionsOf(drawn)
    return same(conv2d(x, w, optionsOf(drawn)), grouped(drawn, (a, b) => conv2d(a, b, alone))(x, w))
  }),
  law('conv2d: padding is zeros around the images', [bilinear], ([drawn, x, , w]) => {
    const { padding, ...valid } = optionsOf(drawn)
    return same(conv2d(x, w, optionsOf(drawn)), conv2d(padded(x, padding), w, valid))
  }),
  law('conv2d: dilation is zeros between the weights', [bilinear], ([drawn, x, , w]) => {
    const { dilation, ...dense } = optionsOf(drawn)
    const none = [0, 0, 0, 0]
    const spread = pad(w, { before: none, after: none, between: [dilation[0] - 1, dilation[1] - 1, 0, 0] })
    return close(conv2d(x, w, optionsOf(drawn)), conv2d(x, spread, dense))
  }),
  law('conv2d: stride takes every s-th result of stride 1', [bilinear], ([drawn, x, , w]) => {
    const { stride, ...options } = optionsOf(drawn)
    const every = conv2d(x, w, options)
    const thinned = slice(every, { start: [0, 0, 0, 0], stop: every.shape, step: [1, ...stride, 1] })
    return same(conv2d(x, w, optionsOf(drawn)), thinned)
  }),
  law('conv2d: layout NCHW is NHWC with its axes in another order', [bilinear], ([drawn, x, , w]) => {
    const turned = conv2d(permute(x, [0, 3, 1, 2]), permute(w, [3, 2, 0, 1]), { ...optionsOf(drawn), layout: 'NCHW' })
    return same(turned, permute(conv2d(x, w, optionsOf(drawn)) as Images, [0, 3, 1, 2]))
  }),
  law('conv2d: a window of 1 × 1 is a matrix product over channels', [pointwise], ([x, w]) => {
    const [n, h, v, c] = x.shape
    const f = w.shape[3]
    return close(conv2d(x, w), reshape(matmul(reshape(x, [n * h * v, c]), reshape(w, [c, f])), [n, h, v, f]))
  }),
  law(
    "conv2d: 'same' padding with stride 1 keeps the size, with stride s it gives ⌈n / s⌉",
    [bilinear],
    ([drawn, x, , w]) => {
      const options = { ...optionsOf(drawn), padding: 'same' } as const
      const along = (i: 0 | 1): number => Math.ceil(drawn.size[i] / drawn.stride[i])
      const [, h, v] = conv2d(x, w, options).shape
      const [, h1, v1] = conv2d(x, w, { ...options, stride: 1 }).shape
      return h === along(0) && v === along(1) && h1 === drawn.size[0] && v1 === drawn.size[1]
    },
  ),
  law(
    'conv2d: images that move, results that move',
    [bilinear, between(0, 2), between(0, 2)],
    ([drawn, x, , w], down, right) => {
      const options = {
        ...optionsOf(drawn),
        stride: 1,
        padding: [
          [4, 4],
          [4, 4],
        ],
      } as const
      const [n, h, v, f] = conv2d(x, w, options).shape as readonly number[]
      const shifted = padded(x, [
        [down, 0],
        [right, 0],
      ])
      const moved = slice(conv2d(shifted, w, options), {
        start: [0, down, right, 0],
        stop: [n!, down + h!, right + v!, f!],
      })
      return same(moved, conv2d(x, w, options))
    },
  ),
]
