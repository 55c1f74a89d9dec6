/** Laws of what groups and orders: batches by time, shuffle buffers, windows. */
import * as fc from 'fast-check'
import { from, Observable, type Timestamp, timestamp, VirtualTimeScheduler } from 'rxjs'
import { key } from '../../src/core/index.js'
import { batches, operatorOf, shuffleBuffer, window, windowMachine } from '../../src/streams/index.js'
import { type Law, law } from '../law.js'
import { emitted, keys, same } from './problem.js'

const upTo = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i)
const sizes = fc.integer({ min: 1, max: 8 })
const counts = fc.nat({ max: 60 })
/** Milliseconds between items. */
const gaps = fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 30 })

/** Items `0, 1, …` after gaps each, on a clock. */
const timed = (after: readonly number[], clock: VirtualTimeScheduler): Observable<number> =>
  new Observable((subscriber) => {
    let at = 0
    for (const [i, gap] of after.entries()) {
      at += gap
      clock.schedule(() => subscriber.next(i), at)
    }
    clock.schedule(() => subscriber.complete(), at)
  })

const batchLaws: readonly Law[] = [
  law(
    'batches: by size and time, joined they are the stream, none is empty or too large',
    [gaps, sizes, sizes],
    (after, size, within) => {
      const clock = new VirtualTimeScheduler()
      const out: (readonly number[])[] = []
      timed(after, clock)
        .pipe(batches({ size, within, scheduler: clock }))
        .subscribe((batch) => out.push(batch))
      clock.flush()
      return same(out.flat(), upTo(after.length)) && out.every(({ length }) => length >= 1 && length <= size)
    },
  ),
  law('batches: a batch waits as long as it may, and no longer', [gaps, sizes, sizes], (after, size, within) => {
    const clock = new VirtualTimeScheduler()
    const times = after.map((_, i) => after.slice(0, i + 1).reduce((a, b) => a + b, 0))
    const out: Timestamp<readonly number[]>[] = []
    timed(after, clock)
      .pipe(batches({ size, within, scheduler: clock }), timestamp(clock))
      .subscribe((batch) => out.push(batch))
    clock.flush()
    return out.every(({ value: batch, timestamp: at }, i) => {
      const since = times[batch[0]!]!
      if (batch.length === size) return at === times[batch.at(-1)!]
      return at === since + within || (i === out.length - 1 && at === times.at(-1) && at <= since + within)
    })
  }),
]

const order = (n: number, options: Parameters<typeof shuffleBuffer>[0]): readonly number[] =>
  emitted(from(upTo(n)).pipe(shuffleBuffer(options)))
const shuffleLaws: readonly Law[] = [
  law('shuffleBuffer: a permutation', [counts, sizes, keys], (n, size, k) =>
    same(
      order(n, { size, key: k }).toSorted((a, b) => a - b),
      upTo(n),
    ),
  ),
  law('shuffleBuffer: none goes out `size` places before its own', [counts, sizes, keys], (n, size, k) =>
    order(n, { size, key: k }).every((item, place) => item - place < size),
  ),
  law(
    'shuffleBuffer: with `wait`, none that many places after its own, and still a permutation',
    [counts, sizes, keys, fc.nat({ max: 6 })],
    (n, size, k, more) => {
      const wait = size + more
      const out = order(n, { size, key: k, wait })
      return (
        out.every((item, place) => place - item < wait && item - place < size) &&
        same(
          out.toSorted((a, b) => a - b),
          upTo(n),
        )
      )
    },
  ),
  law('shuffleBuffer: of size 1 the stream itself', [counts, keys], (n, k) =>
    same(order(n, { size: 1, key: k }), upTo(n)),
  ),
  // two orders of 60 by a buffer of 8 are equal once in 8⁵²
  law('shuffleBuffer: the key says the order, another another', [fc.nat(), fc.nat()], (a, b) => {
    const [first, second] = [a, b].map((seed) => order(60, { size: 8, key: key(seed) }))
    return a === b ? same(first, second) : !same(first, second)
  }),
]

const times = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 30 })
const windowLaws: readonly Law[] = [
  law('window: of a count, each `every`th slice of the stream', [counts, sizes, sizes], (n, size, every) => {
    const out = emitted(from(upTo(n)).pipe(window({ size, every })))
    const begins = upTo(n).filter((i) => i % every === 0 && i + size <= n)
    return same(
      out,
      begins.map((i) => ({ from: i, until: i + size, items: upTo(n).slice(i, i + size) })),
    )
  }),
  law('window: side by side, joined they are the stream without what does not fill one', [counts, sizes], (n, size) => {
    const out = emitted(from(upTo(n)).pipe(window({ size })))
    return same(
      out.flatMap(({ items }) => items),
      upTo(n - (n % size)),
    )
  }),
  law(
    'window: of time, of items in order the items of that time, none empty, in order',
    [times, sizes, sizes],
    (drawn, span, every) => {
      const sorted = drawn.toSorted((a, b) => a - b)
      const out = emitted(from(sorted).pipe(window({ span, every, time: (t) => t })))
      const begins = Array.from({ length: 60 }, (_, k) => (k - 10) * every).filter((b) => b > -span)
      const expected = begins
        .map((b) => ({ from: b, until: b + span, items: sorted.filter((t) => t >= b && t < b + span) }))
        .filter(({ items }) => items.length > 0)
      return same(out, expected)
    },
  ),
  law(
    'window: of time, in any order each item is in all its windows or late',
    [times, sizes, fc.nat({ max: 10 })],
    (drawn, span, lateness) => {
      const machine = windowMachine({ span, lateness, time: (t: number) => t })
      const out = emitted(from(drawn).pipe(operatorOf(machine)))
      const { late } = drawn.reduce((state, t) => machine.step(state, t)[0], machine.init) as { readonly late: number }
      const latest = (i: number): number => Math.max(Number.NEGATIVE_INFINITY, ...drawn.slice(0, i))
      const tooLate = drawn.filter((t, i) => (Math.floor(t / span) + 1) * span <= latest(i) - lateness)
      return (
        late === tooLate.length &&
        out.reduce((n, { items }) => n + items.length, 0) === drawn.length - late &&
        out.every(({ from, until, items }) => items.every((t) => t >= from && t < until)) &&
        new Set(out.map((w) => w.from)).size === out.length
      )
    },
  ),
  law('window: of time, with enough lateness nothing is late', [times, sizes, sizes], (drawn, span, every) => {
    const late = emitted(from(drawn).pipe(window({ span, every, lateness: 60, time: (t) => t })))
    const sorted = emitted(from(drawn.toSorted((a, b) => a - b)).pipe(window({ span, every, time: (t) => t })))
    const unordered = late.map(({ items, ...w }) => ({ ...w, items: items.toSorted((a, b) => a - b) }))
    return same(unordered, sorted)
  }),
]

export const groupingLaws: readonly Law[] = [...batchLaws, ...shuffleLaws, ...windowLaws]
