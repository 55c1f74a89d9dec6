/** What was before, as features: labels already seen, and what records had beside them. */
import type { Row } from '../sources/codecs.js'
import { tried } from './many.js'
import type { Labelled, Online, Trial } from './online.js'

export interface LaggedOptions {
  /** What the label is called among the lags. */
  readonly label: string
  /** How many labelled records ago, by the name of the label or a feature: whole numbers from 1. */
  readonly lags: Readonly<Record<string, readonly number[]>>
}
export interface LaggedState<S> {
  /** The label and the features with lags of the records learnt last, the last one first. */
  readonly past: readonly Row[]
  readonly inner: S
}

/**
 * A learner that also sees the label, and features, of records that were labelled before: `price` of one record ago is the feature
 * `price[-1]`. The past grows by learning alone, so no prediction sees a label that was not yet there, however late labels
 * come. What is not yet there is absent. Words stay words, for `oneHotEncoder` behind it.
 * Throws `RangeError` for a lag that is not a whole number of at least 1.
 *
 * @example lagged({ label: 'class', lags: { class: [1, 2], price: [48] } })(pipeline(standardScaler(), oneHotEncoder(), logisticRegression()))
 */
export const lagged = ({ label, lags }: LaggedOptions) => {
  const all = Object.entries(lags)
  for (const [name, own] of all)
    for (const lag of own)
      if (!(Number.isSafeInteger(lag) && lag >= 1))
        throw new RangeError(`lagged: the lags of '${name}' are whole numbers of at least 1, got ${lag}`)
  const depth = Math.max(0, ...all.flatMap(([, own]) => own))
  const added = all.flatMap(([name, own]) => own.map((lag) => ({ name, lag, key: `${name}[-${lag}]` })))
  const features = all.map(([name]) => name).filter((name) => name !== label)

  return <S, X extends Row, Y extends X[string], P>(online: Online<S, X, Y, P>): Online<LaggedState<S>, X, Y, P> => {
    const seeing = (past: readonly Row[], x: X): X => {
      const more: Record<string, Row[string]> = { ...x }
      for (const { name, lag, key } of added) {
        const cell = past[lag - 1]?.[name]
        if (cell !== undefined && cell !== null) more[key] = cell
      }
      return more as X
    }
    const going = (past: readonly Row[], x: X, y: Y): readonly Row[] => {
      const now: Record<string, Row[string]> = { [label]: y }
      for (const name of features) now[name] = x[name] ?? null
      return [now, ...past.slice(0, depth - 1)]
    }
    const { learnBatch } = online
    return {
      init: { past: [], inner: online.init },
      predictOne: ({ past, inner }, x) => online.predictOne(inner, seeing(past, x)),
      learnOne: ({ past, inner }, x, y) => ({
        past: going(past, x, y),
        inner: online.learnOne(inner, seeing(past, x), y),
      }),
      trials: ({ past, inner }, records, wanted) => {
        let now = past
        const seen = records.map(({ x, y, asked }): Trial<X, Y> => {
          const trial = { x: seeing(now, x), y, ...(asked === undefined ? {} : { asked: seeing(now, asked) }) }
          now = going(now, x, y)
          return trial
        })
        const [state, predictions] = tried(online, inner, seen, wanted)
        return [{ past: now, inner: state }, predictions]
      },
      ...(learnBatch === undefined
        ? {}
        : {
            learnBatch: ({ past, inner }, batch) => {
              let now = past
              const seen = batch.map(({ x, y }): Labelled<X, Y> => {
                const record = { x: seeing(now, x), y }
                now = going(now, x, y)
                return record
              })
              return { past: now, inner: learnBatch(inner, seen) }
            },
          }),
    }
  }
}
