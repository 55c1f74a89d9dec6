/** Numbers brought to mean 0 and standard deviation 1, by what was seen so far. */
import { fromData, type Tensor } from '../../core/tensor.js'
import type { Row } from '../sources/codecs.js'
import { newNames, placesIn, withNames } from './names.js'
import { numbersIn } from './numbers.js'
import type { OnlineTransform } from './online.js'

export interface StandardScalerOptions {
  /** Records of a feature after which a number counts half as much as the last one; above 0. Default: all count alike. */
  readonly halfLife?: number
}
export interface StandardScalerState {
  /** The numeric features seen. */
  readonly names: readonly string[]
  /** `[features, 3]`: how many numbers of it count, their mean, the sum of their squared deviations from it. */
  readonly moments: Tensor<readonly [number, 3], 'f64'>
}

/**
 * `(x - mean) / deviation` of each number, by the mean and the population's standard deviation of what was seen of its
 * feature; 0 while all that was seen is one number. Whatever is no number passes; a blank, a number that is not finite
 * and a feature that was never seen vanish, so that they are 0, the mean, to who comes after.
 *
 * With weights `ω = 2^(-age / halfLife)` of what was seen: `n ← ω n + 1`, `δ = x - mean`, `mean ← mean + δ / n`,
 * `squares ← ω squares + δ² (n - 1) / n`. That is one number merged into a summary that fades; without fading it is exact,
 * whatever the size of the mean. Throws `RangeError` for a half-life that is not above 0.
 * Sources: Welford (1962); Chan, Golub and LeVeque (1979); West (1979) for weights.
 */
export const standardScaler = <R extends Row = Row>({
  halfLife = Number.POSITIVE_INFINITY,
}: StandardScalerOptions = {}): OnlineTransform<StandardScalerState, R, R> => {
  if (!(halfLife > 0)) throw new RangeError(`standardScaler: halfLife must be above 0, got ${halfLife}`)
  const keeps = 2 ** (-1 / halfLife)
  type State = StandardScalerState
  const grown = ({ names, moments }: State, x: R): State => {
    const all = withNames(names, newNames(names, x, Number.isFinite))
    const more = new Float64Array(3 * all.length)
    more.set(numbersIn(moments))
    return { names: all, moments: fromData([all.length, 3], more, 'f64') }
  }
  /** `undefined` where a feature has no place yet. */
  const learnt = ({ names, moments: before }: State, x: R): State | undefined => {
    const place = placesIn(names)
    const moments = new Float64Array(numbersIn(before))
    for (const name in x) {
      const value: unknown = x[name]
      if (typeof value !== 'number' || !Number.isFinite(value)) continue
      const at = 3 * place(name)
      if (at < 0) return undefined
      const count = keeps * moments[at]! + 1
      const delta = value - moments[at + 1]!
      moments[at] = count
      moments[at + 1]! += delta / count
      moments[at + 2] = keeps * moments[at + 2]! + (delta * delta * (count - 1)) / count
    }
    return { names, moments: fromData(before.shape, moments, 'f64') }
  }
  return {
    init: { names: [], moments: fromData([0, 3], new Float64Array(0), 'f64') },
    learnOne: (state, x) => learnt(state, x) ?? learnt(grown(state, x), x)!,
    transformOne: ({ names, moments }, x) => {
      const place = placesIn(names)
      const numbers = numbersIn(moments)
      const scaled: Record<string, unknown> = {}
      for (const name in x) {
        const value: unknown = x[name]
        if (typeof value !== 'number') {
          if (value !== null) scaled[name] = value
          continue
        }
        const at = 3 * place(name)
        if (at < 0 || !Number.isFinite(value)) continue
        const squares = numbers[at + 2]!
        scaled[name] = squares > 0 ? (value - numbers[at + 1]!) / Math.sqrt(squares / numbers[at]!) : 0
      }
      return scaled as R
    },
  }
}
