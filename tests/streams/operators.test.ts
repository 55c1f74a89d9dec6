/** What each operator emits, and when. */
import { readdirSync } from 'node:fs'
import * as E from 'fp-ts/lib/Either.js'
import { from, lastValueFrom, map, NEVER, Subject, take, throwError, toArray } from 'rxjs'
import { TestScheduler } from 'rxjs/testing'
import { describe, expect, test } from 'vitest'
import { counting, doneAtOnce, following, received } from '../../laws/streams/learners.js'
import { key } from '../../src/core/index.js'
import { metrics } from '../../src/models/index.js'
import {
  batches,
  batchMachine,
  checkpointEvery,
  ddm,
  detectDrift,
  inTurn,
  learnOn,
  learnOne,
  limitRate,
  limitSource,
  logisticRegression,
  ofRecords,
  operatorOf,
  operators,
  predictOne,
  prequential,
  prequentialChunks,
  raiseRate,
  reset,
  resumable,
  rolling,
  rollingMetrics,
  scoredBy,
  scoredNumber,
  shuffleBuffer,
  stopEarly,
  swapIn,
  type Tested,
  validate,
  window,
  windowMachine,
  withDelayedLabels,
  wrong,
} from '../../src/streams/index.js'

const scheduler = () =>
  new TestScheduler((actual, expected) => {
    expect(actual).toEqual(expected)
  })

test('every operator has a file of its own, and every file an operator', () => {
  const shared = ['index.ts', 'registry.ts', 'machine.ts', 'sparse.ts', 'rolling.ts', 'delayed.ts']
  const files = readdirSync(new URL('../../src/streams/operators', import.meta.url))
    .filter((name) => name.endsWith('.ts') && !shared.includes(name))
    .map((name) => name.replace('.ts', ''))
  expect(files.toSorted()).toEqual(Object.keys(operators).toSorted())
})

describe('batches by time', () => {
  test('a batch goes out so long after its first item, or when it is full', () => {
    const clock = scheduler()
    clock.run(({ cold, expectObservable }) => {
      const out = cold('ab---cdef----g|').pipe(batches({ size: 3, within: 4, scheduler: clock }))
      const expected = { x: ['a', 'b'], y: ['c', 'd', 'e'], z: ['f'], w: ['g'] }
      expectObservable(out).toBe('----x--y----z-(w|)', expected)
    })
  })
  test('by time alone', () => {
    const clock = scheduler()
    clock.run(({ cold, expectObservable }) => {
      const out = cold('abc---d-|').pipe(batches({ within: 2, scheduler: clock }))
      expectObservable(out).toBe('--x-----(y|)', { x: ['a', 'b', 'c'], y: ['d'] })
    })
  })
  test('options out of range', () => {
    expect(() => batches({})).toThrow(new RangeError('batches: give a size, a time, or both'))
    expect(() => batches({ within: 0 })).toThrow(
      new RangeError('batches: within must be more than 0 milliseconds, got 0'),
    )
    expect(() => batchMachine(0)).toThrow(new RangeError('batches: size must be a positive integer, got 0'))
  })
})

describe('shuffleBuffer', () => {
  test('holds its size, then one goes for each that comes, the rest at the end', () =>
    scheduler().run(({ cold, expectObservable }) => {
      const out = cold('a-b-c-d-|').pipe(
        shuffleBuffer<string>({ size: 2, key: key(3) }),
        map(() => 'x'),
      )
      expectObservable(out).toBe('----x-x-(xx|)')
    }))
  // JAX 0.10.2: uniform(fold_in(key(0), n), (1,), float64) for n = 3, 4, 5, then the permutation of fold_in(key(0), 6)
  test('an order is the same for ever', async () => {
    const out = from([0, 1, 2, 3, 4, 5]).pipe(shuffleBuffer({ size: 3, key: key(0) }), toArray())
    expect(await lastValueFrom(out)).toEqual([2, 3, 1, 5, 0, 4])
  })
  test('options out of range', () => {
    expect(() => shuffleBuffer({ size: 0, key: key(0) })).toThrow(
      'shuffleBuffer: size must be a positive integer, got 0',
    )
    expect(() => shuffleBuffer({ size: 3, key: key(0), wait: 2 })).toThrow(
      new RangeError('shuffleBuffer: wait must be a whole number from the size on, 3, got 2'),
    )
  })
})

describe('window', () => {
  test('of a count: with its last item, and not when it is not full', () =>
    scheduler().run(({ cold, expectObservable }) => {
      const out = cold('a-b-c-d-e|').pipe(window<string>({ size: 2 }))
      expectObservable(out).toBe('--x---y--|', {
        x: { from: 0, until: 2, items: ['a', 'b'] },
        y: { from: 2, until: 4, items: ['c', 'd'] },
      })
    }))
  test('sliding, and with gaps', () =>
    scheduler().run(({ cold, expectObservable }) => {
      const items = (options: { size: number; every: number }) =>
        cold('abcdef|').pipe(
          window<string>(options),
          map((w) => w.items.join('')),
        )
      expectObservable(items({ size: 3, every: 1 })).toBe('--wxyz|', { w: 'abc', x: 'bcd', y: 'cde', z: 'def' })
      expectObservable(items({ size: 2, every: 3 })).toBe('-x--y-|', { x: 'ab', y: 'de' })
    }))
  const at = (time: number) => ({ time })
  test('of time: by the items’ own clock, the open ones at the end, late ones left out', () =>
    scheduler().run(({ cold, expectObservable }) => {
      const values = { a: at(1), b: at(9), c: at(12), d: at(8), e: at(31) }
      const out = cold('a-b-c-d-e-|', values).pipe(window({ span: 10, time: (item) => item.time }))
      expectObservable(out).toBe('----x---y-(z|)', {
        x: { from: 0, until: 10, items: [at(1), at(9)] },
        y: { from: 10, until: 20, items: [at(12)] },
        z: { from: 30, until: 40, items: [at(31)] },
      })
    }))
  test('lateness keeps a window open so much longer', () =>
    scheduler().run(({ cold, expectObservable }) => {
      const values = { a: at(1), c: at(12), d: at(8), e: at(13) }
      const out = cold('a-c-d-e-|', values).pipe(window({ span: 10, lateness: 3, time: (item) => item.time }))
      expectObservable(out).toBe('------x-(z|)', {
        x: { from: 0, until: 10, items: [at(1), at(8)] },
        z: { from: 10, until: 20, items: [at(12), at(13)] },
      })
    }))
  test('late items are counted', () => {
    const machine = windowMachine({ span: 10, time: (t: number) => t })
    const after = [1, 10, 8, 9, 25].reduce((state, t) => machine.step(state, t)[0], machine.init)
    expect(after).toMatchObject({ late: 2, latest: 25 })
  })
  test('options and times out of range', () => {
    expect(() => window({ size: 0 })).toThrow('window: size must be a positive integer, got 0')
    expect(() => window({ size: 1, every: -1 })).toThrow('window: every must be a positive integer, got -1')
    expect(() => window({ span: 0, time: Number })).toThrow(new RangeError('window: span must be more than 0, got 0'))
    expect(() => window({ span: 1, lateness: -1, time: Number })).toThrow(
      new RangeError('window: lateness must be at least 0, got -1'),
    )
    const out = from([Number.NaN]).pipe(window({ span: 1, time: (t) => t }))
    return expect(lastValueFrom(out)).rejects.toThrow(new RangeError('window: a time is a finite number, got NaN'))
  })
})

const validation = (value: number) => ({ value, metrics: {} })
describe('validate', () => {
  const measured = { measure: (s: string) => validation(s.charCodeAt(0)) }
  test('every so many states; all pass', () =>
    scheduler().run(({ cold, expectObservable }) => {
      const out = cold('a-b-c-|').pipe(validate({ every: 2, ...measured }))
      expectObservable(out).toBe('a-b-c-|', {
        a: { state: 'a', validation: null },
        b: { state: 'b', validation: validation(98) },
        c: { state: 'c', validation: null },
      })
    }))
  test('with the first state after each interval, which begins again then', () => {
    const clock = scheduler()
    clock.run(({ cold, expectObservable }) => {
      const out = cold('ab---cd--e-|').pipe(
        validate({ interval: 4, scheduler: clock, ...measured }),
        map(({ validation: v }) => v !== null),
      )
      expectObservable(out).toBe('nn---yn--y-|', { y: true, n: false })
    })
  })
  test('options out of range', () => {
    expect(() => validate(measured)).toThrow(new RangeError('validate: give a count, an interval, or both'))
    expect(() => validate({ every: 0, ...measured })).toThrow('validate: every must be a positive integer, got 0')
    expect(() => validate({ interval: 0, ...measured })).toThrow('validate: interval must be more than 0 milliseconds')
  })
})

describe('stopEarly', () => {
  const of = (value: number | null) => ({ state: String(value), validation: value === null ? null : validation(value) })
  const states = { a: of(3), n: of(null), b: of(2), c: of(2), d: of(Number.NaN), e: of(1) }
  test('ends with the state that used up the patience', () =>
    scheduler().run(({ cold, expectObservable }) => {
      const out = cold('a-n-b-c-n-d-e', states).pipe(
        stopEarly(2),
        map(({ best, stopped, validations }) => [best?.value, best?.epoch, validations, stopped]),
      )
      expectObservable(out).toBe('v-v-w-x-x-(y|)', {
        v: [3, 1, 1, false],
        w: [2, 2, 2, false],
        x: [2, 2, 3, false],
        y: [2, 2, 4, true],
      })
    }))
  test('goes on from where an earlier run was', () =>
    scheduler().run(({ cold, expectObservable }) => {
      const best = { epoch: 5, value: 1, snapshot: 'best' }
      const out = cold('a-b-', states).pipe(
        stopEarly(2, { validations: 6, best }),
        map(({ best, stopped }) => [best?.snapshot, stopped]),
      )
      expectObservable(out).toBe('(x|)', { x: ['best', true] })
    }))
  test('a patience out of range', () => {
    expect(() => stopEarly(0)).toThrow(new RangeError('stopEarly: patience must be a positive integer, got 0'))
  })
})

describe('limitRate', () => {
  test('evenly spaced, and up to a burst at once after a pause', () => {
    const clock = scheduler()
    clock.run(({ cold, expectObservable }) => {
      const source = () => cold('(abc)--d------(efg|)') // marbles of a group take its width
      expectObservable(source().pipe(limitRate({ perSecond: 500, scheduler: clock }))).toBe('a-b-c--d------e-f-(g|)')
      expectObservable(source().pipe(limitRate({ perSecond: 250, burst: 2, scheduler: clock }))).toBe(
        '(ab)c---d-----e-f---(g|)',
      )
    })
  })
  test('an error passes at once; more than may wait is one', () => {
    const clock = scheduler()
    clock.run(({ cold, expectObservable }) => {
      expectObservable(cold('(ab)-#').pipe(limitRate({ perSecond: 100, scheduler: clock }))).toBe('a----#')
      const full = cold('(abcd)').pipe(limitRate({ perSecond: 100, waiting: 2, scheduler: clock }))
      const error = new RangeError('limitRate: more than 2 items wait; slow the source down or buffer it')
      expectObservable(full).toBe('(a#)', undefined, error)
    })
  })
  test('a pulled source waits: it is asked no sooner than it may give', async () => {
    const pulls: number[] = []
    const source = ofRecords('numbers', [1, 2, 3, 4, 5, 6, 7], { atOnce: 3 })
    const watched = {
      ...source,
      open: async function* (...args: Parameters<typeof source.open>) {
        for await (const chunk of source.open(...args)) {
          pulls.push(performance.now())
          yield chunk
        }
      },
    }
    const began = performance.now()
    const chunks: (readonly number[])[] = []
    for await (const chunk of limitSource({ perSecond: 100, burst: 2 })(watched).open(
      null,
      new AbortController().signal,
    ))
      chunks.push(chunk.map(({ value }) => value))
    expect(chunks.flat()).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(chunks[0]).toEqual([1, 2])
    expect(performance.now() - began).toBeGreaterThanOrEqual(47) // five tokens at 100 a second
    expect(pulls[1]! - began).toBeGreaterThanOrEqual(8)
    expect(pulls[2]! - began).toBeGreaterThanOrEqual(37)
  })
  test('an abort ends the wait', async () => {
    const controller = new AbortController()
    const source = limitSource({ perSecond: 0.001 })(ofRecords('numbers', [1, 2]))
    const seen: number[] = []
    for await (const chunk of source.open(null, controller.signal)) {
      seen.push(...chunk.map(({ value }) => value))
      setTimeout(() => controller.abort())
    }
    expect(seen).toEqual([1])
  })
  test('options out of range', () => {
    expect(() => limitRate({ perSecond: 0 })).toThrow(new RangeError('limitRate: perSecond must be more than 0, got 0'))
    expect(() => limitSource({ perSecond: 1, burst: 0 })).toThrow('limitRate: burst must be a positive integer, got 0')
    expect(() => limitRate({ perSecond: 1, waiting: 0 })).toThrow(
      'limitRate: waiting must be a positive integer, got 0',
    )
  })
})

describe('checkpointEvery', () => {
  /** Saves that are done when they are told to. */
  const saves = () => {
    const begun: string[] = []
    const ends: ((result: E.Either<string, null>) => void)[] = []
    const save = (state: string) => () => {
      begun.push(state)
      return new Promise<E.Either<string, null>>((resolve) => ends.push(resolve))
    }
    const end = async (result: E.Either<string, null> = E.right(null)): Promise<void> => {
      ends.shift()!(result)
      await new Promise((resolve) => setTimeout(resolve))
    }
    return { begun, save, end, waiting: () => ends.length }
  }
  /** What came, in order. */
  const watched = (options: Omit<Parameters<typeof checkpointEvery<string, string>>[0], 'save'>) => {
    const source = new Subject<string>()
    const disk = saves()
    const seen: string[] = []
    const subscription = source.pipe(checkpointEvery({ ...options, save: disk.save })).subscribe({
      next: (state) => seen.push(state),
      error: (error) => seen.push(`error ${error instanceof Error ? error.message : error}`),
      complete: () => seen.push('end'),
    })
    return { source, disk, seen, subscription }
  }
  test('states pass at once, every other one is saved, the last at the end, which waits for it', async () => {
    const { source, disk, seen } = watched({ every: 2 })
    for (const s of 'abc') source.next(s)
    expect([seen, disk.begun]).toEqual([['a', 'b', 'c'], ['b']])
    source.complete()
    expect(seen).toEqual(['a', 'b', 'c'])
    await disk.end()
    expect([seen, disk.begun]).toEqual([
      ['a', 'b', 'c'],
      ['b', 'c'],
    ])
    await disk.end()
    expect(seen).toEqual(['a', 'b', 'c', 'end'])
  })
  test('never two at once: of those that come due meanwhile the latest is saved', async () => {
    const { source, disk } = watched({ every: 1 })
    for (const s of 'abcd') source.next(s)
    expect([disk.begun, disk.waiting()]).toEqual([['a'], 1])
    await disk.end()
    expect([disk.begun, disk.waiting()]).toEqual([['a', 'd'], 1])
  })
  test('what is saved already is not saved again at the end', async () => {
    const { source, disk, seen } = watched({ every: 2 })
    for (const s of 'ab') source.next(s)
    await disk.end()
    source.complete()
    expect([seen, disk.begun]).toEqual([['a', 'b', 'end'], ['b']])
  })
  test('by time: so long after the first state that is not saved, whichever is first', () => {
    const clock = scheduler()
    clock.run(({ cold, expectObservable }) => {
      const saved: string[] = []
      const save = (state: string) => () => {
        saved.push(`${state}${clock.now()}`)
        return doneAtOnce(E.right(null))
      }
      const out = cold('-ab------cd-efg-|').pipe(checkpointEvery({ every: 3, interval: 5, save, scheduler: clock }))
      expectObservable(out).toBe('-ab------cd-efg-|')
      clock.flush()
      expect(saved).toEqual(['b6', 'e12', 'g16'])
    })
  })
  test('a source that fails is saved, too, before it fails', async () => {
    const { source, disk, seen } = watched({ every: 5 })
    source.next('a')
    source.error('gone')
    expect([seen, disk.begun]).toEqual([['a'], ['a']])
    await disk.end()
    expect(seen).toEqual(['a', 'error gone'])
  })
  test('a failed save is an error, after as many as may fail', async () => {
    const failures: string[] = []
    const { source, disk, seen } = watched({ every: 1, failures: 1, onFailure: (error) => failures.push(error) })
    source.next('a')
    await disk.end(E.left('full'))
    expect([seen, failures]).toEqual([['a'], ['full']])
    source.next('b')
    await disk.end()
    source.next('c')
    await disk.end(E.left('full'))
    source.next('d')
    await disk.end(E.left('still full'))
    expect([seen, failures, disk.begun]).toEqual([
      ['a', 'b', 'c', 'd', 'error still full'],
      ['full', 'full'],
      ['a', 'b', 'c', 'd'],
    ])
    expect(source.observed).toBe(false)
  })
  test('a state whose save failed is saved at the end, and that save may not fail', async () => {
    const { source, disk, seen } = watched({ every: 1, failures: 9 })
    source.next('a')
    await disk.end(E.left('full'))
    source.complete()
    expect(disk.begun).toEqual(['a', 'a'])
    await disk.end(E.left('full'))
    expect(seen).toEqual(['a', 'error full'])
  })
  test('the source’s own error is told rather than that of the last save', async () => {
    const failures: string[] = []
    const { source, disk, seen } = watched({ every: 9, onFailure: (error) => failures.push(error) })
    source.next('a')
    source.error('gone')
    await disk.end(E.left('full'))
    expect([seen, failures]).toEqual([['a', 'error gone'], ['full']])
  })
  test('a save that throws or rejects is an error', async () => {
    for (const broken of [
      () => {
        throw new Error('bug')
      },
      () => () => Promise.reject(new Error('bug')),
    ])
      await expect(lastValueFrom(from(['a']).pipe(checkpointEvery({ every: 1, save: broken })))).rejects.toThrow('bug')
  })
  test('who unsubscribes gets no more saves', async () => {
    const { source, disk, subscription } = watched({ every: 1 })
    for (const s of 'ab') source.next(s)
    subscription.unsubscribe()
    await disk.end()
    expect(disk.begun).toEqual(['a'])
  })
  test('options out of range', () => {
    const { save } = saves()
    expect(() => checkpointEvery({ save })).toThrow(
      new RangeError('checkpointEvery: give a count, an interval, or both'),
    )
    expect(() => checkpointEvery({ save, every: 0 })).toThrow(
      'checkpointEvery: every must be a positive integer, got 0',
    )
    expect(() => checkpointEvery({ save, interval: -1 })).toThrow('checkpointEvery: interval must be more than 0')
    expect(() => checkpointEvery({ save, every: 1, failures: -1 })).toThrow(
      new RangeError('checkpointEvery: failures must be a whole number from 0, got -1'),
    )
  })
})

const [x, y] = [
  { x: 0, y: 'a' as const },
  { x: 0, y: null },
]
describe('learnOne, predictOne, prequential', () => {
  const frames = {
    a: { value: x, offset: 'first' },
    b: { value: y, offset: 'second' },
    c: { value: x, offset: 'third' },
  }
  test('learnOne: the state after each record, that without a label left out, offsets go on', () =>
    scheduler().run(({ cold, expectObservable }) => {
      expectObservable(cold('a-b-c|', frames).pipe(learnOne(counting))).toBe('a-b-c|', {
        a: { ...frames.a, state: { a: 1, b: 0 } },
        b: { ...frames.b, state: { a: 1, b: 0 } },
        c: { ...frames.c, state: { a: 2, b: 0 } },
      })
    }))
  test('prequential: predicts before it learns', () =>
    scheduler().run(({ cold, expectObservable }) => {
      const out = cold('a-b-c|', frames).pipe(
        prequential(counting),
        map(({ value, offset, state }) => [value.prediction.a, value.y, offset, state.a]),
      )
      expectObservable(out).toBe('a-b-c|', {
        a: [1 / 2, 'a', 'first', 1],
        b: [2 / 3, null, 'second', 1],
        c: [2 / 3, 'a', 'third', 2],
      })
    }))
  test('predictOne: by the state there is, and by each that comes', () =>
    scheduler().run(({ cold, expectObservable }) => {
      const states = cold('--s|', { s: { a: 8, b: 0 } })
      const source = cold('x--x-x|', { x: { value: 0, offset: 7 } })
      const out = source.pipe(
        predictOne(counting, { a: 0, b: 0 }, states),
        map(({ value, offset }) => [value.prediction.a, offset]),
      )
      expectObservable(out).toBe('x--y-y|', { x: [1 / 2, 7], y: [9 / 10, 7] })
    }))
  test('predictOne: an error of the states is one of the stream', () =>
    scheduler().run(({ cold, expectObservable }) => {
      expectObservable(
        cold('---x').pipe(
          map(() => ({ value: 0, offset: null })),
          predictOne(counting, { a: 0, b: 0 }, cold('-#')),
        ),
      ).toBe('-#')
    }))
  test('prequentialChunks: as one by one, bit for bit, with a learner that computes many at once', async () => {
    const learner = logisticRegression({ classes: ['a', 'b'] })
    const values = Array.from({ length: 60 }, (_, i) => ({
      x: { u: Math.sin(i), v: Math.cos(3 * i) },
      y: i % 7 === 3 ? null : Math.sin(i) > 0.2 ? ('a' as const) : ('b' as const),
    }))
    const all = received(values)
    const one = await lastValueFrom(from(all).pipe(prequential(learner), toArray()))
    const chunks = [all.slice(0, 13), all.slice(13, 14), all.slice(14)]
    const many = await lastValueFrom(from(chunks).pipe(prequentialChunks(learner), toArray()))
    expect(many.flatMap(({ values }) => values)).toEqual(one.map(({ value }) => value))
    expect(many.map(({ offset }) => offset)).toEqual([13, 14, 60])
    expect(many.map(({ state }) => state)).toEqual([one[12]!.state, one[13]!.state, one[59]!.state])
  })
})

describe('withDelayedLabels', () => {
  const record = (id: string, time: number) => ({ value: { id, time }, offset: `r-${id}` })
  const label = (id: string, time: number) => ({ value: { id, y: id.toUpperCase(), time }, offset: `l-${id}` })
  const joining = { id: (v: { id: string }) => v.id, recordTime: (v: any) => v.time, labelTime: (l: any) => l.time }
  test('joins what comes later, and both offsets go on', () =>
    scheduler().run(({ cold, expectObservable }) => {
      const labels = cold('---a--b|', { a: label('a', 3), b: label('b', 6) })
      const source = cold('a-b-|', { a: record('a', 0), b: record('b', 2) })
      const out = source.pipe(
        withDelayedLabels({ ...joining, records: 5 }, labels),
        map(({ values, offset, labelOffset }) => [values.map(({ value, y }) => value.id + y), offset, labelOffset]),
      )
      expectObservable(out).toBe('p-qr--s|', {
        p: [[], 'r-a', null],
        q: [[], 'r-b', null],
        r: [['aA'], 'r-b', 'l-a'],
        s: [['bB'], 'r-b', 'l-b'],
      })
    }))
  test('counts what is late, unknown, expired, double', async () => {
    const events = (...all: (readonly ['r' | 'l', string, number])[]) => {
      const records = new Subject<any>()
      const labels = new Subject<any>()
      const seen: any[] = []
      records.pipe(withDelayedLabels({ ...joining, records: 2, within: 10 }, labels)).subscribe((e) => seen.push(e))
      for (const [kind, id, time] of all) kind === 'r' ? records.next(record(id, time)) : labels.next(label(id, time))
      return seen.at(-1)!.state.counts
    }
    const none = { joined: 0, expired: 0, late: 0, duplicate: 0, unknown: 0, repeated: 0 }
    expect(events(['l', 'a', 0])).toEqual({ ...none, unknown: 1 })
    expect(events(['r', 'a', 0], ['l', 'a', 10], ['l', 'a', 11])).toEqual({ ...none, joined: 1, duplicate: 1 })
    expect(events(['r', 'a', 0], ['l', 'a', 11])).toEqual({ ...none, expired: 1, late: 1 })
    expect(events(['r', 'a', 0], ['r', 'b', 0], ['r', 'c', 0], ['l', 'a', 0], ['l', 'b', 0])).toEqual({
      ...none,
      expired: 1,
      late: 1,
      joined: 1,
    })
    expect(events(['r', 'a', 0], ['r', 'a', 0])).toEqual({ ...none, repeated: 1 })
    // after four more records its name is forgotten
    expect(events(...'abcde'.split('').map((id) => ['r', id, 0] as const), ['l', 'a', 0])).toEqual({
      ...none,
      expired: 3,
      unknown: 1,
    })
  })
  test('options out of range', () => {
    expect(() => withDelayedLabels({ ...joining, records: 0 }, NEVER)).toThrow(
      new RangeError('withDelayedLabels: records must be a positive integer, got 0'),
    )
    expect(() => withDelayedLabels({ ...joining, records: 1, within: 0 }, NEVER)).toThrow(
      new RangeError('withDelayedLabels: within must be more than 0 milliseconds, got 0'),
    )
  })
})

describe('detectDrift', () => {
  // labels are 0 and from record 100 on 10; the learner predicts where it is
  const values = Array.from({ length: 200 }, (_, i) => ({ x: 0, y: i < 100 ? 0 : 10 }))
  const slow = following(0.01)
  const error = (prediction: number, y: number) => (Math.abs(prediction - y) > 1 ? 1 : 0)
  const run = async (respond: any) =>
    lastValueFrom(
      from(received(values)).pipe(detectDrift({ online: slow, detector: ddm(), error, respond }), toArray()),
    )
  const at = (states: Awaited<ReturnType<typeof run>>, verdict: string) =>
    states.findIndex(({ value }) => value.verdict === verdict)
  test('a verdict with each record, in its frame; without a label the last one, and the offset goes on', () =>
    scheduler().run(({ cold, expectObservable }) => {
      const always = {
        init: 0,
        update: (n: number) => (n + 1) % 3,
        verdict: (n: number) => (['stable', 'warning', 'drift'] as const)[n]!,
      }
      const frames = { a: { value: { x: 0, y: 8 }, offset: 5 }, b: { value: { x: 0, y: null }, offset: 6 } }
      const options = { online: following(0.5), detector: always, error, respond: reset(following(0.5)) }
      const out = cold('a-b-a-|', frames).pipe(
        detectDrift(options),
        map(({ value, offset, state }) => [value.prediction, value.verdict, offset, state.learner, state.drifts]),
      )
      expectObservable(out).toBe('a-b-c-|', {
        a: [0, 'warning', 5, 4, 0],
        b: [4, 'warning', 6, 4, 0],
        c: [4, 'drift', 5, 4, 1], // anew, and half the way to 8
      })
    }))
  test('learnOn: only says so', async () => {
    const states = await run(learnOn(slow))
    expect(at(states, 'drift')).toBe(100)
    expect(states[101]!.state.learner).toBeCloseTo(0.199, 12)
    expect(states[100]!.state.drifts).toBe(1)
    expect(states.map(({ offset }) => offset)).toEqual(values.map((_, i) => i + 1))
  })
  test('reset: begins anew with the record of the drift', async () => {
    const states = await run(reset(slow, () => 7))
    expect(states[99]!.state.learner).toBe(0)
    expect(states[100]!.state.learner).toBeCloseTo(7.03, 12)
  })
  test('raiseRate: learns faster for so many records', async () => {
    const states = await run(raiseRate(slow, following(0.5), 3))
    const learners = states.slice(100, 105).map(({ state }) => state.learner)
    const expected = [5, 7.5, 8.75, 8.75 + 0.0125, 8.7625 + 0.012375]
    for (const [i, e] of expected.entries()) expect(learners[i]).toBeCloseTo(e, 12)
  })
  test('swapIn: the model trained since the warning takes the place of the old one', () => {
    const { memory, learn } = swapIn(following(0.5))
    const states: ReturnType<typeof learn>[] = [{ learner: -8, memory }]
    for (const verdict of ['stable', 'warning', 'warning', 'stable', 'warning', 'drift', 'drift'] as const)
      states.push(learn(states.at(-1)!, verdict, 0, 8))
    expect(states.map(({ memory }) => memory)).toEqual([null, null, 4, 6, null, 4, null, null])
    expect(states[4]!.learner).toBe(7)
    expect(states[6]!.learner).toBe(6) // 4 from the background, half the way to 8
    expect(states[7]!.learner).toBe(4) // none in the background: anew
  })
  test('wrong: the most probable class is not the label', () => {
    expect(wrong({ a: 0.2, b: 0.8 }, 'b')).toBe(0)
    expect(wrong({ a: 0.5, b: 0.5 }, 'b')).toBe(1)
    expect(wrong({ 0: 0.4, 1: 0.6 }, 1)).toBe(0)
    expect(wrong({}, 'a')).toBe(1)
  })
  test('raiseRate: records out of range', () => {
    expect(() => raiseRate(slow, slow, 0)).toThrow(
      new RangeError('raiseRate: records must be a positive integer, got 0'),
    )
  })
})

describe('rollingMetrics', () => {
  const test1 = (y: 'a' | 'b' | null, a: number): Tested<null, 'a' | 'b', any> => ({
    x: null,
    y,
    prediction: { a, b: 1 - a },
  })
  const tests = [test1('a', 0.9), test1('b', 0.6), test1(null, 0.5), test1('a', 0.7), test1('b', 0.2)]
  test('over the last two: in the frame of the record, those without a label change nothing', () =>
    scheduler().run(({ cold, expectObservable }) => {
      const values = Object.fromEntries(tests.map((value, i) => ['vwxyz'[i]!, { value, offset: i }]))
      const out = cold('v-w-x-y-z|', values).pipe(
        rollingMetrics({
          metrics: { accuracy: metrics.accuracy, loss: metrics.logLoss },
          over: { last: 2 },
          scored: scoredBy(['a', 'b']),
        }),
        map(({ value, offset }) => [value.metrics.accuracy, value.metrics.loss!.toFixed(9), offset]),
      )
      const loss = (...p: readonly number[]) => (-p.reduce((s, q) => s + Math.log(q), 0) / p.length).toFixed(9)
      expectObservable(out).toBe('v-w-x-y-z|', {
        v: [1, loss(0.9), 0],
        w: [0.5, loss(0.9, 0.4), 1],
        x: [0.5, loss(0.9, 0.4), 2],
        y: [0.5, loss(0.4, 0.7), 3],
        z: [1, loss(0.7, 0.8), 4],
      })
    }))
  // errors 1, 3, 5 with factor ½: (5 + 3/2 + 1/4) / (1 + 1/2 + 1/4) = 27/7
  test('fading: each record counts a factor less than the next', () => {
    const { init, add, read } = rolling({ metrics: { mae: metrics.mae, mse: metrics.mse }, over: { fading: 0.5 } })
    const state = [1, 3, 5].reduce((s, e) => add(s, { truth: 10, prediction: [10 + e] }), init)
    expect(read(state).mae).toBeCloseTo(27 / 7, 12)
    expect(read(state).mse).toBeCloseTo((25 + 9 / 2 + 1 / 4) / (7 / 4), 12)
  })
  test('of nothing they are not defined', () => {
    const { init, read } = rolling({ metrics: { accuracy: metrics.accuracy }, over: 'all' })
    expect(read(init)).toEqual({ accuracy: Number.NaN })
  })
  test('what a test says', () => {
    expect(scoredBy(['b', 'a'])(tests[0]!)!.truth).toBe(1)
    expect(scoredBy([0, 1])({ x: 0, y: 1, prediction: { 1: 0.25 } })).toEqual({ truth: 1, prediction: [0, 0.25] })
    expect(scoredNumber({ x: 0, y: 3, prediction: 4 })).toEqual({ truth: 3, prediction: [4] })
    expect(scoredNumber({ x: 0, y: null, prediction: 4 })).toBeNull()
    expect(() => scoredBy(['a'])(test1('b', 1))).toThrow(new RangeError("scoredBy: 'b' is none of the classes a"))
  })
  test('options out of range', () => {
    const given = { metrics: { accuracy: metrics.accuracy } }
    expect(() => rolling({ ...given, over: { last: 0 } })).toThrow('rollingMetrics: last must be a positive integer')
    expect(() => rolling({ ...given, over: { fading: 1 } })).toThrow(
      new RangeError('rollingMetrics: fading must lie between 0 and 1, got 1'),
    )
    expect(() => rolling({ metrics: { auc: metrics.rocAuc }, over: 'all' })).toThrow(
      new RangeError('rollingMetrics: auc keeps every record; use one that counts by bins'),
    )
  })
})

describe('machines', () => {
  test('a step that throws is an error of the stream, and the source is left', async () => {
    let pulled = 0
    function* endless() {
      for (;;) yield { value: pulled++, offset: null }
    }
    const broken = {
      init: 0,
      step: (state: number, n: number) => {
        if (n === 3) throw new RangeError('three')
        return [state + n, [n]] as const
      },
    }
    await expect(lastValueFrom(from(endless()).pipe(resumable(broken)))).rejects.toThrow('three')
    expect(pulled).toBe(4)
    await expect(lastValueFrom(from([3]).pipe(operatorOf(broken)))).rejects.toThrow('three')
    await expect(lastValueFrom(throwError(() => new Error('source')).pipe(operatorOf(broken)))).rejects.toThrow(
      'source',
    )
  })
  test('in turn: windows of batches, with one state and offsets', async () => {
    const both = inTurn(batchMachine<number>(2), windowMachine<readonly number[]>({ size: 2 }))
    const out = await lastValueFrom(from(received([1, 2, 3, 4, 5])).pipe(resumable(both), toArray()))
    expect(out.map(({ offset }) => offset)).toEqual([1, 2, 3, 4, 5, 5].slice(0, out.length))
    expect(out.flatMap(({ values }) => values.map(({ items }) => items))).toEqual([
      [
        [1, 2],
        [3, 4],
      ],
    ])
  })
  test('who takes enough leaves the source', async () => {
    let pulled = 0
    function* endless() {
      for (;;) yield pulled++
    }
    await lastValueFrom(from(endless()).pipe(shuffleBuffer<number>({ size: 3, key: key(0) }), take(5)))
    expect(pulled).toBe(8)
  })
})
