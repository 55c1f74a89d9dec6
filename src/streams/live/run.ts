/** A live run: from a source to states with offsets, each of which a run can go on from. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { map, Observable, type OperatorFunction, scan } from 'rxjs'
import { positive } from '../../core/positive.js'
import type { Row } from '../sources/codecs.js'
import { type DeadLetter, type Decoded, deadLetter } from '../sources/deadLetter.js'
import { receivedChunks } from '../sources/received.js'
import { mapSource, type Offset, type Received, type Source } from '../sources/source.js'
import type { Live, LiveExample, LiveState } from './live.js'

/** Where a run is. */
export interface LivePlace {
  readonly state: LiveState
  /** Of the last record that was read. */
  readonly offset: Offset
}
/** Where a run is, and what the last records were not. */
export interface LiveEmission extends LivePlace {
  readonly deadLetters: readonly DeadLetter[]
}

/** The rows of a source as examples; rows that are none are dead letters. */
export const liveExamples =
  ({ example }: Pick<Live, 'example'>) =>
  (source: Source<Decoded<Row>>): Source<Decoded<LiveExample>> =>
    mapSource(
      (row: Decoded<Row>, offset): Decoded<LiveExample> =>
        pipe(
          row,
          E.chain((own) =>
            pipe(
              example(own),
              E.mapLeft((reason) => deadLetter(source.name, offset, reason, own)),
            ),
          ),
        ),
    )(source)

/**
 * Ends chunks so that a run can stop after `limit` records in all (those that decode count), `before` of which have been;
 * none is longer than `size`. Completes at the limit.
 */
const cut =
  <A>(
    size: number,
    limit: number,
    before: number,
  ): OperatorFunction<readonly Received<Decoded<A>>[], readonly Received<Decoded<A>>[]> =>
  (source) =>
    new Observable((subscriber) => {
      let left = limit - before
      if (left <= 0) return subscriber.complete()
      return source.subscribe({
        next: (chunk) => {
          for (let from = 0; from < chunk.length && left > 0 && !subscriber.closed; ) {
            let to = from
            while (to < chunk.length && to - from < size && left > 0) if (E.isRight(chunk[to++]!.value)) left--
            subscriber.next(chunk.slice(from, to))
            from = to
          }
          if (left <= 0) subscriber.complete()
        },
        error: (error) => subscriber.error(error),
        complete: () => subscriber.complete(),
      })
    })

export interface LiveRunOptions {
  /** The end, after so many records in all; dead letters do not count. Default: that of the source. */
  readonly limit?: number
  /** A state after so many records at the latest (default 256): what is learnt between two is learnt together, for speed. */
  readonly size?: number
}

/**
 * Learns a source from a place on: predicts each record, then learns it. Emits a state after each few records, as they
 * arrive together. Law: from any emitted place on, the run ends in the same state, bit for bit, as if it had never stopped.
 * Unsubscribing closes the source. Throws `RangeError` for a size that is not a positive integer.
 */
export const liveRun = (
  learner: Live,
  source: Source<Decoded<Row>>,
  from: LivePlace = { state: learner.init, offset: null },
  { limit = Number.POSITIVE_INFINITY, size = 256 }: LiveRunOptions = {},
): Observable<LiveEmission> => {
  positive('liveRun', 'size', size)
  return receivedChunks(liveExamples(learner)(source), { from: from.offset }).pipe(
    cut(size, limit, from.state.records),
    map((chunk) => ({ records: chunk.map(({ value }) => value), offset: chunk.at(-1)!.offset })),
    scan(
      ({ state }, { records, offset }): LiveEmission => ({
        state: learner.learn(
          state,
          records.map((record) => (E.isRight(record) ? record.right : null)),
        ),
        offset,
        deadLetters: records.flatMap((record) => (E.isLeft(record) ? [record.left] : [])),
      }),
      { ...from, deadLetters: [] } as LiveEmission,
    ),
  )
}
