/** Laws of dropout. */
import * as fc from 'fast-check'
import { foldIn, type Key, literal } from '../../src/core/index.js'
import { grad } from '../../src/grad/index.js'
import { type AnyModel, infer } from '../../src/models/index.js'
import { dropout, input } from '../../src/models/layers/index.js'
import { sum } from '../../src/ops/index.js'
import { type Law, law } from '../law.js'
import { numbers } from '../numeric.js'
import { keys, trainingWith } from './examples.js'

const size = 4000
const ones = (shape: readonly number[]): any => literal(shape, new Array(shape.reduce((a, b) => a * b, 1)).fill(1))
const trained = (model: AnyModel, k: Key, x: any): readonly number[] =>
  numbers(model.apply([], [], x, trainingWith(k))[0])
/** What one layer makes of ones, `before` other layers standing before it. */
const dropped = (rate: number, k: Key, before = 0): readonly number[] => {
  const silent = Array.from({ length: before }, () => dropout(0))
  const start: AnyModel = input(size)
  const model = [...silent, dropout(rate)].reduce<AnyModel>((m, layer) => layer(m), start)
  return trained(model, k, ones([1, size]))
}
const share = (numbers: readonly unknown[], holds: (x: any, i: number) => boolean): number =>
  numbers.filter(holds).length / numbers.length
/** Within six standard deviations of a share `p` of `size` draws: chance misses once in 10⁹. */
const likely = (seen: number, p: number): boolean => Math.abs(seen - p) <= 6 * Math.sqrt((p * (1 - p)) / size)
/** Whether two masks agree as often as independent ones do. */
const independent = (rate: number, a: readonly number[], b: readonly number[]): boolean =>
  likely(
    share(a, (x, i) => (x === 0) === (b[i] === 0)),
    rate ** 2 + (1 - rate) ** 2,
  )

const rates = fc.double({ min: 0.1, max: 0.9, noNaN: true })

export const dropoutLaws: readonly Law[] = [
  law('dropout: sets a share of `rate` to 0 and divides the rest by 1 - rate', [rates, keys], (rate, k) => {
    const y = dropped(rate, k)
    return (
      likely(
        share(y, (x) => x === 0),
        rate,
      ) && y.every((x) => x === 0 || Math.abs(x * (1 - rate) - 1) <= 1e-6)
    )
  }),
  law('dropout: keeps the expected value', [rates, keys], (rate, k) => {
    const mean = dropped(rate, k).reduce((a, b) => a + b, 0) / size
    return Math.abs(mean - 1) <= 6 * Math.sqrt(rate / (1 - rate) / size)
  }),
  law('dropout: each number has its own chance', [rates, keys], (rate, k) => {
    const y = dropped(rate, k)
    return independent(rate, y, [...y.slice(1), y[0]!])
  }),
  law('dropout: another layer draws an independent mask', [rates, keys], (rate, k) =>
    independent(rate, dropped(rate, k), dropped(rate, k, 1)),
  ),
  law('dropout: another step draws an independent mask', [rates, keys, fc.nat()], (rate, k, step) =>
    independent(rate, dropped(rate, foldIn(k, step)), dropped(rate, foldIn(k, step + 1))),
  ),
  law('dropout: the gradient passes where the number did', [rates, keys], (rate, k) => {
    const model: AnyModel = dropout(rate)(input(50))
    const x = ones([2, 50])
    const slope = grad((a: any) => sum(model.apply([], [], a, trainingWith(k))[0]) as any)(x)
    const y = trained(model, k, x)
    return numbers(slope).every((g, i) => g === y[i])
  }),
  law('dropout: in use, and at rate 0, the identity', [rates, keys], (rate, k) => {
    const x = literal([2, 3], [1, -2, 3, -4, 5, -6])
    const inUse = numbers(dropout(rate)(input(3)).apply([], [], x as any, infer)[0])
    return `${inUse}` === `${numbers(x)}` && `${trained(dropout(0)(input(3)), k, x)}` === `${numbers(x)}`
  }),
]
