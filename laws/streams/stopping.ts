/** Laws of early stopping. */
import * as fc from 'fast-check'
import { read } from '../../src/engine/index.js'
import { outcome } from '../../src/streams/index.js'
import { type Law, law } from '../law.js'
import { type AnyRun, counting, lastOf, problems, same, statesOf, valuesOf } from './problem.js'

const values = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 5 }) },
    { weight: 1, arbitrary: fc.constant(Number.NaN) },
    { weight: 1, arbitrary: fc.constantFrom(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY) },
  ),
  { minLength: 1, maxLength: 12 },
)
const patience = fc.option(fc.integer({ min: 1, max: 4 }))
/** Index of the least value, the first at ties; -1 where all are NaN. */
const leastAt = (all: readonly number[]): number =>
  all.indexOf(all.reduce((least, x) => (x < least || Number.isNaN(least) ? x : least), Number.NaN))

export const stoppingLaws: readonly Law[] = [
  law(
    'early stopping: best is the least value of the history, the first at ties, never NaN',
    [values, patience],
    (drawn, p) =>
      statesOf(counting(drawn, p)).every(({ history, best }) => {
        const at = leastAt(valuesOf(history))
        if (best === null || at < 0) return best === null && at < 0
        // the counting run's parameter is the number of epochs done
        return (
          best.epoch === at + 1 && Object.is(best.value, history[at]!.value) && read(best.snapshot.params)[0] === at + 1
        )
      }),
  ),
  law(
    'early stopping: stops exactly `patience` epochs after the best, or when all epochs are done',
    [values, patience],
    (drawn, p) => {
      const { history, stopped } = lastOf(statesOf(counting(drawn, p)))
      const ends = drawn.map((_, i) => p !== null && i + 1 - (leastAt(drawn.slice(0, i + 1)) + 1) >= p).indexOf(true)
      return ends < 0
        ? stopped?.reason === 'epochs' && history.length === drawn.length
        : stopped?.reason === 'patience' && history.length === ends + 1
    },
  ),
  law('early stopping: always yields last, best and reason', [problems], (problem) => {
    const now = lastOf(statesOf(problem))
    const { last, best, reason } = outcome(now)
    const { params, state } = now.training
    return (
      same(last, { epoch: now.history.length, value: lastOf(now.history).value, snapshot: { params, state } }) &&
      same(best, now.best) &&
      same(reason, now.stopped) &&
      reason !== null
    )
  }),
  law('early stopping: without validation it watches the training loss', [problems], ({ options, ...rest }) => {
    const { validate: _, ...unvalidated } = options
    return lastOf(statesOf({ options: unvalidated as AnyRun, ...rest })).history.every(
      ({ value, loss, metrics }) => Object.is(value, loss) && Object.keys(metrics).length === 0,
    )
  }),
]
