/** Joining predictions with labels that arrive later. */
import { asyncScheduler, defer, map, merge, type Observable, type OperatorFunction } from 'rxjs'
import type { Offset, Received } from '../sources/source.js'
import { type DelayedEvent, type DelayedOptions, type DelayedState, delayedMachine, type Joined } from './delayed.js'

/** The label of a record that came before. */
export interface LateLabel<Y> {
  readonly id: string
  readonly y: Y
}
/** What was joined at a record or a label, and where both streams are after it. */
export interface DelayedEmission<V, Y> {
  readonly values: readonly Joined<V, Y>[]
  readonly state: DelayedState<V>
  /** Of the records. */
  readonly offset: Offset
  readonly labelOffset: Offset
}

export interface WithDelayedLabels<V, Y> extends DelayedOptions {
  /** What labels call a record. */
  readonly id: (value: V) => string
  /**
   * When a record or a label came, in milliseconds (default: the real clock when it is seen). By their own account, the
   * same streams are joined the same.
   */
  readonly recordTime?: (value: V) => number
  readonly labelTime?: (label: LateLabel<Y>) => number
}

/**
 * Joins a stream of records, mostly predictions, with the labels that arrive later on a stream of their own. A record
 * waits until its label comes, `records` more records have come, or `within` has passed; then it is given up. Emits for
 * each record and each label what was joined and the state with its counts, so that both offsets go on. Ends when both
 * streams have ended.
 * Law: each label meets its record or is counted under one of the other names. Throws `RangeError` for options out of
 * range.
 *
 * @example predictions.pipe(withDelayedLabels({ id: ({ x }) => x.id, records: 10_000, within: 86_400_000 }, labels))
 */
export const withDelayedLabels = <V, Y>(
  { id, recordTime, labelTime, ...options }: WithDelayedLabels<V, Y>,
  labels: Observable<Received<LateLabel<Y>>>,
  from?: Omit<DelayedEmission<V, Y>, 'values'>,
): OperatorFunction<Received<V>, DelayedEmission<V, Y>> => {
  const { init, step } = delayedMachine<V, Y>(options)
  const clock = (): number => asyncScheduler.now()
  return (source) =>
    defer(() => {
      let { state, offset, labelOffset } = from ?? { state: init, offset: null, labelOffset: null }
      const emission = (event: DelayedEvent<V, Y>): DelayedEmission<V, Y> => {
        const [next, values] = step(state, event)
        state = next
        return { values, state, offset, labelOffset }
      }
      return merge(
        source.pipe(
          map((record) => {
            offset = record.offset
            const { value } = record
            return emission({ _tag: 'Record', at: recordTime?.(value) ?? clock(), id: id(value), value })
          }),
        ),
        labels.pipe(
          map((label) => {
            labelOffset = label.offset
            return emission({ _tag: 'Label', at: labelTime?.(label.value) ?? clock(), ...label.value })
          }),
        ),
      )
    })
}
