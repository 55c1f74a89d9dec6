/** What operators emit, and when. */
import { map } from 'rxjs'
import { TestScheduler } from 'rxjs/testing'
import { describe, expect, test } from 'vitest'
import { key, literal, type Scalar, scalar } from '../../src/core/index.js'
import { readScalar } from '../../src/engine/index.js'
import { mul } from '../../src/ops/index.js'
import { gradientDescent } from '../../src/optim/index.js'
import {
  batches,
  begin,
  beginFit,
  epochOrder,
  type Fit,
  type Progress,
  shuffle,
  train,
  withProgress,
} from '../../src/streams/index.js'

const scheduler = () =>
  new TestScheduler((actual, expected) => {
    expect(actual).toEqual(expected)
  })

describe('batches', () => {
  test('a batch goes out with its last item, the rest with the end', () =>
    scheduler().run(({ cold, expectObservable }) => {
      const out = cold('a-b-c-d-e-|').pipe(batches(2))
      expectObservable(out).toBe('--x---y---(z|)', { x: ['a', 'b'], y: ['c', 'd'], z: ['e'] })
    }))
  test('nothing of nothing, and an error passes at once', () =>
    scheduler().run(({ cold, expectObservable }) => {
      expectObservable(cold('--|').pipe(batches(3))).toBe('--|')
      expectObservable(cold('a-#').pipe(batches(3))).toBe('--#')
    }))
  test.each([0, -1, 1.5, Number.NaN])('a size of %d is a RangeError', (size) => {
    expect(() => batches(size)).toThrow(new RangeError(`batches: size must be a positive integer, got ${size}`))
  })
})

describe('shuffle', () => {
  test('waits for the end, then emits in the order of key and epoch', () =>
    scheduler().run(({ cold, expectObservable }) => {
      const order = [...epochOrder(key(7), 3, 4)]
      expect(order.toSorted()).toEqual([0, 1, 2, 3])
      const items = order.map((i) => 'abcd'[i])
      expectObservable(cold('a-b-c-d|').pipe(shuffle(key(7), 3))).toBe(`-------(${items.join('')}|)`)
    }))
  // JAX 0.10.2 in 64 bits: uniform(fold_in(key(0), epoch), (8,), float64), then Fisher and Yates from the end
  test('an order is the same for ever', () => {
    expect([...epochOrder(key(0), 0, 8)]).toEqual([5, 0, 4, 6, 1, 7, 3, 2])
    expect([...epochOrder(key(0), 1, 8)]).toEqual([0, 1, 3, 6, 2, 4, 5, 7])
  })
})

describe('train', () => {
  // loss w·b, gradient b, rate ½: w goes 1 → 0 → -2, losses 2 and 0
  const optimizer = gradientDescent<Scalar>({ rate: 0.5 })
  const start = begin({ params: scalar(1), state: null }, optimizer, key(0))
  test('a state after each batch, in its frame', () =>
    scheduler().run(({ cold, expectObservable }) => {
      const states = cold('-a--b|', { a: scalar(2), b: scalar(4) }).pipe(
        train((w: Scalar, state: null, b: Scalar) => [mul(w, b), state] as const, optimizer, start),
        map(({ params, loss, step }) => [params, loss, step].map((t) => readScalar(t))),
      )
      expectObservable(states).toBe('-x--y|', { x: [0, 2, 1], y: [-2, 0, 2] })
    }))
  test('the state before the first step', () => {
    expect(readScalar(start.loss)).toBeNaN()
    expect(readScalar(start.step)).toBe(0)
  })
})

describe('withProgress', () => {
  // ten examples in batches of four, two epochs
  type AnyFit = Fit<unknown, unknown, unknown>
  const fresh = beginFit({ params: literal([], [0]) } as never) as AnyFit
  const at = (epoch: number, batch: number, more: Partial<AnyFit> = {}): AnyFit => ({
    ...fresh,
    position: { epoch, batch },
    ...more,
  })
  const one = { epoch: 1, loss: 0.25, value: 0.5, metrics: { accuracy: 0.75 } }
  const progress = (source: string, states: Record<string, AnyFit>, start: AnyFit) => {
    const clock = scheduler()
    return (marbles: string, expected: Record<string, Progress>): void =>
      clock.run(({ cold, expectObservable }) => {
        const timed = { rows: 10, epochs: 2, size: 4, now: () => clock.now() }
        const shown = cold(source, states).pipe(
          withProgress(timed, start),
          map(([, p]) => p),
        )
        expectObservable(shown).toBe(marbles, expected)
      })
  }
  test('share, rate, time left and loss are exact', () => {
    const states = {
      a: at(0, 1, { running: { loss: 6, rows: 4 } }),
      b: at(0, 3, { running: { loss: 8, rows: 10 } }),
      c: at(1, 0, { history: [one] }),
      d: at(1, 2, { history: [one], running: { loss: 4, rows: 8 } }),
      e: at(2, 0, { history: [one, { ...one, epoch: 2, loss: 0.125 }] }),
    }
    const common = { epochs: 2, metrics: {} }
    const known = { ...common, metrics: one.metrics }
    const source = '1s a 999ms b 1999ms c 499ms d 499ms (e|)'
    progress(
      source,
      states,
      fresh,
    )(source, {
      a: { ...common, epoch: 0, done: 0.4, rowsPerSecond: 4, secondsLeft: 4, loss: 1.5 },
      b: { ...common, epoch: 0, done: 1, rowsPerSecond: 5, secondsLeft: 2, loss: 0.8 },
      c: { ...known, epoch: 1, done: 0, rowsPerSecond: 2.5, secondsLeft: 4, loss: 0.25 },
      d: { ...known, epoch: 1, done: 0.8, rowsPerSecond: 4, secondsLeft: 0.5, loss: 0.5 },
      e: { ...known, epoch: 2, done: 0, rowsPerSecond: 4, secondsLeft: 0, loss: 0.125 },
    })
  })
  test('a resumed run counts its own rows; before any time has passed nothing is known', () => {
    const start = at(1, 0, { history: [one] })
    const next = at(1, 1, { history: [one], running: { loss: 4, rows: 4 } })
    const known = { epochs: 2, epoch: 1, metrics: one.metrics, done: 0.4, loss: 1 }
    progress(
      'a 1999ms a|',
      { a: next },
      start,
    )('a 1999ms b|', {
      a: { ...known, rowsPerSecond: Number.NaN, secondsLeft: Number.NaN },
      b: { ...known, rowsPerSecond: 2, secondsLeft: 3 },
    })
  })
  test('the clock starts with the subscription', () => {
    const clock = scheduler()
    clock.run(({ cold, expectObservable }) => {
      const timed = { rows: 10, epochs: 2, size: 4, now: () => clock.now() }
      const shown = cold('-- 998ms a|', { a: at(0, 2) }).pipe(
        withProgress(timed, fresh),
        map(([, p]) => p.rowsPerSecond),
      )
      expectObservable(shown, '5s ^').toBe('6s r|', { r: 8 })
    })
  })
})
