/** Laws of where numbers lie: axes, shapes, parts, rows. */
import * as fc from 'fast-check'
import { literal, type Shape, type Tensor } from '../../src/core/index.js'
import { read } from '../../src/engine/index.js'
import {
  argMax,
  concat,
  gather,
  matmul,
  oneHot,
  pad,
  permute,
  reshape,
  scatterAdd,
  slice,
  transpose,
} from '../../src/ops/index.js'
import { integers, shapes, tensor } from '../arbitrary.js'
import { type Law, law } from '../law.js'
import { close, same } from '../numeric.js'

type T = Tensor<Shape, 'f64'>
const any = shapes({ min: 0 }).chain((s) => tensor(s))
const orders = (rank: number): fc.Arbitrary<readonly number[]> =>
  fc.shuffledSubarray([...Array(rank).keys()], { minLength: rank, maxLength: rank })
const ordered = any.chain((x) => fc.tuple(fc.constant(x), orders(x.shape.length), orders(x.shape.length)))

const axes: readonly Law[] = [
  law('transpose twice is the identity', [tensor([2, 3, 4])], (x) => same(transpose(transpose(x)), x)),
  law('permute: the inverse order undoes it', [ordered], ([x, order]) =>
    same(
      permute(
        permute(x, order),
        order.map((_, i) => order.indexOf(i)),
      ),
      x,
    ),
  ),
  law('permute twice is the order of the order', [ordered], ([x, p, q]) =>
    same(
      permute(permute(x, p), q),
      permute(
        x,
        q.map((i) => p[i]!),
      ),
    ),
  ),
  law('reshape there and back keeps every number in its place', [any], (x) => {
    const flat = reshape(x, [x.shape.reduce((n, d) => n * d, 1)])
    return same(reshape(flat, x.shape), x) && [...read(flat)].every((value, i) => value === read(x)[i])
  }),
]

/** Tensors that differ in the size of one axis alone. */
const parts = fc
  .tuple(shapes(), fc.nat(), fc.array(fc.nat({ max: 3 }), { minLength: 3, maxLength: 3 }))
  .filter(([shape]) => shape.length > 0)
  .chain(([shape, pick, sizes]) => {
    const axis = pick % shape.length
    const each = sizes.map((size) => tensor(shape.map((d, i) => (i === axis ? size : d)) as Shape))
    return fc.record({ axis: fc.constant(axis), tensors: fc.tuple(...each) })
  })
const padded = any.chain((x) => {
  const counts = fc.array(fc.nat({ max: 2 }), { minLength: x.shape.length, maxLength: x.shape.length })
  return fc.record({ x: fc.constant(x), before: counts, after: counts, between: counts })
})
const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

const cuts: readonly Law[] = [
  law('concat then slice gives each part back', [parts], ({ axis, tensors }) => {
    const whole = concat(tensors as readonly T[], axis)
    return tensors.every((part, i) => {
      const from = sum(tensors.slice(0, i).map((t) => t.shape[axis]!))
      const start = part.shape.map((_, d) => (d === axis ? from : 0))
      return same(slice(whole, { start, stop: part.shape.map((n, d) => start[d]! + n) }), part)
    })
  }),
  law('concat is associative', [parts], ({ axis, tensors: [a, b, c] }) =>
    same(concat([concat([a!, b!], axis), c!], axis), concat([a!, concat([b!, c!], axis)], axis)),
  ),
  law('pad then slice is the identity', [padded], ({ x, before, after, between }) => {
    const wide = pad(x, { before, after, between, value: 9 })
    const stop = x.shape.map((d, i) => (d === 0 ? before[i]! : wide.shape[i]! - after[i]!))
    return same(slice(wide, { start: before, stop, step: between.map((b) => b + 1) }), x)
  }),
  law('pad adds its value and nothing else', [padded], ({ x, ...counts }) => {
    const wide = [...read(pad(x, { ...counts, value: 9 }))].filter((value) => value !== 9)
    return wide.length === read(x).length && wide.every((value, i) => value === read(x)[i])
  }),
  law('slice with a step takes every so many-th', [tensor([12]), fc.integer({ min: 1, max: 5 })], (x, step) => {
    const expected = [...read(x)].filter((_, i) => i >= 1 && i < 11 && (i - 1) % step === 0)
    return same(slice(x, { start: [1], stop: [11], step: [step] }), literal([expected.length], expected, 'f64'))
  }),
]

const table = tensor([4, 2])
const picks = fc.integer({ min: 0, max: 5 }).chain((count) => integers([count], 0, 3))
const picked = picks.chain((indices) => fc.tuple(fc.constant(indices), tensor([indices.shape[0], 2])))
const orders4 = orders(4).map((order) => literal([4], order, 'i32'))

const rows: readonly Law[] = [
  law('gather picks rows', [table, picks], (x, indices) => {
    const expected = [...read(indices)].flatMap((i) => [...read(x)].slice(2 * i, 2 * i + 2))
    return same(gather(x, indices), literal([indices.shape[0], 2], expected, 'f64'))
  }),
  law('gather is a product with one-hot rows', [table, picks], (x, indices) =>
    same(gather(x, indices), matmul(oneHot(indices, 4, 'f64'), x)),
  ),
  law('scatterAdd is the transposed product', [picked], ([indices, x]) =>
    close(scatterAdd(x, indices, 4), matmul(transpose(oneHot(indices, 4, 'f64')), x)),
  ),
  law('gather undoes a scatter to distinct rows', [table, orders4], (x, order) =>
    same(gather(scatterAdd(x, order, 4), order), x),
  ),
  law('argMax undoes oneHot', [picks], (indices) => same(argMax(oneHot(indices, 4), 1), indices)),
]

export const layoutLaws: readonly Law[] = [...axes, ...cuts, ...rows]
