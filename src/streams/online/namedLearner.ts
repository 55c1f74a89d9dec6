/** A learner of features by name, which may appear and vanish at any time. */
import { allocate, type Data } from '../../core/dtype.js'
import { sizeOf } from '../../core/shape.js'
import { type AnyTensor, fromData } from '../../core/tensor.js'
import { leaves } from '../../core/tree.js'
import { compile } from '../../engine/compile.js'
import { fold } from '../../engine/fold.js'
import { type Descending, type Descent, overlaid, type Targeted } from './descent.js'
import type { Features } from './features.js'
import { newNames, placesIn, withNames } from './names.js'
import { numbersIn } from './numbers.js'
import type { Labelled, Online, Trial } from './online.js'
import { placesOf, saying, together } from './said.js'
import type { Params } from './scorer.js'

/** What a learner of named features has learnt. */
export interface NamedState {
  /** The features seen; row `i` of parameters is of `names[i]`, the rows after them wait for names. */
  readonly names: readonly string[]
  /** The classes seen; none where a number is learnt. */
  readonly classes: readonly string[]
  readonly params: Params
  /** The optimizer's state. */
  readonly optimizer: any
}

/** Rows for so many features: room that doubles. */
const roomFor = (features: number): number => {
  let rows = 4
  while (rows < features) rows *= 2
  return rows
}

/** What one call asks and learns of each record. */
interface Asked extends Targeted {
  readonly asked: AnyTensor
  /** `[1]`, the place of its prediction. */
  readonly index: AnyTensor
}
interface Saying {
  readonly now: Descending
  /** Predictions so far. */
  readonly said: AnyTensor
}

const isNumber = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value)

/**
 * Learns features by name. One that comes for the first time gets a row of its own, with the parameters that it would have
 * had from the beginning; one that is absent is 0 and keeps its row. Law: a feature that was never seen changes no
 * prediction, and the order of a record's keys says nothing.
 */
export const namedLearner = <Y, P>(core: Descent<Y, P>): Online<NamedState, Features, Y, P> => {
  const { head, first, begin, rowed, step, ask } = core
  const rowedParams = rowed.slice(0, leaves(first(1, 0, head.classes.length)).length)
  const rowedState = rowed.slice(rowedParams.length)

  const learn = compile(([now, batch]: readonly [Descending, Targeted]) => step(now, batch))
  const learnAll = fold(step)
  const askOne = compile(([params, x]: readonly [Params, AnyTensor]) => ask(params, x))
  const askAll = fold(
    ({ now, said }: Saying, { asked, index, x, y }: Asked): Saying => ({
      now: step(now, { x, y }),
      said: saying(said, index, ask(now.params, asked)),
    }),
  )

  /** The state with rows for more features, and with more classes. */
  const grown = (state: NamedState, names: readonly string[], classes: readonly string[]): NamedState => {
    const known = state.names.length
    const params = overlaid(first(roomFor(names.length), 0, classes.length), state.params, known, rowedParams)
    const optimizer = overlaid(begin(params).optimizer, state.optimizer, known, rowedState)
    return { names, classes, params, optimizer }
  }

  /** The state with a row for each feature of a record, and its class. */
  const admitting = (state: NamedState, { x, y }: Labelled<Features, Y>): NamedState => {
    const added = newNames(state.names, x, isNumber)
    const label = head.classOf?.(y)
    const isNew = label !== undefined && !state.classes.includes(label)
    if (added.length === 0 && !isNew) return state
    return grown(
      state,
      added.length === 0 ? state.names : withNames(state.names, added),
      isNew ? [...state.classes, label] : state.classes,
    )
  }

  /** Writes a record's numbers into a row of zeros; false where some have no place. */
  const fill = (names: readonly string[], x: Features, row: Float64Array, from: number): boolean => {
    const place = placesIn(names)
    let all = true
    for (const name in x) {
      const value: unknown = x[name]
      if (typeof value !== 'number') {
        if (value === null || value === undefined) continue
        throw new TypeError(`${head.owner}: feature '${name}' is no number but a ${typeof value}; encode it first`)
      }
      if (!Number.isFinite(value)) continue
      const at = place(name)
      if (at < 0) all = false
      else row[from + at] = value
    }
    return all
  }
  /** Of a class that was not yet seen. */
  const unknown = (target: number): boolean => head.classOf !== null && target < 0
  const width = ({ names }: NamedState): number => roomFor(names.length)
  const table = (data: Data, ...shape: readonly number[]): AnyTensor => {
    const size = sizeOf(shape)
    return fromData(
      shape,
      size === data.length ? data : data.subarray(0, size),
      data instanceof Int32Array ? 'i32' : 'f64',
    )
  }

  const predictOne = (state: NamedState, x: Features): P => {
    if (head.outputs(state.classes.length) === 0) return head.prediction([], 0, [])
    const row = new Float64Array(width(state))
    fill(state.names, x, row, 0)
    return head.prediction(numbersIn(askOne([state.params, table(row, 1, row.length)])), 0, state.classes)
  }

  /** One mean step; `undefined` where a feature or a class has no place yet. */
  const stepped = (now: NamedState, batch: readonly Labelled<Features, Y>[]): NamedState | undefined => {
    const { names, classes, params, optimizer } = now
    const features = width(now)
    const x = new Float64Array(batch.length * features)
    const y = allocate(head.dtype, batch.length)
    for (let i = 0; i < batch.length; i++) {
      const target = head.target(batch[i]!.y, classes)
      if (unknown(target) || !fill(names, batch[i]!.x, x, i * features)) return undefined
      y[i] = target
    }
    const next = learn([
      { params, optimizer },
      { x: table(x, batch.length, features), y: table(y, batch.length) },
    ])
    return { names, classes, params: next.params, optimizer: next.optimizer }
  }

  const learnBatch = (state: NamedState, batch: readonly Labelled<Features, Y>[]): NamedState =>
    batch.length === 0 ? state : (stepped(state, batch) ?? stepped(batch.reduce(admitting, state), batch)!)

  /** The longest beginning of trials, from `from`, that brings neither features nor classes: learnt in one call. */
  const stretch = (
    state: NamedState,
    trials: readonly Trial<Features, Y>[],
    from: number,
    predictions: P[] | null,
  ): readonly [NamedState, number] => {
    const { names, classes } = state
    const features = width(state)
    const room = Math.min(together, trials.length - from)
    const x = new Float64Array(room * features)
    const y = allocate(head.dtype, room)
    let n = 0
    for (; n < room; n++) {
      const { x: record, y: label } = trials[from + n]!
      const target = head.target(label, classes)
      if (unknown(target) || !fill(names, record, x, n * features)) break
      y[n] = target
    }
    if (n === 0) return [state, 0]
    const now: Descending = { params: state.params, optimizer: state.optimizer }
    const batch: Targeted = { x: table(x, n, 1, features), y: table(y, n, 1) }
    const { params, optimizer } = predictions === null ? learnAll.rows(now, batch as any) : asking(now, batch)
    return [{ names, classes, params, optimizer }, n]

    function asking(now: Descending, batch: Targeted): Descending {
      const outputs = head.outputs(classes.length)
      const shape = outputs === null ? [together] : [together, outputs]
      const asked = new Float64Array(n * features)
      for (let i = 0; i < n; i++) {
        const trial = trials[from + i]!
        fill(names, trial.asked === undefined ? trial.x : trial.asked, asked, i * features)
      }
      const after = askAll.rows({ now, said: table(new Float64Array(sizeOf(shape)), ...shape) }, {
        ...batch,
        asked: table(asked, n, 1, features),
        index: placesOf(n),
      } as any)
      const said = numbersIn(after.said)
      for (let i = 0; i < n; i++) predictions!.push(head.prediction(said, i * (outputs ?? 1), classes))
      return after.now
    }
  }

  const trials = (state: NamedState, all: readonly Trial<Features, Y>[], wanted: boolean) => {
    const predictions: P[] = []
    let now = state
    for (let i = 0; i < all.length; ) {
      const [after, learnt] = stretch(now, all, i, wanted ? predictions : null)
      now = after
      i += learnt
      if (learnt > 0 || i === all.length) continue
      const { x, y, asked = x } = all[i]! // it brings something new
      if (wanted) predictions.push(predictOne(now, asked))
      now = learnBatch(now, [{ x, y }])
      i++
    }
    return [now, predictions] as const
  }

  const { params, optimizer } = begin(first(roomFor(0), 0, head.classes.length))
  return {
    init: { names: [], classes: head.classes, params, optimizer },
    predictOne,
    learnOne: (state, x, y) => learnBatch(state, [{ x, y }]),
    trials,
    learnBatch,
  }
}
