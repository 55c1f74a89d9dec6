/** The learner that settings name: features behind a running scaler, words as numbers, and what answers drift. */
import { key } from '../../core/key.js'
import { optimizers } from '../../optim/rules/registry.js'
import { adwin } from '../drift/adwin.js'
import type { Detector } from '../drift/detector.js'
import { detectors } from '../drift/registry.js'
import { learnOn, type Response, raiseRate, reset, swapIn } from '../drift/response.js'
import { warned } from '../drift/warned.js'
import { factorizationMachine } from '../online/factorizationMachine.js'
import { lagged } from '../online/lagged.js'
import { linearRegression } from '../online/linearRegression.js'
import { logisticRegression } from '../online/logisticRegression.js'
import { oneHotEncoder } from '../online/oneHotEncoder.js'
import type { Online } from '../online/online.js'
import { pipeline } from '../online/pipeline.js'
import { softmaxRegression } from '../online/softmaxRegression.js'
import { standardScaler } from '../online/standardScaler.js'
import type { Cell, Row } from '../sources/codecs.js'
import { type LiveSettings, learnsClasses } from './settings.js'

/** What is predicted: probabilities by name of class, or a number. */
export type Said = Readonly<Record<string, number>> | number
type AnyOnline = Online<any, any, any, any>

/** How many times the rate is raised at a drift, and for how many records. */
const [raised, while_] = [10, 500]

const modelOf = ({ model, classes, optimizer, seed }: LiveSettings, rate: number): AnyOnline => {
  const options = { optimizer: optimizers[optimizer].make(rate) }
  const two = classes as unknown as readonly [string, string]
  switch (model) {
    case 'logistic':
      return logisticRegression({ ...options, classes: two })
    case 'linear':
      return linearRegression(options)
    case 'softmax':
      return softmaxRegression({ ...options, classes })
    case 'fm':
      return factorizationMachine({ ...options, key: key(seed), ...(classes.length > 0 ? { classes: two } : {}) })
  }
}

const behind = (settings: LiveSettings, model: AnyOnline): Online<any, Row, Cell, Said> => {
  const learner: AnyOnline = pipeline(standardScaler(), oneHotEncoder(), model)
  const { lags, target } = settings
  return Object.keys(lags).length === 0 ? learner : lagged({ label: target, lags })(learner as any)
}

/** The learner of settings at a rate. */
export const learnerAt = (settings: LiveSettings, rate: number): Online<any, Row, Cell, Said> =>
  behind(settings, modelOf(settings, rate))

/** Begins the model anew, and keeps what is before it: scales, words, lags. */
const modelAnew = (settings: LiveSettings) => {
  const { init } = modelOf(settings, settings.rate)
  const anew = ([scaler, encoder]: readonly unknown[]): readonly unknown[] => [scaler, encoder, init]
  return Object.keys(settings.lags).length === 0
    ? anew
    : ({ past, inner }: { readonly past: unknown; readonly inner: readonly unknown[] }) => ({
        past,
        inner: anew(inner),
      })
}

/** The detector of settings, which warns where a background model needs it to; `null`: none is asked for. */
export const detectorOf = ({ drift, onDrift, seed }: LiveSettings): Detector<any> | null => {
  if (drift === null) return null
  const detector = detectors[drift].make(key(seed))
  return onDrift === 'swap' && drift === 'adwin' ? warned(adwin({ delta: 0.05 }), detector) : detector
}

/** What is done at a drift. */
export const responseOf = (settings: LiveSettings, online: AnyOnline): Response<any, any, Row, Cell> => {
  switch (settings.onDrift) {
    case 'reset':
      return reset(online, modelAnew(settings) as (learner: unknown) => unknown)
    case 'raise':
      return raiseRate(online, learnerAt(settings, raised * settings.rate), while_)
    case 'swap':
      return swapIn(online)
    case 'count':
      return learnOn(online)
  }
}

/** Features that a learner has seen, by what they were. */
export interface Seen {
  readonly numbers: readonly string[]
  readonly words: readonly string[]
  /** Of a learner of classes, those so far. */
  readonly classes: readonly string[]
}

/** What the state of a learner of these settings has seen. */
export const seenBy = (settings: LiveSettings, state: any): Seen => {
  const [scaler, encoder, model] = Object.keys(settings.lags).length === 0 ? state : state.inner
  const own = (names: readonly string[]) => names.filter((name) => !/\[-\d+\]$/.test(name))
  return {
    numbers: own(scaler.names),
    words: own(encoder.names),
    classes: learnsClasses(settings) ? model.classes : [],
  }
}
