/** Faults that pass: back-off with jitter, going on after the last record, and the series that a record ends. */
import { lastValueFrom, toArray } from 'rxjs'
import { describe, expect, test } from 'vitest'
import { key } from '../../../src/core/index.js'
import {
  backOff,
  type Offset,
  ofRecords,
  type Reconnection,
  received,
  reconnecting,
  type Source,
  sourceError,
  transientError,
  wait,
} from '../../../src/streams/index.js'

describe('backOff', () => {
  test('waits are uniform below a bound that doubles up to the cap', () => {
    const delay = backOff({ first: 100, cap: 1000, key: key(1) })
    const bounds = [100, 200, 400, 800, 1000, 1000]
    bounds.forEach((bound, i) => {
      const drawn = Array.from({ length: 400 }, (_, fault) => delay(i + 1, fault))
      expect(Math.max(...drawn)).toBeLessThan(bound)
      expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0)
      // the mean of 400 has deviation bound/69; the bound is five deviations
      const mean = drawn.reduce((sum, x) => sum + x, 0) / 400
      expect(Math.abs(mean / bound - 0.5)).toBeLessThan(0.073)
    })
  })
  test('is the same for the same key, and other for another; the 2000th attempt is capped', () => {
    const make = (seed: number) => backOff({ key: key(seed) })(3, 3)
    expect(make(1)).toBe(make(1))
    expect(make(1)).not.toBe(make(2))
    expect(backOff({ key: key(1) })(2000, 1)).toBeLessThan(30_000)
  })
  test('refuses what is not positive', () => {
    expect(() => backOff({ first: 0, key: key(1) })).toThrow(new RangeError('backOff: first must be positive, got 0'))
  })
})

/** Gives so many records at each opening, then a fault; the end where `script` is used up. */
const faulty = (script: readonly number[], fault: () => Error) => {
  const opened: Offset[] = []
  const whole = ofRecords('whole', [1, 2, 3, 4, 5, 6, 7, 8], { atOnce: 1 })
  const source: Source<number> = {
    name: 'faulty',
    open: async function* (from, signal) {
      const give = script[opened.length]
      opened.push(from)
      let given = 0
      for await (const chunk of whole.open(from, signal)) {
        if (given++ === give) throw fault()
        yield chunk
      }
    },
  }
  return { opened, source }
}
const lost = () => transientError('faulty', 'the connection was lost', 'wait')

describe('reconnecting', () => {
  test('nothing is lost or doubled, waits grow until a record comes, and metrics say so', async () => {
    const { opened, source } = faulty([2, 0, 0, 3, 0], lost)
    const notices: Reconnection[] = []
    const steady = reconnecting((attempt, faults) => attempt + faults / 100, { notice: (n) => notices.push(n) })(source)
    const all = await lastValueFrom(received(steady).pipe(toArray()))
    expect(all.map(({ value }) => value)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(opened).toEqual([null, 2, 2, 2, 5, 5])
    expect(notices.map(({ attempt, milliseconds }) => [attempt, milliseconds])).toEqual([
      [1, 1.01],
      [2, 2.02],
      [3, 3.03],
      [1, 1.04],
      [2, 2.05],
    ])
    expect(notices[0]!.fault.message).toBe('faulty: the connection was lost; wait')
    expect(steady.metrics!()).toEqual({ faults: 5, reconnects: 2, attempt: 0 })
  })
  test('a fault that stays passes on at once', async () => {
    const { opened, source } = faulty([1], () => sourceError('faulty', 'no access', 'log in'))
    const steady = reconnecting(() => 0)(source)
    await expect(lastValueFrom(received(steady))).rejects.toThrow('faulty: no access; log in')
    expect(opened).toEqual([null])
  })
  test('after so many attempts without a record the fault passes on', async () => {
    const { opened, source } = faulty([1, 0, 0, 0, 0], lost)
    await expect(lastValueFrom(received(reconnecting(() => 0, { attempts: 2 })(source)))).rejects.toThrow('lost')
    expect(opened).toEqual([null, 1, 1])
  })
  test('who leaves during a wait ends it', async () => {
    const { opened, source } = faulty([0, 0], lost)
    const controller = new AbortController()
    const steady = reconnecting(() => 60_000)(source)
      .open(null, controller.signal)
      [Symbol.asyncIterator]()
    const next = steady.next()
    setTimeout(() => controller.abort(), 5)
    expect(await next).toEqual({ value: undefined, done: true })
    expect(opened).toEqual([null])
  })
})

test('a wait ends when aborted, at once when it already is, and not before its time', async () => {
  const began = performance.now()
  await wait(60_000, AbortSignal.abort())
  await wait(60_000, AbortSignal.timeout(5))
  expect(performance.now() - began).toBeLessThan(5000)
  await wait(20, new AbortController().signal)
  expect(performance.now() - began).toBeGreaterThanOrEqual(23)
  // longer than a timer can count: it must not end at once
  const long = await Promise.race([
    wait(2 ** 40, AbortSignal.timeout(50)).then(() => 'ended'),
    wait(20, new AbortController().signal).then(() => 'waits'),
  ])
  expect(long).toBe('waits')
})
