/** Testing, then training: every record measures the learner before it teaches it. */
import { defer, map, type OperatorFunction } from 'rxjs'
import { predictThenLearn } from '../online/many.js'
import type { Labelled, Online } from '../online/online.js'
import type { Received } from '../sources/source.js'
import type { MaybeLabelled } from './learnOne.js'
import { type Emission, type OneToOne, type Place, type Stated, stated } from './machine.js'

/** A record, and what was predicted of it before its label was learnt; `y` is `null` where there is none. */
export interface Tested<X, Y, P> {
  readonly x: X
  readonly y: Y | null
  readonly prediction: P
}

/** `prequential` as a machine. */
export const prequentialMachine = <S, X, Y, P>({
  init,
  predictOne,
  learnOne,
}: Online<S, X, Y, P>): OneToOne<S, MaybeLabelled<X, Y>, Tested<X, Y, P>> => ({
  init,
  step: (state, { x, y }) => {
    const prediction = predictOne(state, x)
    return [y === null ? state : learnOne(state, x, y), { x, y, prediction }]
  },
})

/**
 * Test-then-train: predicts each record, then learns it if it has a label; emits both with the state after it, and the
 * offset. Law: no prediction depends on its own label, nor on any later record. Source: Dawid 1984, Gama et al. 2013.
 *
 * @example received(source).pipe(prequential(logisticRegression()), rollingMetrics({ … }))
 */
export const prequential = <S, X, Y, P>(
  online: Online<S, X, Y, P>,
  from: S = online.init,
): OperatorFunction<Received<MaybeLabelled<X, Y>>, Stated<S, Tested<X, Y, P>>> =>
  stated(prequentialMachine(online), from)

type Many<X, Y, P> = readonly Tested<X, Y, P>[]
const labelled = <X, Y>(record: MaybeLabelled<X, Y>): record is Labelled<X, Y> => record.y !== null

/** The records of one chunk, those with labels between two without in one call. */
const chunk = <S, X, Y, P>(online: Online<S, X, Y, P>) => {
  const both = predictThenLearn(online)
  return (state: S, records: readonly Received<MaybeLabelled<X, Y>>[]): readonly [S, Many<X, Y, P>] => {
    const out: Tested<X, Y, P>[] = []
    let now = state
    for (let i = 0; i < records.length; ) {
      const stretch: Labelled<X, Y>[] = []
      for (let value = records[i]?.value; value !== undefined && labelled(value); value = records[++i]?.value)
        stretch.push(value)
      const [next, predictions] = both(now, stretch)
      now = next
      for (const [j, { x, y }] of stretch.entries()) out.push({ x, y, prediction: predictions[j]! })
      if (i < records.length) {
        const { x } = records[i++]!.value
        out.push({ x, y: null, prediction: online.predictOne(now, x) })
      }
    }
    return [now, out]
  }
}

/**
 * `prequential` of chunks as they arrive, many times as fast for learners that compute many records in one call; it
 * emits once for each chunk. Law: the same predictions and the same states, bit for bit.
 *
 * @example receivedChunks(source).pipe(prequentialChunks(logisticRegression()))
 */
export const prequentialChunks = <S, X, Y, P>(
  online: Online<S, X, Y, P>,
  from: Place<S> = { state: online.init, offset: null },
): OperatorFunction<readonly Received<MaybeLabelled<X, Y>>[], Emission<S, Tested<X, Y, P>>> => {
  const step = chunk(online)
  return (source) =>
    defer(() => {
      let { state, offset } = from
      return source.pipe(
        map((records) => {
          const [next, values] = step(state, records)
          state = next
          offset = records.at(-1)?.offset ?? offset
          return { values, state, offset }
        }),
      )
    })
}
