/** Any model as a learner of one record at a time. */
import { allocate } from '../../core/dtype.js'
import { ShapeError } from '../../core/errors.js'
import type { Key } from '../../core/key.js'
import { type Shape, sameShape, sizeOf } from '../../core/shape.js'
import { type AnyTensor, fromData, type Scalar, type Tensor } from '../../core/tensor.js'
import { mapTree } from '../../core/tree.js'
import { compile } from '../../engine/compile.js'
import { fold } from '../../engine/fold.js'
import { infer, type Model } from '../../models/model.js'
import { reshape } from '../../ops/reshape.js'
import type { Optimizer } from '../../optim/optimizer.js'
import { begin, step, type Training } from '../advance.js'
import { supervised } from '../supervised.js'
import { numbersIn } from './numbers.js'
import type { Labelled, Online, Trial } from './online.js'
import { placesOf, saying, together } from './said.js'

/** One example of a batch: the same without the first axis. */
export type OneOf<T> = T extends Tensor<readonly [any, ...infer S extends Shape], infer D> ? Tensor<S, D> : never

export interface ModelLearnerOptions<P extends readonly unknown[], S extends readonly unknown[], O, X, B, L> {
  readonly model: Model<P, S, X, B>
  /** The loss of a batch of predictions and targets; with the reduction `mean`, so that a batch takes a mean step. */
  readonly loss: L & ((prediction: B, target: never) => Scalar)
  readonly optimizer: Optimizer<P, O>
  /** What first parameters are drawn with, and whatever is random in learning. */
  readonly key: Key
}

/** One tensor of several of one shape, `[n, …]`. Throws `ShapeError` where they differ. */
const stacked = (all: readonly AnyTensor[]): AnyTensor => {
  const [{ shape, dtype }] = all as readonly [AnyTensor]
  const size = sizeOf(shape)
  const into = allocate(dtype, all.length * size)
  all.forEach((t, i) => {
    if (t.dtype !== dtype || !sameShape(t.shape, shape))
      throw new ShapeError('modelLearner', 'records of one shape', shape, t.shape)
    into.set(numbersIn(t), i * size)
  })
  return fromData([all.length, ...shape], into, dtype)
}
const single = <T>(tree: T): T => mapTree((t: AnyTensor): AnyTensor => reshape(t as any, [1, ...t.shape]), tree)

/**
 * Learns a model, one step of the optimizer for each record, or a mean step for a batch; what it has learnt is a `Training`,
 * with the model's own state and the key of what is random in it. Predictions are the model's as in use. Records and targets
 * are tensors of numbers without the axis of batches; see `toVector`, `withLabels`.
 * Throws `ShapeError` for records of another shape than the model takes.
 *
 * @example modelLearner({ model, loss: binaryCrossEntropy('mean'), optimizer: adam({ rate: 1e-3 }), key: key(0) })
 */
export const modelLearner = <
  P extends readonly unknown[],
  S extends readonly unknown[],
  O,
  X,
  B,
  L extends (prediction: any, target: any) => AnyTensor,
>({
  model,
  loss,
  optimizer,
  key,
}: ModelLearnerOptions<P, S, O, X, B, L>): Online<Training<P, S, O>, OneOf<X>, OneOf<Parameters<L>[1]>, OneOf<B>> => {
  type State = Training<P, S, O>
  interface Pair {
    readonly x: any
    readonly y: any
  }
  interface Asked extends Pair {
    readonly asked: any
    readonly index: AnyTensor
  }
  const next = step(supervised(model, loss), optimizer) as (now: State, batch: Pair) => State
  const learn = compile(([now, batch]: readonly [State, Pair]) => next(now, batch))
  const ask = ({ params, state }: State, x: any): any => model.apply(params, state, x, infer)[0]
  const askOne = compile(([now, x]: readonly [State, any]) => ask(now, single(x)))
  const learnAll = fold((now: State, pair: Pair) => next(now, single(pair)))
  const askAll = fold(
    ({ now, said }: { readonly now: State; readonly said: AnyTensor }, { x, y, asked, index }: Asked) => ({
      now: next(now, single({ x, y })),
      said: saying(said, index, ask(now, single(asked))),
    }),
  )
  const example = (t: AnyTensor, row: number): any => {
    const shape = t.shape.slice(1)
    const size = sizeOf(shape)
    return fromData(shape, numbersIn(t).slice(row * size, (row + 1) * size), t.dtype)
  }
  const predictOne = (now: State, x: any): any => example(askOne([now, x]), 0)
  const learnBatch = (now: State, batch: readonly Labelled<any, any>[]): State =>
    batch.length === 0
      ? now
      : learn([now, { x: stacked(batch.map(({ x }) => x)), y: stacked(batch.map(({ y }) => y)) }])

  const trials = (state: State, all: readonly Trial<any, any>[], wanted: boolean) => {
    const predictions: any[] = []
    let now = state
    for (let from = 0; from < all.length; from += together) {
      const some = all.slice(from, from + together)
      const pairs = { x: stacked(some.map(({ x }) => x)), y: stacked(some.map(({ y }) => y)) }
      if (!wanted) {
        now = learnAll.rows(now, pairs as any)
        continue
      }
      const asked = stacked(some.map(({ x, asked = x }) => asked))
      const { shape, dtype } = ask(now, asked) as AnyTensor
      const room = [together, ...shape.slice(1)]
      const said = fromData(room, allocate(dtype, sizeOf(room)), dtype)
      const after = askAll.rows({ now, said }, { ...pairs, asked, index: placesOf(some.length) } as any)
      now = after.now
      for (let i = 0; i < some.length; i++) predictions.push(example(after.said, i))
    }
    return [now, predictions] as const
  }
  return {
    init: begin(model.init(key), optimizer, key),
    predictOne,
    learnOne: (now, x, y) => learnBatch(now, [{ x, y }]),
    learnBatch,
    trials,
  }
}
