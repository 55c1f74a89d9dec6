/** The last transform of an optimizer: downhill by the rate. */
import { neg } from '../../ops/neg.js'
import type { Counted } from '../counter.js'
import type { Optimizer } from '../optimizer.js'
import { checkOptions, rateRange } from '../ranges.js'
import { constant } from '../schedules/constant.js'
import type { Schedule } from '../schedules/schedule.js'
import { scaleBySchedule } from './scaleBySchedule.js'

/**
 * Step `-rate · g`, or `-schedule(t) · g` with `t` counted from 0. The state counts steps either way, so a saved run may
 * go on under another schedule. Throws `RangeError` where a rate is not finite or negative.
 */
export const descend = <P>(rate: number | Schedule): Optimizer<P, Counted> => {
  checkOptions('descend', { rate: rateRange }, { rate })
  const schedule = typeof rate === 'number' ? constant(rate) : rate
  return scaleBySchedule((step) => neg(schedule(step)))
}
