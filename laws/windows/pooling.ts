/** Laws of pooling. */
import type { AnyTensor } from '../../src/core/index.js'
import { grad } from '../../src/grad/index.js'
import {
  avgPool2d,
  conv2d,
  full,
  globalAvgPool2d,
  globalMaxPool2d,
  globalMinPool2d,
  maximum,
  maxPool2d,
  minPool2d,
  mul,
  neg,
  permute,
  reshape,
  sum,
} from '../../src/ops/index.js'
import { type Law, law } from '../law.js'
import { close, inner, near, numbers, same } from '../numeric.js'
import { between, type Drawn, elements, type Images, padded, placesOf, pooling, under } from './drawn.js'

const poolOf = ({ stride, padding }: Drawn) => ({ stride, padding })
const ordered = (a: unknown, b: unknown): boolean => {
  const other = numbers(b)
  return numbers(a).every((v, i) => v >= other[i]! - 1e-12)
}

export const poolLaws: readonly Law[] = [
  law('pooling: the largest is at least the average, the average at least the smallest', [pooling], ([drawn, x]) => {
    const { window } = drawn
    const [most, mid, least] = [maxPool2d, avgPool2d, minPool2d].map((pool) => pool(x, window, poolOf(drawn)))
    return ordered(most, mid) && ordered(mid, least)
  }),
  law('minPool2d(x) = -maxPool2d(-x)', [pooling], ([drawn, x]) =>
    same(minPool2d(x, drawn.window, poolOf(drawn)), neg(maxPool2d(neg(x), drawn.window, poolOf(drawn)) as any)),
  ),
  law('pooling: of a constant it is the constant', [pooling, between(-9, 9)], ([drawn, x], value) => {
    const flat = full(x.shape, value, 'f64')
    return [maxPool2d, avgPool2d, minPool2d].every((pool) => {
      const y = pool(flat, drawn.window, poolOf(drawn))
      return close(y, full(y.shape, value, 'f64'), 1e-15)
    })
  }),
  law('maxPool2d: the maximum of shifted images', [pooling], ([drawn, x]) => {
    const bordered = padded(x, drawn.padding, Number.NEGATIVE_INFINITY)
    const all = elements(drawn.window).map(([p, q]) => under(bordered, drawn, placesOf(drawn), p, q))
    return same(
      maxPool2d(x, drawn.window, poolOf(drawn)),
      all.reduce((a, b) => maximum(a, b)),
    )
  }),
  law('avgPool2d: without padding, a convolution of each channel with a box', [pooling], ([drawn, x]) => {
    const [[kh, kw], c] = [drawn.window, x.shape[3]]
    const box = full([kh, kw, 1, c] as const, 1 / (kh * kw), 'f64')
    const inside = padded(x, drawn.padding)
    const { stride } = drawn
    return close(avgPool2d(inside, drawn.window, { stride }), conv2d(inside, box as Images, { stride, groups: c }))
  }),
  law('avgPool2d: with padding, sums divided by the number of elements inside', [pooling], ([drawn, x]) => {
    const { window, stride } = drawn
    const sums = (images: Images) => avgPool2d(padded(images, drawn.padding), window, { stride }) as Images
    const inside = sums(full(x.shape, 1, 'f64'))
    return close(mul(avgPool2d(x, window, poolOf(drawn)) as Images, inside), sums(x))
  }),
  law('pooling: each gradient shares out the cotangent, losing nothing', [pooling], ([drawn, x]) =>
    [maxPool2d, avgPool2d, minPool2d].every((pool) => {
      const gradient = grad((a: Images) => sum(pool(a, drawn.window, poolOf(drawn)) as Images))(x)
      const places = numbers(pool(x, drawn.window, poolOf(drawn))).length
      return near(inner(gradient, full(x.shape, 1, 'f64')), places)
    }),
  ),
  law('pooling: layout NCHW is NHWC with its axes in another order', [pooling], ([drawn, x]) =>
    [maxPool2d, avgPool2d, minPool2d].every((pool) => {
      const turned = pool(permute(x, [0, 3, 1, 2]), drawn.window, { ...poolOf(drawn), layout: 'NCHW' })
      return same(turned, permute(pool(x, drawn.window, poolOf(drawn)) as Images, [0, 3, 1, 2]))
    }),
  ),
  law('global pooling: one window over the whole image', [pooling], ([drawn, x]) => {
    const whole = (pool: any): AnyTensor => reshape(pool(x, drawn.size), [drawn.n, x.shape[3]])
    return (
      same(globalMaxPool2d(x), whole(maxPool2d)) &&
      same(globalMinPool2d(x), whole(minPool2d)) &&
      close(globalAvgPool2d(x), whole(avgPool2d)) &&
      same(globalMaxPool2d(permute(x, [0, 3, 1, 2]), { layout: 'NCHW' }), globalMaxPool2d(x))
    )
  }),
]
