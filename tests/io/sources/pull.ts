/** Reading sources in tests. */

import * as E from 'fp-ts/lib/Either.js'
import { expect } from 'vitest'
import { key } from '../../../src/core/key.js'
import {
  backOff,
  type DeadLetter,
  type Decoded,
  type Offset,
  type Received,
  reconnecting,
  type Source,
  SourceError,
} from '../../../src/streams/sources/index.js'

/** The first `count` records after `from`; `seen` is told after each chunk how many there are. */
export const take = async <A>(
  source: Source<A>,
  count: number,
  from: Offset = null,
  seen: (count: number) => void | Promise<void> = () => {},
): Promise<readonly Received<A>[]> => {
  const records: Received<A>[] = []
  const controller = new AbortController()
  // Rather than wait for what does not come until the test's time is up.
  const patience = setTimeout(() => controller.abort(), 10_000)
  for await (const chunk of source.open(from, controller.signal)) {
    expect(chunk.length).toBeGreaterThan(0)
    records.push(...chunk)
    await seen(records.length)
    if (records.length >= count) controller.abort()
  }
  clearTimeout(patience)
  if (records.length < count) throw new Error(`only ${records.length} of ${count} records came`)
  return records.slice(0, count)
}

/** What did decode; fails on a dead letter. */
export const values = <A>(records: readonly Received<Decoded<A>>[]): readonly A[] =>
  records.map(({ value }) => {
    if (E.isLeft(value)) throw new Error(`a dead letter: ${value.left.reason}`)
    return value.right
  })

export const letters = (records: readonly Received<Decoded<unknown>>[]): readonly DeadLetter[] =>
  records.flatMap(({ value }) => (E.isLeft(value) ? [value.left] : []))

/** The one fault with which opening ends, as its line and whether it may pass. */
export const fault = async (source: Source<unknown>, from: Offset = null): Promise<readonly [string, boolean]> => {
  try {
    await take(source, 1, from)
  } catch (error) {
    if (error instanceof SourceError) return [error.message, error.transient]
    throw error
  }
  throw new Error('there is no fault')
}

/** Reopened after short waits. */
export const again: <A>(source: Source<A>) => Source<A> = reconnecting(backOff({ first: 20, cap: 100, key: key(1) }))

export const numbers = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i)

/** The values of a source that waits for ever, up to the record with offset `last`; a dead letter is a fault. */
export const upTo = <A>(last: Offset, source: Source<Decoded<A>>): Source<A> => ({
  name: source.name,
  open: async function* (from, signal) {
    if (last === null || from === last) return
    for await (const chunk of source.open(from, signal)) {
      const read = values(chunk)
      yield chunk.map(({ offset }, i) => ({ value: read[i]!, offset }))
      if (chunk.at(-1)!.offset === last) return
    }
  },
})

/** Names that were not there before. */
export const freshNames = (stem: string): (() => string) => {
  let count = 0
  return () => `${stem}${count++}`
}
