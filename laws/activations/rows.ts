/** Laws of activations of rows. */
import * as fc from 'fast-check'
import { type Float, literal } from '../../src/core/index.js'
import { grad, hvp } from '../../src/grad/index.js'
import { type Activation, add, mul, onesLike, type RowFacts, sum } from '../../src/ops/index.js'
import { derivativeLaws } from '../diff.js'
import { type Law, law } from '../law.js'
import { close, finite, numbers } from '../numeric.js'

const size = 4
const row = (number: fc.Arbitrary<number>) => fc.array(number, { minLength: size, maxLength: size })
const between = (min: number, max: number) => fc.double({ min, max, noNaN: true })
const wide = row(fc.oneof(between(-4, 4), between(-1e4, 1e4), fc.constantFrom(-1e4, -710, -88, 0, 88, 710, 1e4)))
const tensorOf = (values: readonly number[], dtype: Float = 'f64'): any => literal([values.length], values, dtype)
const dtypes = fc.constantFrom<Float>('f32', 'f64')

export const rowLaws = (name: string, f: Activation, { range, sums, sparse, smoothAt }: RowFacts): readonly Law[] => {
  const at = (values: readonly number[], dtype?: Float): readonly number[] => numbers(f(tensorOf(values, dtype)))
  return [
    law(`${name}: values lie in its range and sum to what is stated`, [wide, dtypes], (x, dtype) => {
      const y = at(x, dtype)
      const total = y.reduce((t, v) => t + (sums === 'one' ? v : Math.exp(v)), 0)
      return y.every((v) => v >= range[0] && v <= range[1]) && Math.abs(total - 1) <= (dtype === 'f32' ? 1e-3 : 1e-11)
    }),
    law(`${name}: values fill its range`, [between(20, 700)], (x) => {
      const y = at([x, 0, 0, 0])
      const lowest = range[0] === Number.NEGATIVE_INFINITY ? y[1]! < -10 : y[1]! - range[0] < 1e-8
      return lowest && range[1] - y[0]! < 1e-8
    }),
    law(
      `${name}: ${sparse ? 'what is far below the largest is exactly 0' : 'no value is exactly 0 near the largest'}`,
      [between(1.001, 30), between(-3, 3)],
      (gap, top) => (at([top, top - gap, top - gap, top])[1] === 0) === sparse,
    ),
    law(`${name}: a number added to the row changes nothing`, [row(between(-4, 4)), between(-100, 100)], (x, by) =>
      close(f(add(tensorOf(x), by) as any), f(tensorOf(x)), 1e-12),
    ),
    law(`${name}: a larger number never gets a smaller value`, [wide], (x) => {
      const y = at(x)
      return x.every((a, i) => x.every((b, j) => (a <= b ? y[i]! <= y[j]! + 1e-15 : true)))
    }),
    law(`${name}: turns with its row`, [row(between(-4, 4))], (x) => {
      const turned = at([...x.slice(1), x[0]!])
      return close(tensorOf([turned.at(-1)!, ...turned.slice(0, -1)]), tensorOf(at(x)), 1e-14)
    }),
    law(`${name}: finite to the second derivative, up to ±10⁴`, [wide, dtypes], (x, dtype) => {
      const a = tensorOf(x, dtype)
      const g = (z: any): any => sum(mul(f(z), tensorOf([0.3, -0.8, 0.5, 1], dtype)) as any)
      return finite(f(a)) && finite(grad(g)(a)) && finite(hvp(g)(a, onesLike(a)))
    }),
    ...derivativeLaws(
      name,
      f,
      row(fc.integer({ min: -2000, max: 2000 }).map((n) => n / 1000))
        .filter(smoothAt)
        .map((x) => tensorOf(x)),
    ),
  ]
}
