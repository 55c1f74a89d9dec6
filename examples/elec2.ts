/**
 * Does the price of electricity rise? Prequential: each half-hour is predicted, then learnt, in the order of time.
 * `node dist/examples/elec2.js elec2.csv`
 */
import { accuracy, type ConfusionMatrix, cohenKappa, confusionMatrix, confusionMonoid, gradientDescent } from 'fluxion'
import { csvRows, fileBytes } from 'fluxion/io'
import {
  deadLetters,
  decoded,
  type Features,
  lagged,
  logisticRegression,
  numberText,
  pipeline,
  predictThenLearn,
  received,
  standardScaler,
} from 'fluxion/streams'
import * as t from 'io-ts'
import { bufferCount, lastValueFrom, map, scan } from 'rxjs'

const [csv = 'elec2.csv'] = process.argv.slice(2)

/** Two half-hours and a day ago, as far as they were labelled; a week counts half in the running mean and deviation. */
const learner = lagged({ label: 'class', lags: { class: [1, 2, 48], nswprice: [1, 2, 48] } })(
  pipeline(
    standardScaler<Features>({ halfLife: 7 * 48 }),
    logisticRegression({ optimizer: gradientDescent({ rate: 0.1 }) }),
  ),
)
const both = predictThenLearn(learner)

interface Run {
  readonly state: typeof learner.init
  readonly matrix: ConfusionMatrix
  /** The last label, and how often it was that of the record before: what no learner is needed for. */
  readonly last: number | null
  readonly repeated: number
}
const matrices = confusionMonoid(2)
const start: Run = { state: learner.init, matrix: matrices.empty, last: null, repeated: 0 }
const dead = deadLetters()
dead.letters.subscribe(({ offset, reason }) => console.error(`passed over at ${offset}: ${reason}`))

const run = received(decoded(t.record(t.string, numberText))(csvRows(fileBytes(csv)))).pipe(
  dead.sort(),
  map(({ value: { class: y, ...x } }) => ({ x, y: y === 1 ? 1 : 0 }) as const),
  bufferCount(256),
  scan((now, records): Run => {
    const [state, predictions] = both(now.state, records)
    const truth = records.map(({ y }) => y)
    const said = predictions.map((p) => (p[1] >= 0.5 ? 1 : 0))
    const repeated = truth.filter((y, i) => y === (i === 0 ? now.last : truth[i - 1])).length
    return {
      state,
      matrix: matrices.concat(now.matrix, confusionMatrix(2)(truth, said)),
      last: truth.at(-1)!,
      repeated: now.repeated + repeated,
    }
  }, start),
)

lastValueFrom(run, { defaultValue: start }).then(
  ({ matrix, repeated }) => {
    const records = matrix.flat().reduce((a, b) => a + b, 0)
    const [found, persistent] = [accuracy(matrix), repeated / records]
    console.log(`records              ${records}`)
    console.log(`prequential accuracy ${found.toFixed(4)}`)
    console.log(`the last label       ${persistent.toFixed(4)} (no-change baseline)`)
    console.log(`kappa                ${cohenKappa(matrix).toFixed(4)}`)
    console.log(`kappa temporal       ${((found - persistent) / (1 - persistent)).toFixed(4)}`)
  },
  (error) => {
    console.error(error.message)
    process.exitCode = 1
  },
)
