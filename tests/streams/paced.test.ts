/** Long iterables do not stop the rest of the program. */
import { lastValueFrom, takeUntil, timer, toArray } from 'rxjs'
import { describe, expect, test } from 'vitest'
import { paced } from '../../src/streams/index.js'

/** `count` items that take a millisecond each. */
function* slow(count: number, pulled: { count: number } = { count: 0 }): Generator<number> {
  for (let i = 0; i < count; i++) {
    pulled.count++
    for (const until = performance.now() + 1; performance.now() < until; );
    yield i
  }
}

describe('paced', () => {
  test('all items, in order, also over many breaks', async () => {
    const items = await lastValueFrom(paced(slow(40), 5).pipe(toArray()))
    expect(items).toEqual(Array.from({ length: 40 }, (_, i) => i))
  })
  test('timers run meanwhile', async () => {
    let ticks = 0
    const interval = setInterval(() => ticks++, 5)
    await lastValueFrom(paced(slow(150), 10))
    clearInterval(interval)
    expect(ticks).toBeGreaterThanOrEqual(5)
  })
  test('with Infinity all come before subscribe returns', () => {
    const items: number[] = []
    paced(slow(40), Number.POSITIVE_INFINITY).subscribe((item) => items.push(item))
    expect(items).toHaveLength(40)
  })
  test('not one item is pulled after a timer unsubscribes', async () => {
    const pulled = { count: 0 }
    const seen = await lastValueFrom(paced(slow(10_000, pulled), 5).pipe(takeUntil(timer(30)), toArray()))
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(pulled.count).toBe(seen.length)
    expect(seen.length).toBeLessThan(10_000)
  })
  test('nor of a source that cannot be closed', async () => {
    const pulled = { count: 0 }
    const source = slow(10_000, pulled)
    const items = { [Symbol.iterator]: () => ({ next: () => source.next() }) } as Iterable<number>
    const seen = await lastValueFrom(paced(items, 5).pipe(takeUntil(timer(30)), toArray()))
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(pulled.count).toBe(seen.length)
  })
  test('an error of the source is an error of the stream, at once or later', async () => {
    function* failing(after: number): Generator<number> {
      yield* slow(after)
      throw new Error('no more')
    }
    await expect(lastValueFrom(paced(failing(2)))).rejects.toThrow('no more')
    await expect(lastValueFrom(paced(failing(20), 3))).rejects.toThrow('no more')
  })
  test('each subscriber of an iterable has its own items', async () => {
    const source = paced([1, 2, 3])
    expect(await lastValueFrom(source.pipe(toArray()))).toEqual([1, 2, 3])
    expect(await lastValueFrom(source.pipe(toArray()))).toEqual([1, 2, 3])
  })
})
