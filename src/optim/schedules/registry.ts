/** Every schedule by name. Total: the laws quantify over it. */
import { constant } from './constant.js'
import { cosineDecay } from './cosineDecay.js'
import { cosineRestarts } from './cosineRestarts.js'
import { exponentialDecay } from './exponentialDecay.js'
import { linear } from './linear.js'
import { oneCycle } from './oneCycle.js'
import { polynomialDecay } from './polynomialDecay.js'
import type { Schedule } from './schedule.js'
import { sequence } from './sequence.js'
import { stepDecay } from './stepDecay.js'
import { warmUp } from './warmUp.js'

export type ScheduleName =
  | 'constant'
  | 'stepDecay'
  | 'exponentialDecay'
  | 'linear'
  | 'polynomialDecay'
  | 'cosineDecay'
  | 'cosineRestarts'
  | 'oneCycle'
  | 'sequence'
  | 'warmUp'

type Options = Readonly<Record<string, number | string>>
export interface ScheduleEntry {
  readonly make: (options: any) => Schedule
  /** Options the laws try. Never empty. */
  readonly domain: readonly Options[]
  /** Whether the rate never rises. */
  readonly nonIncreasing: boolean
  /** The first rate for some options. */
  readonly first: (options: any) => number
  /** The largest rate for some options. */
  readonly largest: (options: any) => number
  readonly formula: string
}

const ofRate = ({ rate }: { readonly rate: number }): number => rate
const falling = { nonIncreasing: true, first: ofRate, largest: ofRate }

/** Every schedule by name, with calls to try and what is claimed of them. */
export const schedules: { readonly [N in ScheduleName]: ScheduleEntry } = {
  constant: {
    ...falling,
    make: ({ rate }: { readonly rate: number }) => constant(rate),
    domain: [{ rate: 0.1 }, { rate: 0 }],
    formula: 'rate',
  },
  stepDecay: {
    ...falling,
    make: stepDecay,
    domain: [
      { rate: 0.1, factor: 0.5, every: 10 },
      { rate: 0.3, every: 7 },
      { rate: 1, factor: 0.9, every: 1 },
      { rate: 1, factor: 1, every: 3 },
    ],
    formula: 'rate · factor^⌊t / every⌋',
  },
  exponentialDecay: {
    ...falling,
    make: exponentialDecay,
    domain: [
      { rate: 0.1, factor: 0.99 },
      { rate: 1, factor: 1 },
    ],
    formula: 'rate · factorᵗ',
  },
  linear: {
    make: linear,
    domain: [
      { from: 0.1, to: 0.01, steps: 60 },
      { from: 1, steps: 1 },
    ],
    nonIncreasing: true,
    first: ({ from }) => from,
    largest: ({ from }) => from,
    formula: 'from + (to - from) · min(t / steps, 1)',
  },
  polynomialDecay: {
    ...falling,
    make: polynomialDecay,
    domain: [
      { rate: 0.1, steps: 60, power: 2 },
      { rate: 0.1, end: 0.01, steps: 90, power: 0.5 },
    ],
    formula: 'end + (rate - end) · (1 - min(t / steps, 1))^power',
  },
  cosineDecay: {
    ...falling,
    make: cosineDecay,
    domain: [
      { rate: 0.1, steps: 70 },
      { rate: 0.1, end: 0.02, steps: 1 },
    ],
    formula: 'end + (rate - end) · (1 + cos(π min(t / steps, 1))) / 2',
  },
  cosineRestarts: {
    ...falling,
    make: cosineRestarts,
    domain: [
      { rate: 0.1, steps: 7 },
      { rate: 0.1, end: 0.01, steps: 5, growth: 2 },
      { rate: 1, steps: 1, growth: 3 },
    ],
    nonIncreasing: false,
    formula: 'end + (rate - end) · (1 + cos πp) / 2, p the share of the round',
  },
  oneCycle: {
    make: oneCycle,
    domain: [
      { peak: 0.1, steps: 100 },
      { peak: 0.5, steps: 40, rise: 0.5, start: 10, end: 100, shape: 'linear' },
    ],
    nonIncreasing: false,
    first: ({ peak, start = 25 }) => peak / start,
    largest: ({ peak }) => peak,
    formula: 'up from peak / start to peak, then down to peak / (start · end)',
  },
  sequence: {
    make: ({ rate, steps }: { readonly rate: number; readonly steps: number }) =>
      sequence([{ schedule: constant(rate), steps }], linear({ from: rate / 2, steps })),
    domain: [{ rate: 0.1, steps: 20 }],
    ...falling,
    formula: 'each schedule for its steps, counted from its own 0',
  },
  warmUp: {
    make: ({ rate, steps }: { readonly rate: number; readonly steps: number }) =>
      warmUp(cosineDecay({ rate, steps: 50 }), steps),
    domain: [
      { rate: 0.1, steps: 1 },
      { rate: 0.1, steps: 20 },
    ],
    nonIncreasing: false,
    first: ({ rate, steps }) => rate / (steps + 1),
    largest: ofRate,
    formula: 'schedule(0) · (t + 1) / (steps + 1), then schedule(t - steps)',
  },
}
