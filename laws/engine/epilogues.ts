/** A map inside the kernel before it: bit for bit what both give one after another, whatever the sizes and the map. */
import * as fc from 'fast-check'
import { type AnyTensor, type Data, type Float, type Shape, sizeOf } from '../../src/core/index.js'
import { compile, type Engine, reference } from '../../src/engine/index.js'
import {
  add,
  conv2d,
  greater,
  matmul,
  mul,
  reshape,
  sigmoid,
  sum,
  tanh,
  transpose,
  where,
} from '../../src/ops/index.js'
import { type Law, law } from '../law.js'
import { expectSame } from './closeness.js'
import { filled } from './sizes.js'

/** Of a result, a row as long as its last axis, and another array of its shape. */
type After = (y: any, row: any, other: any) => readonly AnyTensor[]
const relu = (y: any): any => where(greater(y, 0), y, 0)

const afters: { readonly [name: string]: After } = {
  'a bias': (y, row) => [add(y, row) as AnyTensor],
  'a bias and relu': (y, row) => [relu(add(y, row))],
  'a bias and tanh': (y, row) => [tanh(add(y, row) as any)],
  'a slope, and what it was taken of': (y, row) => [
    mul(sigmoid(add(y, row) as any), add(y, row) as any) as AnyTensor,
    y,
  ],
  'a result of two types': (y, row) => [greater(y, row) as AnyTensor, add(y, row) as AnyTensor],
  'only a test': (y, row) => [greater(y, row) as AnyTensor],
  'the sum with another array': (y, row, other) => [relu(add(add(y, row) as any, other)), mul(other, 2) as AnyTensor],
  'itself turned': (y) => [add(y, reshape(transpose(y) as any, y.shape) as any) as AnyTensor],
  'its own sums': (y) => [add(y, sum(y, [0]) as any) as AnyTensor],
  'another shape': (y, row, other) => [tanh(reshape(add(y, other) as any, [sizeOf(y.shape)]) as any), row],
}

const spoiled = (t: AnyTensor, values: readonly number[], at: number): AnyTensor => {
  const data = reference.run([t])[0]!.slice()
  values.forEach((value, i) => {
    if (data.length > 0) data[(at + i) % data.length] = value
  })
  return { ...t, node: { _tag: 'Literal', data } }
}
const specials = [Number.NaN, Number.POSITIVE_INFINITY, -0]

export const epilogueLaws = (engine: Engine): readonly Law[] => {
  const agrees = (kernel: (a: any, b: any) => any, after: After, pair: readonly AnyTensor[], s: number): boolean => {
    const [a, b] = pair
    const made = compile(([x, y]: readonly AnyTensor[]) => kernel(x, y), { engine })
    const y: AnyTensor = made(pair)
    const row = filled(y.shape.slice(-1), y.dtype, s + 2)
    const others = [spoiled(row, specials, s), spoiled(filled(y.shape, y.dtype, s + 3), specials, s)]
    const apart = compile(([z, r, o]: readonly AnyTensor[]) => after(z, r, o), { engine })([y, ...others])
    const whole = compile(([p, q, r, o]: readonly AnyTensor[]) => after(kernel(p, q), r, o), { engine })([
      a!,
      b!,
      ...others,
    ])
    const [expected, got]: readonly (readonly Data[])[] = [reference.run([...apart]), reference.run([...whole])]
    return expected!.every((data, i) => expectSame(`output ${i}`, data, got![i]!))
  }
  const size = fc.constantFrom(1, 2, 3, 7, 8, 9, 16, 17, 33, 49, 65)
  const dtypes = fc.constantFrom<Float>('f32', 'f64')
  const seed = fc.nat({ max: 1e6 })
  const large = law(
    'epilogues: large matrix products, by rows and by columns, and a slope',
    [fc.constantFrom(5, 200), fc.constantFrom(96, 500), seed],
    (m, n, s) =>
      agrees(
        matmul,
        afters['a slope, and what it was taken of']!,
        [filled([m, 330], 'f32', s), filled([330, n], 'f32', s + 1)],
        s,
      ),
  )
  const each = Object.entries(afters).flatMap(([name, after]) => [
    law(
      `epilogues: a matrix product and ${name}`,
      [size, size, fc.constantFrom(0, 1, 5, 33, 64), fc.constantFrom<Shape>([], [3]), fc.boolean(), dtypes, seed],
      (m, n, k, batch, flip, dtype, s) =>
        agrees(
          (x, y) => matmul(x, flip ? transpose(y) : y),
          after,
          [filled([...batch, m, k], dtype, s), filled(flip ? [...batch, n, k] : [...batch, k, n], dtype, s + 1)],
          s,
        ),
    ),
    law(
      `epilogues: a convolution and ${name}`,
      [
        fc.constantFrom(1, 3),
        fc.constantFrom(3, 6, 9),
        fc.constantFrom(1, 3, 16, 17),
        fc.constantFrom(1, 2),
        dtypes,
        seed,
      ],
      (count, width, filters, stride, dtype, s) =>
        agrees(
          (x, w) => conv2d(x, w, { stride, padding: 'same' } as any),
          after,
          [filled([count, 7, width, 3], dtype, s), filled([3, 3, 3, filters], dtype, s + 1)],
          s,
        ),
    ),
  ])
  return [large, ...each]
}
