/** Laws of the convolution family: one axis, three, transposed, depthwise, separable, larger images, adaptive pools. */
import * as fc from 'fast-check'
import { type AnyTensor, literal, sizeOf } from '../../src/core/index.js'
import {
  adaptiveAvgPool2d,
  adaptiveMaxPool2d,
  add,
  avgPool1d,
  avgPool2d,
  avgPool3d,
  concat,
  conv1d,
  conv2d,
  conv2dTranspose,
  conv3d,
  depthwiseConv2d,
  einsum,
  flip,
  full,
  max,
  maximum,
  maxPool1d,
  maxPool2d,
  maxPool3d,
  mean,
  minimum,
  minPool1d,
  minPool2d,
  minPool3d,
  mul,
  pad,
  permute,
  reshape,
  separableConv2d,
  slice,
  stack,
  upsample2d,
} from '../../src/ops/index.js'
import { tensor } from '../arbitrary.js'
import { type Law, law } from '../law.js'
import { close, inner, near, numbers, same } from '../numeric.js'
import { between, bilinear, convolutions, type Images, imagesOf, pooling, weightsOf } from './drawn.js'

/** Elements `from` to `to` along an axis, every `step`-th. */
const part = (x: AnyTensor, axis: number, from: number, to: number, step = 1): any =>
  slice(x, {
    start: x.shape.map((_, i) => (i === axis ? from : 0)),
    stop: x.shape.map((d, i) => (i === axis ? to : d)),
    step: x.shape.map((_, i) => (i === axis ? step : 1)),
  })
const totalOf = (parts: readonly any[]): any => parts.reduce((a, b) => add(a, b))

/** A convolution of volumes whose planes and window are `drawn`; along the depth one window that fits. */
const volumes = fc
  .tuple(
    convolutions,
    between(1, 3),
    between(1, 3),
    between(1, 2),
    between(1, 2),
    fc.tuple(between(0, 1), between(0, 1)),
  )
  .filter(([, depth, kd, , dilation, [front, back]]) => depth + front + back > dilation * (kd - 1))
  .chain(([drawn, depth, kd, stride, dilation, ends]) => {
    const { n, size, window, groups, depth: inner, own } = drawn
    const along = { depth, kd, stride, dilation, ends }
    const x: fc.Arbitrary<any> = tensor([n, depth, ...size, groups * inner])
    const w: fc.Arbitrary<any> = tensor([kd, ...window, inner, groups * own])
    return fc.tuple(fc.constant(drawn), fc.constant(along), x, w)
  })

/** Images, weights of a multiplier, weights across channels. */
const separable = convolutions.chain((drawn) => {
  const [channels, multiplier] = [drawn.groups, drawn.own]
  const pointwise: fc.Arbitrary<Images> = tensor([1, 1, channels * multiplier, drawn.depth])
  return fc.tuple(
    fc.constant(drawn),
    imagesOf(drawn, channels),
    weightsOf({ ...drawn, groups: channels * multiplier, own: 1, depth: 1 }),
    pointwise,
  )
})
/** Images of 1 to 5, and a factor or a size for each axis. */
const resized = fc
  .tuple(fc.tuple(between(1, 5), between(1, 5)), fc.tuple(between(1, 4), between(1, 4)))
  .chain(([size, to]) => fc.tuple(tensor([2, ...size, 2]) as fc.Arbitrary<any>, fc.constant(to)))

/** The weights of one convolution that is a depthwise one, and one across channels. */
const product = (w: any, pointwise: Images): any => {
  const [, , channels, multiplier] = w.shape
  return einsum('pqcm,cmf->pqcf', w, reshape(pointwise, [channels, multiplier, pointwise.shape[3]]))
}
const tensorOf = (shape: readonly number[], at: (i: number) => number): any =>
  literal(
    shape,
    Array.from({ length: sizeOf(shape) }, (_, i) => at(i)),
    'f64',
  )
const columnOf = (x: AnyTensor, i = 2): any => reshape(x, [...x.shape.slice(0, i), 1, ...x.shape.slice(i)])
const pools = [
  ['maxPool', maxPool1d, maxPool2d, maxPool3d, maximum],
  ['avgPool', avgPool1d, avgPool2d, avgPool3d, (a: any, b: any): any => mul(add(a, b), 0.5)],
  ['minPool', minPool1d, minPool2d, minPool3d, minimum],
] as const

/** Each bin cut out and reduced by itself. */
const binByBin = (x: Images, to: readonly [number, number], reduce: any): AnyTensor => {
  const bins = (axis: 1 | 2) =>
    Array.from({ length: to[axis - 1]! }, (_, i): readonly [number, number] => {
      const [n, o] = [x.shape[axis], to[axis - 1]!]
      return [Math.floor((i * n) / o), Math.ceil(((i + 1) * n) / o)]
    })
  const rows = bins(1).map(([top, bottom]) => {
    const band = part(x, 1, top, bottom)
    return concat(
      bins(2).map(([left, right]) => reduce(part(band, 2, left, right), [1, 2], 'keep')),
      2,
    )
  })
  return concat(rows as any, 1) as AnyTensor
}

export const familyLaws: readonly Law[] = [
  law('conv1d: conv2d of images one column wide', [bilinear], ([drawn, x, , w]) => {
    const { stride, dilation, padding, groups } = drawn
    const [line, taps] = [part(x, 2, 0, 1), part(w, 1, 0, 1)]
    const flat = (t: AnyTensor, axis: number): any => reshape(t, t.shape.toSpliced(axis, 1))
    const column = conv2d(line, taps, {
      stride: [stride[0], 1],
      dilation: [dilation[0], 1],
      padding: [padding[0], [0, 0]],
      groups,
    }) as AnyTensor
    const options = { stride: stride[0], dilation: dilation[0], padding: padding[0], groups }
    return close(conv1d(flat(line, 2), flat(taps, 1), options), flat(column, 2))
  }),
  law('conv3d: a sum over the depth of the window of conv2d, slice by slice', [volumes], ([drawn, along, x, w]) => {
    const { stride, dilation, padding, groups } = drawn
    const { depth, kd, ends } = along
    const whole = pad(x, { before: [0, ends[0], 0, 0, 0], after: [0, ends[1], 0, 0, 0] })
    const places = Math.floor((depth + ends[0] + ends[1] - along.dilation * (kd - 1) - 1) / along.stride) + 1
    const place = (i: number): AnyTensor =>
      totalOf(
        Array.from({ length: kd }, (_, p) => {
          const at = i * along.stride + p * along.dilation
          const [image, taps] = [part(whole, 1, at, at + 1), part(w, 0, p, p + 1)]
          const drop = (t: AnyTensor, axis: number): any => reshape(t, t.shape.toSpliced(axis, 1))
          return conv2d(drop(image, 1), drop(taps, 0), { stride, dilation, padding, groups })
        }),
      )
    const y = conv3d(x, w, {
      stride: [along.stride, ...stride],
      dilation: [along.dilation, ...dilation],
      padding: [ends, ...padding],
      groups,
    })
    return close(y, stack(Array.from({ length: places }, (_, i) => place(i)) as any, 1))
  }),
  law('conv3d: depth, height and width in another order', [volumes], ([drawn, along, x, w]) => {
    const { stride, dilation, padding, groups } = drawn
    const y = conv3d(x, w, {
      stride: [along.stride, ...stride],
      dilation: [along.dilation, ...dilation],
      padding: [along.ends, ...padding],
      groups,
    }) as any
    const turned = conv3d(permute(x, [0, 2, 3, 1, 4]), permute(w, [1, 2, 0, 3, 4]), {
      stride: [...stride, along.stride],
      dilation: [...dilation, along.dilation],
      padding: [...padding, along.ends],
      groups,
    }) as AnyTensor
    return close(turned, permute(y, [0, 2, 3, 1, 4]))
  }),
  law('conv2dTranspose: the adjoint of conv2d, ⟨conv(x), y⟩ = ⟨x, convᵀ(y)⟩', [bilinear], ([drawn, x, , w, , dy]) => {
    const { size, window, stride, dilation, padding, groups } = drawn
    const options = { stride, dilation, padding, groups }
    const left = (i: 0 | 1): number =>
      (size[i] + padding[i][0] + padding[i][1] - dilation[i] * (window[i] - 1) - 1) % stride[i]
    const back = conv2dTranspose(dy, w, { ...options, outputPadding: [left(0), left(1)] }) as AnyTensor
    return `${back.shape}` === `${x.shape}` && near(inner(conv2d(x, w, options), dy), inner(x, back))
  }),
  law(
    'conv2dTranspose: conv2d of images with zeros between and around, by the window turned over',
    [bilinear],
    ([drawn, , , w, , dy]) => {
      const { window, stride, dilation } = drawn
      const weights = (drawn.groups === 1 ? w : part(w, 3, 0, drawn.own)) as Images
      const y = part(dy, 3, 0, drawn.own)
      const reach = [0, 1].map((i) => dilation[i]! * (window[i]! - 1))
      const around = [0, ...reach, 0]
      const spread = pad(y, { before: around, after: around, between: [0, stride[0] - 1, stride[1] - 1, 0] })
      const turned = permute(flip(weights, [0, 1]), [0, 1, 3, 2])
      return close(
        conv2dTranspose(y, weights, { stride, dilation }),
        conv2d(spread as any, turned as any, { dilation }),
      )
    },
  ),
  law(
    "conv2dTranspose: 'same' padding gives sizes times the stride",
    [bilinear],
    ([{ stride, dilation }, , , w, , dy]) => {
      const weights = part(w, 3, 0, 1)
      const y = conv2dTranspose(part(dy, 3, 0, 1), weights, { stride, dilation, padding: 'same' }) as AnyTensor
      return y.shape[1] === dy.shape[1] * stride[0] && y.shape[2] === dy.shape[2] * stride[1]
    },
  ),
  law('depthwiseConv2d: each channel for itself', [separable], ([drawn, x, flat]) => {
    const { stride, dilation, padding, own, groups, window } = drawn
    const options = { stride, dilation, padding }
    const w: any = reshape(flat, [...window, groups, own])
    const alone = Array.from({ length: groups }, (_, c) => {
      const taps: any = reshape(part(w, 2, c, c + 1), [...window, 1, own])
      return conv2d(part(x, 3, c, c + 1), taps, options) as AnyTensor
    })
    const y = depthwiseConv2d(x, w, options) as Images
    return close(y, concat(alone as any, 3))
  }),
  law('separableConv2d: conv2d by the product of its weights', [separable], ([drawn, x, flat, pointwise]) => {
    const { stride, dilation, padding, own, groups, window } = drawn
    const options = { stride, dilation, padding }
    const w: any = reshape(flat, [...window, groups, own])
    return close(separableConv2d(x, w, pointwise, options), conv2d(x, product(w, pointwise), options))
  }),
  law('upsample2d: averaged over its factor, the nearest gives the images back', [resized], ([x, factor]) =>
    close(avgPool2d(upsample2d(x, factor) as any, factor), x, 1e-14),
  ),
  law(
    'upsample2d: within the bounds of the images, with their mean, a constant constant',
    [resized, between(-3, 3)],
    ([x, factor], value) =>
      (['nearest', 'bilinear'] as const).every((method) => {
        const y = upsample2d(x, factor, { method }) as AnyTensor
        const flat = full(y.shape, value, 'f64')
        const [old, now] = [numbers(x), numbers(y)]
        return (
          now.every((v) => v >= Math.min(...old) - 1e-12 && v <= Math.max(...old) + 1e-12) &&
          close(mean(y as any, [1, 2] as any), mean(x, [1, 2])) &&
          close(upsample2d(full(x.shape, value, 'f64') as any, factor, { method }), flat, 1e-14)
        )
      }),
  ),
  law('upsample2d: bilinear draws a straight line through pixels on one', [between(2, 5), between(1, 5)], (n, f) => {
    const line = tensorOf([1, n, 1, 1], (i) => 3 * i - 1)
    const y = numbers(upsample2d(line, [f, 1], { method: 'bilinear' }))
    return y.every((v, o) => near(v, 3 * Math.min(Math.max((o + 0.5) / f - 0.5, 0), n - 1) - 1))
  }),
  law('adaptiveAvgPool2d: the mean of each bin', [resized], ([x, to]) =>
    close(adaptiveAvgPool2d(x, to), binByBin(x, to, mean), 1e-14),
  ),
  law('adaptiveMaxPool2d: the maximum of each bin', [resized], ([x, to]) =>
    same(adaptiveMaxPool2d(x, to), binByBin(x, to, max)),
  ),
  ...pools.flatMap(([name, ofLines, ofImages, ofVolumes, depth]) => [
    law(`${name}1d: that of images one column wide`, [pooling], ([{ window, stride, padding }, x]) => {
      const line: any = reshape(part(x, 2, 0, 1), [x.shape[0], x.shape[1], 2])
      const y = ofImages(columnOf(line), [window[0], 1], { stride: [stride[0], 1], padding: [padding[0], [0, 0]] })
      return same(columnOf(ofLines(line, window[0], { stride: stride[0], padding: padding[0] })), y)
    }),
    law(`${name}3d: of each slice, then over the depth`, [pooling], ([{ window, stride, padding }, x]) => {
      const slices: readonly any[] = [x, mul(x, -2), add(x, 1)]
      const whole = { stride: [2, ...stride], padding: [[1, 0], ...padding] } as const
      const y = ofVolumes(stack(slices, 1) as any, [2, ...window], whole)
      const [a, b, c] = slices.map((s): any => ofImages(s, window, { stride, padding }))
      return close(y, stack([a, depth(b, c)], 1), 1e-14)
    }),
  ]),
]
