/** Schedules give the rates of PyTorch's over 1,000 steps, and plateaus its factors: numbers of tests/references/schedules.py. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type Scalar, scalar } from '../../src/core/index.js'
import { compile, readScalar } from '../../src/engine/index.js'
import {
  cosineDecay,
  cosineRestarts,
  exponentialDecay,
  linear,
  oneCycle,
  type PlateauOptions,
  plateau,
  polynomialDecay,
  type Schedule,
  schedules,
  sequence,
  stepDecay,
  warmUp,
} from '../../src/optim/index.js'

const { reference, every, rates, metrics, factors } = JSON.parse(
  readFileSync(new URL('../references/schedules.json', import.meta.url), 'utf8'),
) as {
  readonly reference: { readonly torch: string }
  readonly every: number
  readonly rates: Readonly<Record<string, readonly number[]>>
  readonly metrics: readonly number[]
  readonly factors: Readonly<Record<string, readonly number[]>>
}

/** The schedules of tests/references/schedules.py, by their names there. */
const runs: Readonly<Record<string, Schedule>> = {
  stepDecay: stepDecay({ rate: 0.1, factor: 0.3, every: 150 }),
  exponentialDecay: exponentialDecay({ rate: 0.1, factor: 0.995 }),
  linear: linear({ from: 0.3, to: 0.03, steps: 700 }),
  'linear, rising': linear({ from: 0.06, to: 0.3, steps: 333 }),
  polynomialDecay: polynomialDecay({ rate: 0.1, steps: 800, power: 2 }),
  'polynomialDecay, power 0.5': polynomialDecay({ rate: 0.1, steps: 1000, power: 0.5 }),
  cosineDecay: cosineDecay({ rate: 0.1, end: 0.01, steps: 1000 }),
  cosineRestarts: cosineRestarts({ rate: 0.1, steps: 90 }),
  'cosineRestarts, growth 2': cosineRestarts({ rate: 0.1, end: 0.01, steps: 30, growth: 2 }),
  'cosineRestarts, growth 3': cosineRestarts({ rate: 0.1, steps: 7, growth: 3 }),
  oneCycle: oneCycle({ peak: 0.1, steps: 1000 }),
  'oneCycle, linear': oneCycle({ peak: 0.5, steps: 1000, rise: 0.123, start: 10, end: 100, shape: 'linear' }),
  warmUp: warmUp(cosineDecay({ rate: 0.1, steps: 900 }), 100),
  sequence: sequence(
    [
      { schedule: linear({ from: 0.05, to: 0.1, steps: 50 }), steps: 60 },
      { schedule: stepDecay({ rate: 0.1, factor: 0.5, every: 40 }), steps: 340 },
    ],
    exponentialDecay({ rate: 0.1, factor: 0.99 }),
  ),
}

describe(`rates of PyTorch ${reference.torch}`, () => {
  test.each(Object.entries(rates))('%s', (name, expected) => {
    const schedule = compile(runs[name]!)
    expected.forEach((want, i) => {
      const found = readScalar(schedule(scalar(i * every, 'i32')))
      expect(
        want === 0 ? found : Math.abs(found - want) / want,
        `step ${i * every}: ${found} for ${want}`,
      ).toBeLessThan(1e-9)
    })
  })
  test('every schedule but the constant has one', () => {
    const names = Object.keys(schedules).filter((name) => name !== 'constant')
    expect(names.filter((name) => !(name in rates))).toEqual([])
    expect(Object.keys(runs).toSorted()).toEqual(Object.keys(rates).toSorted())
  })
})

const plateaus: Readonly<Record<string, PlateauOptions>> = {
  min: { factor: 0.5, patience: 2 },
  'min, cooldown': { factor: 0.5, patience: 1, cooldown: 3, threshold: 0.05 },
  'min, absolute': { factor: 0.3, patience: 2, threshold: 0.02, compare: 'absolute' },
  max: { mode: 'max', factor: 0.7, patience: 4, threshold: 0.1 },
  'max, absolute, smallest 0.2': { mode: 'max', factor: 0.5, patience: 3, compare: 'absolute', smallest: 0.2 },
}

describe(`plateaus of PyTorch ${reference.torch}`, () => {
  test.each(Object.entries(factors))('%s', (name, expected) => {
    const { init, observe } = plateau(plateaus[name]!)
    const next = compile(([state, metric]: readonly [ReturnType<typeof init>, Scalar<'f64'>]) => observe(state, metric))
    let state = init()
    const found = metrics.map((metric) => {
      state = next([state, scalar(metric, 'f64')])
      return readScalar(state.factor)
    })
    found.forEach((value, i) => {
      expect(Math.abs(value - expected[i]!), `metric ${i}: ${value} for ${expected[i]}`).toBeLessThan(1e-12)
    })
    expect(new Set(expected).size).toBeGreaterThan(2)
  })
  test('a metric that is not a number is never better', () => {
    const { init, observe } = plateau({ patience: 0 })
    expect(readScalar(observe(init(), scalar(Number.NaN, 'f64')).factor)).toBe(0.1)
  })
})
