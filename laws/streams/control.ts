/** Laws of what watches and slows a run: validation, early stopping, checkpoints, rates. */
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { from } from 'rxjs'
import {
  checkpointEvery,
  limitRate,
  stopEarly,
  type TokenBucket,
  takeToken,
  validate,
} from '../../src/streams/index.js'
import { type Law, law } from '../law.js'
import { doneAtOnce } from './learners.js'
import { emitted, same } from './problem.js'

const upTo = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i)
const counts = fc.nat({ max: 40 })
const few = fc.integer({ min: 1, max: 6 })
const values = fc.array(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constantFrom(Number.NaN, null)), { maxLength: 30 })

export const controlLaws: readonly Law[] = [
  law('validate: passes all states, and measures each `every`th once', [counts, few], (n, every) => {
    const measured: number[] = []
    const measure = (state: number) => {
      measured.push(state)
      return { value: -state, metrics: {} }
    }
    const out = emitted(from(upTo(n)).pipe(validate({ every, measure })))
    const turn = (i: number): boolean => i % every === every - 1
    return (
      same(
        out.map(({ state }) => state),
        upTo(n),
      ) &&
      out.every(({ state, validation }, i) => (turn(i) ? validation?.value === -state : validation === null)) &&
      same(measured, upTo(n).filter(turn))
    )
  }),
  law(
    'stopEarly: the best is the least so far, the first at ties; it ends when the patience is used up',
    [values, few],
    (drawn, patience) => {
      const all = drawn.map((value, i) => ({ state: i, validation: value === null ? null : { value, metrics: {} } }))
      const out = emitted(from(all).pipe(stopEarly(patience)))
      const measured = (i: number): readonly number[] => drawn.slice(0, i + 1).filter((v) => v !== null)
      return (
        out.every(({ state, best, validations, stopped }, i) => {
          const so = measured(i)
          const least = so.reduce((a, b) => (b < a || Number.isNaN(a) ? b : a), Number.NaN)
          const at = so.indexOf(least)
          const right = at < 0 ? best === null : best?.value === least && best.epoch === at + 1
          const over = drawn[i] !== null && so.length - (at + 1) >= patience
          return (
            state === i &&
            right &&
            validations === so.length &&
            stopped === over &&
            stopped === (i === out.length - 1 && over)
          )
        }) &&
        (out.length === all.length || out.at(-1)!.stopped)
      )
    },
  ),
  law('stopEarly: from where it was it goes on', [values, few, fc.nat()], (drawn, patience, cut) => {
    const all = drawn.map((value, i) => ({ state: i, validation: value === null ? null : { value, metrics: {} } }))
    const whole = emitted(from(all).pipe(stopEarly(patience)))
    if (whole.length === 0) return true
    const at = cut % whole.length
    const { validations, best } = whole[at]!
    if (whole[at]!.stopped) return true
    const rest = emitted(from(all.slice(at + 1)).pipe(stopEarly(patience, { validations, best })))
    return same(rest, whole.slice(at + 1))
  }),
  law('checkpointEvery: passes the states, saves each `every`th and the last', [counts, few], (n, every) => {
    const saved: number[] = []
    const save = (state: number) => () => {
      saved.push(state)
      return doneAtOnce(E.right(null))
    }
    const out = emitted(from(upTo(n)).pipe(checkpointEvery({ every, save })))
    const due = upTo(n).filter((i) => i % every === every - 1 || i === n - 1)
    return same(out, upTo(n)) && same(saved, due)
  }),
  law(
    'limitRate: whatever the times, no more than the burst and what the rate gives meanwhile',
    [fc.array(fc.double({ min: 0, max: 50, noNaN: true }), { maxLength: 40 }), few, few],
    (gaps, perSecond, burst) => {
      const take = takeToken({ perSecond, burst })
      let bucket: TokenBucket = { tokens: burst, at: 0 }
      let now = 0
      const at: number[] = []
      for (const gap of gaps) {
        now += gap
        const [next, wait] = take(bucket, now)
        bucket = next
        now += wait
        at.push(now)
      }
      return at.every((end, j) =>
        at.slice(0, j + 1).every((start, i) => j - i + 1 <= burst + ((end - start) * perSecond) / 1000 + 1e-6),
      )
    },
  ),
  law(
    'limitRate: who comes in time waits for nothing, and nobody waits longer than a token takes',
    [fc.array(fc.nat({ max: 3000 }), { maxLength: 30 }), few],
    (gaps, perSecond) => {
      const take = takeToken({ perSecond })
      let bucket: TokenBucket = { tokens: 1, at: 0 }
      let now = 0
      return gaps.every((gap, i) => {
        now += gap
        const [next, wait] = take(bucket, now)
        bucket = next
        now += wait
        const inTime = i === 0 || gap * perSecond >= 1000
        return wait >= 0 && wait <= 1000 / perSecond + 1e-9 && (!inTime || wait <= 1e-9)
      })
    },
  ),
  law('limitRate: with a burst as long as the stream it is the stream', [counts], (n) =>
    same(emitted(from(upTo(n)).pipe(limitRate({ perSecond: 1, burst: n + 1 }))), upTo(n)),
  ),
]
