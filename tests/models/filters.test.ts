/** Filters as images: an image weighed with one, summed, is what its layer gives; and where there are none. */
import { pipe } from 'fp-ts/lib/function.js'
import { expect, test } from 'vitest'
import { key, literal } from '../../src/core/index.js'
import { read } from '../../src/engine/index.js'
import { type AnyModel, filterImages, firstMaps, layerOutput } from '../../src/models/index.js'
import {
  batchNorm,
  conv2d,
  dense,
  depthwiseConv2d,
  flatten,
  freeze,
  input,
  maxPool2d,
  relu,
  residual,
} from '../../src/models/layers/index.js'

const image = literal(
  [1, 3, 4, 3],
  Array.from({ length: 36 }, (_, i) => Math.sin(3 * i)),
)
const bits = Array.from(read(image))
/** What a layer gives of the first window, channel by channel, without biases, which are 0 at first. */
const given = (model: AnyModel, place: number): readonly number[] => {
  const out = layerOutput(model, place)(model.init(key(3)), image)
  return Array.from(read(out)).slice(0, out.shape.at(-1))
}
const near = (a: readonly number[], b: readonly number[]): void => {
  expect(a.length).toBe(b.length)
  a.forEach((x, i) => {
    expect(Math.abs(x - b[i]!)).toBeLessThan(1e-5)
  })
}
/** Sums of the image's first window, weighed with each filter; `channel` where a filter is of one channel alone. */
const weighed = (model: AnyModel, channel?: (filter: number) => number): readonly number[] => {
  const filters = filterImages(model)(model.init(key(3)).params)!
  const [n, h, w, c] = filters.shape as readonly [number, number, number, number]
  const values = Array.from(read(filters) as Iterable<number>)
  return Array.from({ length: n }, (_, k) => {
    let sum = 0
    for (let y = 0; y < h; y++)
      for (let x = 0; x < w; x++)
        for (let d = 0; d < c; d++)
          sum += values[((k * h + y) * w + x) * c + d]! * bits[(y * 4 + x) * 3 + (channel?.(k) ?? d)]!
    return sum
  })
}

test('an image weighed with a filter is what the layer gives: convolution, depthwise, dense', () => {
  const conv: any = pipe(input([3, 4, 3]), conv2d(5, [2, 3]), relu, flatten, dense(2))
  near(weighed(conv), given(conv, 1))
  const each: any = pipe(input([3, 4, 3]), depthwiseConv2d(2, { multiplier: 2 }), flatten, dense(2))
  near(
    weighed(each, (k) => Math.floor(k / 2)),
    given(each, 1),
  )
  const flat: any = pipe(input([3, 4, 3]), flatten, dense(4), relu, dense(2))
  expect(filterImages(flat)(flat.init(key(3)).params)!.shape).toEqual([4, 3, 4, 3])
  near(weighed(flat), given(flat, 2))
})

test('norms before the first weights are passed over, those of a norm are no filters', () => {
  const model: any = pipe(input([3, 4, 3]), batchNorm(), conv2d(5, 2), flatten, dense(2))
  expect(filterImages(model)(model.init(key(0)).params)!.shape).toEqual([5, 2, 2, 3])
})

test('none where the first weights are not over images', () => {
  const none: readonly any[] = [
    pipe(input(7), dense(3)),
    pipe(input([3, 4, 2]), conv2d(2, 2), flatten, dense(3)),
    pipe(input([3, 4, 3]), maxPool2d(2), flatten, dense(3)),
    pipe(input([3, 4, 3]), maxPool2d([1, 2]), conv2d(2, 2), flatten, dense(3)),
    pipe(
      input([3, 4, 3]),
      residual((m: any) => pipe(m, conv2d(3, 3, { padding: 'same' })) as any),
      flatten,
      dense(3),
    ),
    pipe(input([3, 4, 3]), conv2d(2, 2), freeze, flatten, dense(3)),
  ]
  for (const model of none) expect(filterImages(model)(model.init(key(0)).params)).toBeUndefined()
})

test('maps are taken behind the norms and activations that follow the first weights', () => {
  const model: any = pipe(input([3, 4, 3]), conv2d(5, 2), batchNorm(), relu, maxPool2d(2), flatten, dense(2))
  expect(firstMaps(model)).toBe(3)
  expect(firstMaps(pipe(input([3, 4, 3]), conv2d(5, 2), flatten, dense(2)))).toBe(1)
  expect(firstMaps(pipe(input([3, 4, 3]), flatten, dense(2)))).toBeUndefined()
  expect(firstMaps(pipe(input(3), dense(2)))).toBeUndefined()
})
