/** From pulled to pushed: order, back-pressure, closing, faults. */
import { concatMap, lastValueFrom, map, take, toArray } from 'rxjs'
import { describe, expect, test } from 'vitest'
import {
  concatReceived,
  ofRecords,
  received,
  receivedChunks,
  type Source,
  sourceError,
} from '../../../src/streams/index.js'

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i + 1)
/** Hands the thread back never, so that the order of turns is known. */
const still = { pace: Number.POSITIVE_INFINITY }
const turn = (milliseconds = 0): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** A source that counts what was pulled from it, and tells when it is closed. */
const watched = <A>(source: Source<A>) => {
  const seen = { pulled: 0, closed: false }
  const watching: Source<A> = {
    ...source,
    open: async function* (from, signal) {
      try {
        for await (const chunk of source.open(from, signal)) {
          seen.pulled += chunk.length
          yield chunk
        }
      } finally {
        seen.closed = true
      }
    },
  }
  return { seen, source: watching }
}

describe('ofRecords', () => {
  test('offsets are numbers from 1, and each opens what comes after it', async () => {
    const source = ofRecords('letters', ['a', 'b', 'c'], { atOnce: 2 })
    const all = await lastValueFrom(receivedChunks(source).pipe(toArray()))
    expect(all).toEqual([
      [
        { value: 'a', offset: 1 },
        { value: 'b', offset: 2 },
      ],
      [{ value: 'c', offset: 3 }],
    ])
    expect(await lastValueFrom(received(source, { from: 2 }).pipe(toArray()))).toEqual([{ value: 'c', offset: 3 }])
    expect(await lastValueFrom(received(source, { from: 3 }).pipe(toArray()))).toEqual([])
  })
  test.each([4, -1, 0.5, 'b'])('%j is no offset of it', async (from) => {
    const source = ofRecords('letters', ['a', 'b', 'c'])
    await expect(lastValueFrom(received(source, { from }))).rejects.toThrow(
      `letters: its offsets are whole numbers from 0 to 3, and ${JSON.stringify(from)} is none; start from the beginning, or use the checkpoint of this source`,
    )
  })
})

describe('received', () => {
  test('who leaves after n records has pulled no chunk beyond them, and the source is closed', async () => {
    const { seen, source } = watched(ofRecords('numbers', numbers(1000), { atOnce: 10 }))
    const some = await lastValueFrom(received(source, still).pipe(take(25), toArray()))
    expect(some.map(({ value }) => value)).toEqual(numbers(25))
    await turn()
    expect(seen).toEqual({ pulled: 30, closed: true })
  })
  test('who leaves while the source waits aborts it', async () => {
    let aborted = false
    const silent: Source<number> = {
      name: 'silent',
      open: async function* (_from, signal) {
        yield [{ value: 1, offset: null }]
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
        aborted = true
      },
    }
    const subscription = received(silent, still).subscribe()
    await turn(5)
    expect(aborted).toBe(false)
    subscription.unsubscribe()
    await turn()
    expect(aborted).toBe(true)
  })
  test('a fault comes after the records before it', async () => {
    const broken: Source<number> = {
      name: 'broken',
      open: async function* () {
        yield [{ value: 1, offset: 1 }]
        throw sourceError('broken', 'it\nbroke', 'mend it')
      },
    }
    const seen: unknown[] = []
    await new Promise<void>((resolve) =>
      received(broken).subscribe({
        next: ({ value }) => seen.push(value),
        error: (error) => {
          seen.push(error.message)
          resolve()
        },
      }),
    )
    expect(seen).toEqual([1, 'broken: it broke; mend it'])
  })
  test('hands the thread back, also within a chunk', async () => {
    const endless = ofRecords('numbers', numbers(100_000), { atOnce: 100_000 })
    let turns = 0
    const timer = setInterval(() => turns++, 1)
    const busy = (): void => {
      const until = performance.now() + 0.05
      while (performance.now() < until);
    }
    await lastValueFrom(received(endless, { pace: 5 }).pipe(take(2000), map(busy)))
    clearInterval(timer)
    expect(turns).toBeGreaterThan(8) // 100 ms of work
  })
})

describe('an asynchronous consumer', () => {
  const slow = async (value: number): Promise<number> => {
    await turn()
    return value
  }
  test('by concatReceived lets no chunk be pulled before it is done with the last', async () => {
    const { seen, source } = watched(ofRecords('numbers', numbers(40), { atOnce: 2 }))
    let done = 0
    let ahead = 0
    const all = await lastValueFrom(
      concatReceived(source, async ({ value }) => {
        ahead = Math.max(ahead, seen.pulled - done)
        await slow(value)
        done++
        return value
      }).pipe(toArray()),
    )
    expect(all).toEqual(numbers(40))
    expect(ahead).toBe(2)
  })
  test('by concatMap would: that is why', async () => {
    const { seen, source } = watched(ofRecords('numbers', numbers(40), { atOnce: 2 }))
    let ahead = 0
    let done = 0
    await lastValueFrom(
      received(source).pipe(
        concatMap(async ({ value }) => {
          ahead = Math.max(ahead, seen.pulled - done)
          await slow(value)
          done++
        }),
      ),
    )
    expect(ahead).toBeGreaterThan(20)
  })
  test('may give many or none for a record, and its fault ends the stream and closes the source', async () => {
    const source = ofRecords('numbers', numbers(5))
    const twice = concatReceived(source, ({ value }) => (value % 2 === 0 ? [] : [value, value]))
    expect(await lastValueFrom(twice.pipe(toArray()))).toEqual([1, 1, 3, 3, 5, 5])
    const broken = watched(source)
    await expect(
      lastValueFrom(
        concatReceived(broken.source, async ({ value }) => {
          if (value === 3) throw new Error('three')
          return value
        }),
      ),
    ).rejects.toThrow('three')
    await turn()
    expect(broken.seen.closed).toBe(true)
  })
  test('who leaves while work is pending closes the source', async () => {
    const { seen, source } = watched(ofRecords('numbers', numbers(5)))
    const subscription = concatReceived(source, () => new Promise<number>(() => {})).subscribe()
    await turn()
    subscription.unsubscribe()
    await turn()
    expect(seen.closed).toBe(true)
  })
})
