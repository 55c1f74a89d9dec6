/** Gradients times a number that changes from step to step. */
import { type Counted, counted, fromZero } from '../counter.js'
import { multiply } from '../floats.js'
import type { Optimizer } from '../optimizer.js'
import type { Schedule } from '../schedules/schedule.js'

/** Step `schedule(t) · g`, with `t` counted from 0; the factor is computed in f64. */
export const scaleBySchedule = <P>(schedule: Schedule): Optimizer<P, Counted> => ({
  init: () => ({ step: fromZero() }),
  update: (gradient, { step }) => [multiply(schedule(step), gradient), { step: counted(step) }],
})
