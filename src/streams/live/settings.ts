/** What a live learner was asked to be: plain data, kept in its checkpoints. */
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { metrics } from '../../models/metrics/registry.js'
import { optimizers } from '../../optim/rules/registry.js'
import { detectors } from '../drift/registry.js'

/** Learners by the short names people type: of two classes, of numbers, of any classes, of pairs of features. */
export const liveModels = { logistic: null, linear: null, softmax: null, fm: null } as const
/** What to do at a drift: begin anew, learn faster for a while, put in a model learnt since the warning, or only count it. */
export const driftResponses = { reset: null, raise: null, swap: null, count: null } as const

const names = t.readonlyArray(t.string)
/** The codec of settings. */
export const LiveSettings = t.strict({
  /** The field to predict. */
  target: t.string,
  /** Fields to leave out. */
  drop: names,
  model: t.keyof(liveModels),
  /** Labels known beforehand: of two for `logistic`, and for `fm`, which else predicts numbers. */
  classes: names,
  optimizer: t.keyof(optimizers),
  rate: t.number,
  /** How many labelled records ago a field or the target is a feature, too. */
  lags: t.record(t.string, t.readonlyArray(t.number)),
  metrics: t.readonlyArray(t.keyof(metrics)),
  /** Records that rolling metrics are of. */
  window: t.number,
  drift: t.union([t.keyof(detectors), t.null]),
  onDrift: t.keyof(driftResponses),
  seed: t.number,
})
export type LiveSettings = Readonly<t.TypeOf<typeof LiveSettings>>

/** Whether it learns classes; else numbers. */
export const learnsClasses = ({ model, classes }: LiveSettings): boolean =>
  model === 'logistic' || model === 'softmax' || (model === 'fm' && classes.length > 0)

const whole = (n: number, least: number): boolean => Number.isSafeInteger(n) && n >= least

/** One line for each thing that is wrong with settings, in the words of the command line. */
export const liveProblems = (s: LiveSettings): readonly string[] => {
  const classes = learnsClasses(s)
  const wrong: readonly (readonly [boolean, string])[] = [
    [s.target === '', '--target is missing; name the field to predict (--target NAME)'],
    [s.drop.includes(s.target), `--drop ${s.target} is the target; leave it out of --drop`],
    [!(s.rate > 0 && Number.isFinite(s.rate)), `--rate must be a number above 0, got ${s.rate}`],
    [!whole(s.window, 1), `--window must be a whole number of at least 1, got ${s.window}`],
    [!whole(s.seed, 0), `--seed must be a whole number of at least 0, got ${s.seed}`],
    [new Set(s.classes).size < s.classes.length, '--classes names one class twice; name each once'],
    [
      (s.model === 'logistic' || (s.model === 'fm' && classes)) && s.classes.length !== 2,
      `--model ${s.model} learns two classes; name them (--classes NO,YES), or use --model softmax`,
    ],
    [s.model === 'linear' && s.classes.length > 0, '--model linear predicts numbers; leave --classes out'],
    ...Object.entries(s.lags).map(
      ([name, lags]) =>
        [
          lags.length === 0 || lags.some((lag) => !whole(lag, 1)),
          `--lags ${name}: a lag is a whole number of at least 1, got ${lags.join(',') || 'none'}`,
        ] as const,
    ),
    ...s.metrics.flatMap((name): readonly (readonly [boolean, string])[] => {
      const { prediction, make } = metrics[name]
      return [
        [(prediction === 'number') === classes, `--metrics ${name} does not suit --model ${s.model}`],
        [
          classes && s.classes.length === 0 && name !== 'accuracy',
          `--metrics ${name} needs all classes beforehand; name them (--classes A,B,…)`,
        ],
        [make(2).weigh === undefined, `--metrics ${name} keeps every record; use one that counts by bins`],
      ]
    }),
    [
      s.drift !== null && !classes && detectors[s.drift].values !== 'number',
      `--drift ${s.drift} watches wrong classes, and --model ${s.model} predicts numbers; use pageHinkley or kswin`,
    ],
    [
      s.onDrift === 'swap' && s.drift !== null && s.drift !== 'adwin' && !detectors[s.drift].warns,
      `--on-drift swap needs warnings, and --drift ${s.drift} gives none; use ddm, eddm or adwin`,
    ],
  ]
  return wrong.flatMap(([is, line]) => (is ? [line] : []))
}

/** Settings as they were asked for, with all that is wrong with them. */
export const checkLive = (settings: LiveSettings): E.Either<readonly string[], LiveSettings> => {
  const problems = liveProblems(settings)
  return problems.length > 0 ? E.left(problems) : E.right(settings)
}
