/** How good predictions are of late. */
import type { OperatorFunction } from 'rxjs'
import type { Received } from '../sources/source.js'
import { type OneToOne, type Stated, stated } from './machine.js'
import type { Tested } from './prequential.js'
import { type RollingOptions, type RollingState, rolling, type Scored } from './rolling.js'

/** A record, and the metrics with it. */
export interface Measured<A> {
  readonly record: A
  readonly metrics: Readonly<Record<string, number>>
}

export interface RollingMetricsOptions<A> extends RollingOptions {
  /** What a record says of truth and prediction; `null`: nothing, as without a label. See `scoredBy`. */
  readonly scored: (record: A) => Scored | null
}

/** `rollingMetrics` as a machine. */
export const metricsMachine = <A>({
  scored,
  ...options
}: RollingMetricsOptions<A>): OneToOne<RollingState, A, Measured<A>> => {
  const { init, add, read } = rolling(options)
  return {
    init,
    step: (state, record) => {
      const own = scored(record)
      const next = own === null ? state : add(state, own)
      return [next, { record, metrics: read(next) }]
    },
  }
}

/**
 * Beside each record the metrics over the last of them, it included: of a window, or fading. Emits the state with them.
 * Law: those of a window are the metrics of its records at once. Throws `RangeError` for options out of range.
 *
 * @example rollingMetrics({ metrics: { accuracy: metrics.accuracy }, over: { fading: 0.999 }, scored: scoredBy(['no',
 * 'yes']) })
 */
export const rollingMetrics = <A>(
  options: RollingMetricsOptions<A>,
  from?: RollingState,
): OperatorFunction<Received<A>, Stated<RollingState, Measured<A>>> => {
  const own = metricsMachine(options)
  return stated(own, from ?? own.init)
}

/**
 * What a test of predicted classes says: predictions are probabilities by name of class, labels are names. The index of
 * a class is its place in `classes`; a class without a probability has 0. `null` where there is no label. Throws
 * `RangeError` for a label that is no class.
 */
export const scoredBy =
  (classes: readonly (string | number | boolean)[]) =>
  ({ y, prediction }: Tested<unknown, string | number | boolean, Readonly<Record<string, number>>>): Scored | null => {
    if (y === null) return null
    const truth = classes.findIndex((name) => String(name) === String(y))
    if (truth < 0) throw new RangeError(`scoredBy: '${y}' is none of the classes ${classes.join(', ')}`)
    return { truth, prediction: classes.map((name) => prediction[String(name)] ?? 0) }
  }

/** What a test of predicted numbers says; `null` where there is no label. */
export const scoredNumber = ({ y, prediction }: Tested<unknown, number, number>): Scored | null =>
  y === null ? null : { truth: y, prediction: [prediction] }
