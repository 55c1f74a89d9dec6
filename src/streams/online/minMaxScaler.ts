/** Numbers brought to between 0 and 1, by the least and the largest seen so far. */
import { fromData, type Tensor } from '../../core/tensor.js'
import type { Row } from '../sources/codecs.js'
import { newNames, placeOf, withNames } from './names.js'
import { numbersIn } from './numbers.js'
import type { OnlineTransform } from './online.js'

export interface MinMaxScalerState {
  /** The numeric features seen. */
  readonly names: readonly string[]
  /** `[features, 2]`: the least and the largest number of each. */
  readonly extremes: Tensor<readonly [number, 2], 'f64'>
}

/**
 * `(x - min) / (max - min)` of each number, by what was seen of its feature: from 0 to 1, and beyond for a number
 * that is beyond them; 0 while all that was seen is one number. Whatever is no number passes; a blank, a number that is not
 * finite and a feature that was never seen vanish. One far outlier is remembered for good: see `standardScaler`.
 */
export const minMaxScaler = <R extends Row = Row>(): OnlineTransform<MinMaxScalerState, R, R> => ({
  init: { names: [], extremes: fromData([0, 2], new Float64Array(0), 'f64') },
  learnOne: (state, x) => {
    const added = newNames(state.names, x, Number.isFinite)
    const names = added.length === 0 ? state.names : withNames(state.names, added)
    const extremes = new Float64Array(2 * names.length)
    extremes.set(numbersIn(state.extremes))
    for (const name in x) {
      const value: unknown = x[name]
      if (typeof value !== 'number' || !Number.isFinite(value)) continue
      const at = placeOf(names, name)
      const isNew = at >= state.names.length
      extremes[2 * at] = isNew ? value : Math.min(extremes[2 * at]!, value)
      extremes[2 * at + 1] = isNew ? value : Math.max(extremes[2 * at + 1]!, value)
    }
    return { names, extremes: fromData([names.length, 2], extremes, 'f64') }
  },
  transformOne: ({ names, extremes }, x) => {
    const numbers = numbersIn(extremes)
    const scaled: Record<string, unknown> = {}
    for (const name in x) {
      const value: unknown = x[name]
      if (typeof value !== 'number') {
        if (value !== null) scaled[name] = value
        continue
      }
      const at = placeOf(names, name)
      if (at < 0 || !Number.isFinite(value)) continue
      const [min, max] = [numbers[2 * at]!, numbers[2 * at + 1]!]
      scaled[name] = max > min ? (value - min) / (max - min) : 0
    }
    return scaled as R
  },
})
