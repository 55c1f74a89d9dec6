/** What a metric is: a monoid of what was seen so far, and the number that it says. */
import type { Monoid } from 'fp-ts/lib/Monoid.js'
import type { Numbers } from '../../core/dtype.js'

/**
 * A metric that streams: `of` sums up some examples, `concat` merges two summaries (`empty` is the one of no examples), `value`
 * is the number. Merging the summaries of the parts says what the whole says, whatever the parts.
 */
export interface Metric<State> extends Monoid<State> {
  /** Throws `RangeError` where there are not as many predictions as truths demand. */
  readonly of: (truth: Numbers, prediction: Numbers) => State
  /** NaN where it is not defined, as of no examples. */
  readonly value: (state: State) => number
  /**
   * The same examples, each counted `weight` times, a number of at least 0: how a metric fades. Absent where what it keeps
   * has no weights.
   * Laws: alone it changes no value; of a merger it is the merger of both.
   */
  readonly weigh?: (state: State, weight: number) => State
}

/** The number of all examples at once. */
export const measured =
  <State>({ of, value }: Metric<State>) =>
  (truth: Numbers, prediction: Numbers): number =>
    value(of(truth, prediction))

/** Throws `RangeError` unless there are `width` predictions for each truth. */
export const checkLengths = (name: string, truth: Numbers, prediction: Numbers, width = 1): void => {
  if (truth.length * width !== prediction.length)
    throw new RangeError(
      `${name}: ${truth.length} truths but ${prediction.length} predictions${width === 1 ? '' : `, ${width} for each`}`,
    )
}

/** A number that is added up, and how many examples it is of. */
export interface Average {
  readonly count: number
  readonly total: number
}
export const averageMonoid: Monoid<Average> = {
  empty: { count: 0, total: 0 },
  concat: (a, b) => ({ count: a.count + b.count, total: a.total + b.total }),
}
/** The mean of one number for each example, found from its truth and the `width` numbers predicted for it. */
export const averaged = (
  name: string,
  width: number,
  each: (truth: number, prediction: readonly number[]) => number,
): Metric<Average> => ({
  ...averageMonoid,
  weigh: ({ count, total }, weight) => ({ count: count * weight, total: total * weight }),
  of: (truth, prediction) => {
    checkLengths(name, truth, prediction, width)
    let total = 0
    for (let i = 0; i < truth.length; i++)
      total += each(
        truth[i]!,
        Array.from({ length: width }, (_, k) => prediction[i * width + k]!),
      )
    return { count: truth.length, total }
  },
  value: ({ count, total }) => total / count,
})
