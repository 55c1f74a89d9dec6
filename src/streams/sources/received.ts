/** From a source that is pulled to a stream that pushes, without losing the back-pressure. */
import { from as fromInput, Observable, type ObservableInput, type Subscriber } from 'rxjs'
import type { Offset, Received, Source } from './source.js'

export interface ReceivedOptions {
  /** Goes on after the record with this offset; by default from the beginning. */
  readonly from?: Offset
  /** Hands the thread back each time so many milliseconds have passed (default 30), so that timers and servers stay alive. */
  readonly pace?: number
}

/** Resolves in a later turn of the event loop, so that timers, input and output have theirs. */
const nextTurn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

/** Whether it is time to hand the thread back, asked again and again. */
const pacing = (milliseconds: number): (() => boolean) => {
  let until = performance.now() + milliseconds
  return () => {
    if (performance.now() < until) return false
    until = performance.now() + milliseconds
    return true
  }
}

/** Pulls chunk after chunk while there is a subscriber; `push` hands one on, and what it promises is waited for. */
const pulled = <A, B>(
  source: Source<A>,
  { from = null, pace = 30 }: ReceivedOptions,
  push: (chunk: readonly Received<A>[], subscriber: Subscriber<B>, due: () => boolean) => Promise<void> | void,
): Observable<B> =>
  new Observable((subscriber) => {
    const controller = new AbortController()
    subscriber.add(() => controller.abort())
    const due = pacing(pace)
    const run = async (): Promise<void> => {
      for await (const chunk of source.open(from, controller.signal)) {
        if (subscriber.closed) return
        await push(chunk, subscriber, due)
        if (subscriber.closed) return
        if (due()) await nextTurn()
      }
      subscriber.complete()
    }
    run().catch((error) => subscriber.error(error))
  })

/**
 * The records of a source as they arrive together. What is downstream must be done with a chunk when its call returns, as
 * `map`, `scan` and `filter` are: then nothing piles up, because the next chunk is pulled after that.
 * Unsubscribing aborts and closes the source. Faults are errors of the stream.
 */
export const receivedChunks = <A>(
  source: Source<A>,
  options: ReceivedOptions = {},
): Observable<readonly Received<A>[]> => pulled(source, options, (chunk, subscriber) => subscriber.next(chunk))

/**
 * The records of a source one by one. What is downstream must be done with a record when its call returns, as `map`,
 * `scan` and `filter` are: then nothing piles up, because the next is pulled after that. Operators that keep records until
 * a promise is done (`concatMap`, `mergeMap`) keep without limit what arrives meanwhile: use `concatReceived` instead.
 * Unsubscribing aborts and closes the source. Faults are errors of the stream.
 */
export const received = <A>(source: Source<A>, options: ReceivedOptions = {}): Observable<Received<A>> =>
  pulled(source, options, async (chunk, subscriber, due) => {
    for (const record of chunk) {
      subscriber.next(record)
      if (subscriber.closed) return
      if (due()) await nextTurn()
    }
  })

/** Hands on what `input` emits; resolves when it completes or the subscriber leaves. */
const handOn = <B>(input: ObservableInput<B>, subscriber: Subscriber<B>): Promise<void> =>
  new Promise((resolve, reject) => {
    const inner = fromInput(input).subscribe({ next: (b) => subscriber.next(b), error: reject })
    subscriber.add(inner)
    inner.add(() => {
      subscriber.remove(inner)
      resolve()
    })
  })

/**
 * `concatMap` that waits: for each record what `work` gives (a promise, an observable) is emitted, and the next record is
 * pulled only when that is complete. So an asynchronous consumer, however slow, lets no record pile up.
 */
export const concatReceived = <A, B>(
  source: Source<A>,
  work: (record: Received<A>) => ObservableInput<B>,
  options: ReceivedOptions = {},
): Observable<B> =>
  pulled(source, options, async (chunk, subscriber, due) => {
    for (const record of chunk) {
      await handOn(work(record), subscriber)
      if (subscriber.closed) return
      if (due()) await nextTurn()
    }
  })
