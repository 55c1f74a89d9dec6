/** A recorded source in its own time, by a clock of the test. */
import { VirtualTimeScheduler } from 'rxjs'
import { expect, test } from 'vitest'
import { ofRecords, type ReplayOptions, received, replayed } from '../../../src/streams/index.js'

interface Timed {
  readonly at: number
}

/** When each record came by the clock: time goes on when all that was due is done. */
const times = async (
  records: readonly Timed[],
  options: ReplayOptions<Timed>,
  { from = null as number | null, busy = 0 } = {},
): Promise<readonly (readonly [time: number, at: number])[]> => {
  const scheduler = new VirtualTimeScheduler()
  const seen: [number, number][] = []
  let done = false
  received(replayed({ ...options, scheduler })(ofRecords('recorded', records)), {
    from,
  }).subscribe({
    next: ({ value }) => {
      seen.push([scheduler.now(), value.at])
      scheduler.frame += busy
    },
    complete: () => {
      done = true
    },
  })
  while (!done) {
    await new Promise((resolve) => setTimeout(resolve))
    scheduler.flush()
  }
  return seen
}

const at = (...list: readonly number[]): readonly Timed[] => list.map((time) => ({ at: time }))

test('by a time field: the first at once, the others as long after it as recorded', async () => {
  expect(await times(at(1000, 1500, 1500, 4000), { timeOf: ({ at }) => at })).toEqual([
    [0, 1000],
    [500, 1500],
    [500, 1500],
    [3000, 4000],
  ])
})
test('at another speed, and from an offset', async () => {
  const options = { timeOf: ({ at }: Timed) => at, speed: 10 }
  expect(await times(at(1000, 1500, 4000), options)).toEqual([
    [0, 1000],
    [50, 1500],
    [300, 4000],
  ])
  expect(await times(at(1000, 1500, 4000), options, { from: 1 })).toEqual([
    [0, 1500],
    [250, 4000],
  ])
})
test('at a fixed interval', async () => {
  expect(await times(at(7, 7, 7), { interval: 20, speed: 2 })).toEqual([
    [0, 7],
    [10, 7],
    [20, 7],
  ])
})
test('a time that goes back or is none is that of the record before', async () => {
  expect(await times(at(Number.NaN, 100, 50, Number.NaN, 200), { timeOf: ({ at }) => at })).toEqual([
    [0, Number.NaN],
    [0, 100],
    [0, 50],
    [0, Number.NaN],
    [100, 200],
  ])
})
test('who is slow gets at once what is due, and time is not stretched', async () => {
  expect(await times(at(0, 10, 20, 100), { timeOf: ({ at }) => at }, { busy: 30 })).toEqual([
    [0, 0],
    [30, 10],
    [60, 20],
    [100, 100],
  ])
})
test.each([
  [{ interval: 1, speed: 0 }, 'replayed: speed must be positive, got 0'],
  [{ interval: -1 }, 'replayed: interval must be positive, got -1'],
])('%j is refused', (options, message) => {
  expect(() => replayed(options)).toThrow(new RangeError(message))
})
