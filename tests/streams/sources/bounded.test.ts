/** What is pushed meets a bounded buffer: policies, metrics, pausing, closing. */
import { lastValueFrom, toArray, VirtualTimeScheduler } from 'rxjs'
import { describe, expect, test } from 'vitest'
import { key } from '../../../src/core/index.js'
import {
  type BufferOptions,
  bounded,
  buffer,
  type Connection,
  metricsEvery,
  type PushSource,
  received,
  receivedChunks,
  type Sink,
} from '../../../src/streams/index.js'

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))
/** Hands the thread back never, so that the order of turns is known. */
const still = { pace: Number.POSITIVE_INFINITY }
const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i + 1)

describe('buffer', () => {
  const filled = (options: BufferOptions, count: number) => {
    const waiting = buffer<number>(options)
    const said = numbers(count).map((n) => waiting.push(n))
    return { said, size: waiting.size(), dropped: waiting.dropped(), high: waiting.highWater(), kept: waiting.take() }
  }
  test('block takes all, and says from when on it is full', () => {
    expect(filled({ capacity: 3, policy: 'block' }, 4)).toEqual({
      said: ['room', 'room', 'full', 'full'],
      size: 4,
      dropped: 0,
      high: 4,
      kept: [1, 2, 3, 4],
    })
  })
  test('dropOldest keeps the newest, dropNewest and fail the first', () => {
    const base = { size: 3, dropped: 2, high: 3 }
    const said = ['room', 'room', 'full', 'full', 'full']
    expect(filled({ capacity: 3, policy: 'dropOldest' }, 5)).toEqual({ ...base, said, kept: [3, 4, 5] })
    expect(filled({ capacity: 3, policy: 'dropNewest' }, 5)).toEqual({ ...base, said, kept: [1, 2, 3] })
    expect(filled({ capacity: 3, policy: 'fail' }, 5)).toEqual({
      ...base,
      said: [...said.slice(0, 3), 'overflow', 'overflow'],
      kept: [1, 2, 3],
    })
  })
  test('sample keeps each record equally often, in order', () => {
    const counts = Array.from({ length: 10 }, () => 0)
    for (let seed = 0; seed < 500; seed++) {
      const { kept } = filled({ capacity: 4, policy: 'sample', key: key(seed) }, 10)
      expect(kept).toEqual(kept.toSorted((a, b) => a - b))
      for (const n of kept) counts[n - 1]!++
    }
    // 500 draws of probability 0.4: 200, deviation 11; the bound is five deviations
    for (const count of counts) expect(Math.abs(count - 200)).toBeLessThan(55)
  })
  test('takes at most `atOnce`, in order, however long it lives', () => {
    const waiting = buffer<number>({ capacity: 5, policy: 'dropOldest', atOnce: 2 })
    const taken: (readonly number[])[] = []
    for (const n of numbers(40)) {
      waiting.push(n)
      if (n % 4 === 0) taken.push(waiting.take())
    }
    // each round four come and two go: five wait from the second round on, of which the oldest two go
    expect(taken.flat()).toEqual(taken.flat().toSorted((a, b) => a - b))
    expect(taken.slice(0, 3)).toEqual([
      [1, 2],
      [4, 5],
      [8, 9],
    ])
    expect(waiting.dropped() + waiting.size() + taken.flat().length).toBe(40)
  })
  test.each([0, 1.5, Number.NaN])('a capacity of %d is a RangeError', (capacity) => {
    expect(() => buffer({ capacity, policy: 'block' })).toThrow(
      new RangeError(`buffer: capacity must be a positive integer, got ${capacity}`),
    )
  })
})

/** A client that is driven by hand, and remembers what was asked of it. */
const driven = (canPause = true) => {
  const asked: string[] = []
  let sink: Sink<number> | undefined
  let count = 0
  const push: PushSource<number> = {
    name: 'driven',
    canPause,
    connect: (_from, into): Connection => {
      sink = into
      return {
        close: () => {
          asked.push('close')
        },
        pause: () => asked.push('pause'),
        resume: () => asked.push('resume'),
      }
    },
  }
  const send = (n: number): void => {
    for (let i = 0; i < n; i++) {
      count++
      sink!.next({ value: count, offset: count })
    }
  }
  return { asked, push, send, end: () => sink!.complete(), fail: (error: Error) => sink!.error(error) }
}

describe('bounded', () => {
  test('what comes before the end is delivered, then the end', async () => {
    const client = driven()
    const source = bounded({ capacity: 10, policy: 'dropNewest' })(client.push)
    const all = lastValueFrom(receivedChunks(source, still).pipe(toArray()))
    await turn()
    client.send(2)
    client.send(1)
    await turn()
    client.send(2)
    client.end()
    client.send(1) // after the end nothing counts
    expect((await all).map((chunk) => chunk.map(({ value }) => value))).toEqual([
      [1, 2, 3],
      [4, 5],
    ])
    expect(client.asked).toEqual(['close'])
    expect(source.metrics!()).toEqual({
      received: 5,
      delivered: 5,
      dropped: 0,
      bufferSize: 0,
      bufferCapacity: 10,
      bufferHighWater: 3,
      pauses: 0,
    })
  })
  test('and a fault comes after what waited before it', async () => {
    const client = driven()
    const seen: unknown[] = []
    received(bounded({ capacity: 10, policy: 'dropNewest' })(client.push), still).subscribe({
      next: ({ value }) => seen.push(value),
      error: (error) => seen.push(error.message),
    })
    await turn()
    client.send(2)
    client.fail(new Error('lost'))
    await turn()
    expect(seen).toEqual([1, 2, 'lost'])
    expect(client.asked).toEqual(['close'])
  })
  test('block pauses the client when full, and resumes it when half empty', async () => {
    const client = driven()
    const source = bounded({ capacity: 4, policy: 'block', atOnce: 1 })(client.push)
    const pull = source.open(null, new AbortController().signal)[Symbol.asyncIterator]()
    const first = pull.next()
    await turn()
    client.send(5) // one more than fits was under way
    expect((await first).value).toEqual([{ value: 1, offset: 1 }])
    expect(client.asked).toEqual(['pause'])
    await pull.next()
    expect(client.asked).toEqual(['pause'])
    await pull.next()
    expect(client.asked).toEqual(['pause', 'resume'])
    client.send(2)
    expect(client.asked).toEqual(['pause', 'resume', 'pause'])
    expect(source.metrics!()).toMatchObject({ received: 7, delivered: 3, dropped: 0, bufferSize: 4, pauses: 2 })
    await pull.return!()
    expect(client.asked).toEqual(['pause', 'resume', 'pause', 'close'])
    expect(source.metrics!()).toMatchObject({
      received: 7,
      delivered: 3,
      dropped: 4,
      bufferSize: 0,
      bufferHighWater: 5,
    })
  })
  test('block over what cannot pause is refused', () => {
    expect(() => bounded({ capacity: 4, policy: 'block' })(driven(false).push)).toThrow(
      new RangeError(
        'bounded: driven cannot be asked to pause, so its policy cannot be block; choose dropOldest, dropNewest, sample or fail',
      ),
    )
  })
  test('fail ends with a fault after what waited', async () => {
    const client = driven(false)
    const seen: unknown[] = []
    const source = bounded({ capacity: 2, policy: 'fail' })(client.push)
    received(source, still).subscribe({
      next: ({ value }) => seen.push(value),
      error: (error) => seen.push(error.message),
    })
    await turn()
    client.send(4)
    await turn()
    expect(seen).toEqual([
      1,
      2,
      'driven: records come faster than they are taken, and the buffer of 2 is full; learn faster, give a greater capacity, or choose a policy that drops',
    ])
    expect(source.metrics!()).toMatchObject({ received: 3, delivered: 2, dropped: 1 })
  })
  test('who leaves while nothing comes closes the client', async () => {
    const client = driven()
    const subscription = received(bounded({ capacity: 2, policy: 'block' })(client.push), still).subscribe()
    await turn()
    subscription.unsubscribe()
    await turn()
    expect(client.asked).toEqual(['close'])
  })
  test('aborted while who pulls is busy, it closes the client at once and takes no more', async () => {
    const client = driven()
    const source = bounded({ capacity: 4, policy: 'block' })(client.push)
    const controller = new AbortController()
    const pull = source.open(null, controller.signal)[Symbol.asyncIterator]()
    const first = pull.next()
    await turn()
    client.send(1)
    await first
    controller.abort()
    client.send(3)
    await turn()
    expect(client.asked).toEqual(['close'])
    expect(await pull.next()).toEqual({ value: undefined, done: true })
    expect(client.asked).toEqual(['close'])
    expect(source.metrics!()).toMatchObject({ received: 1, delivered: 1, dropped: 0 })
  })
  test('who leaves while it connects has it closed when it is connected', async () => {
    const client = driven()
    let connected = (): void => {}
    const slow: PushSource<number> = {
      ...client.push,
      connect: async (from, sink, signal) => {
        await new Promise<void>((resolve) => {
          connected = resolve
        })
        return client.push.connect(from, sink, signal)
      },
    }
    const subscription = received(bounded({ capacity: 2, policy: 'block' })(slow), still).subscribe()
    await turn()
    subscription.unsubscribe()
    connected()
    await turn()
    expect(client.asked).toEqual(['close'])
  })
})

test('metrics as a stream: now, and each time they changed', () => {
  const scheduler = new VirtualTimeScheduler(undefined, 35)
  let asked = 0
  const metrics = () => ({ received: Math.floor(asked++ / 2) })
  const seen: unknown[] = []
  metricsEvery(10, { metrics }, scheduler).subscribe((m) => seen.push([scheduler.now(), m]))
  scheduler.flush()
  expect(seen).toEqual([
    [0, { received: 0 }],
    [20, { received: 1 }],
  ])
})
