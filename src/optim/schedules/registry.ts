/** Every schedule by name. Total: the laws quantify over it. */
import { constant } from './constant.js'
import type { Schedule } from './schedule.js'
import { stepDecay } from './stepDecay.js'

export type ScheduleName = 'constant' | 'stepDecay'

export interface ScheduleEntry {
  readonly make: (options: any) => Schedule
  /** Options the laws try. Never empty. */
  readonly domain: readonly Readonly<Record<string, number>>[]
  /** Whether the rate never rises. */
  readonly nonIncreasing: boolean
  readonly formula: string
}

export const schedules: { readonly [N in ScheduleName]: ScheduleEntry } = {
  constant: {
    make: ({ rate }: { readonly rate: number }) => constant(rate),
    domain: [{ rate: 0.1 }, { rate: 0 }],
    nonIncreasing: true,
    formula: 'rate',
  },
  stepDecay: {
    make: stepDecay,
    domain: [
      { rate: 0.1, factor: 0.5, every: 10 },
      { rate: 0.3, every: 7 },
      { rate: 1, factor: 0.9, every: 1 },
      { rate: 1, factor: 1, every: 3 },
    ],
    nonIncreasing: true,
    formula: 'rate · factor^⌊t / every⌋',
  },
}
