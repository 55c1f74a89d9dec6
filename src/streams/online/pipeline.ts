/** Transforms and a learner in a row, as one value. */
import { tried } from './many.js'
import type { Online, OnlineTransform, Trial } from './online.js'

type Transform = OnlineTransform<any, any, any>
type Learner = Online<any, any, any, any>

interface Pipeline {
  <A, X, Y, P>(learner: Online<A, X, Y, P>): Online<readonly [A], X, Y, P>
  <A, B, X, Z, Y, P>(a: OnlineTransform<A, X, Z>, learner: Online<B, Z, Y, P>): Online<readonly [A, B], X, Y, P>
  <A, B, C, X, Z1, Z2, Y, P>(
    a: OnlineTransform<A, X, Z1>,
    b: OnlineTransform<B, Z1, Z2>,
    learner: Online<C, Z2, Y, P>,
  ): Online<readonly [A, B, C], X, Y, P>
  <A, B, C, D, X, Z1, Z2, Z3, Y, P>(
    a: OnlineTransform<A, X, Z1>,
    b: OnlineTransform<B, Z1, Z2>,
    c: OnlineTransform<C, Z2, Z3>,
    learner: Online<D, Z3, Y, P>,
  ): Online<readonly [A, B, C, D], X, Y, P>
  <A, X, Z>(a: OnlineTransform<A, X, Z>): OnlineTransform<readonly [A], X, Z>
  <A, B, X, Z1, Z2>(
    a: OnlineTransform<A, X, Z1>,
    b: OnlineTransform<B, Z1, Z2>,
  ): OnlineTransform<readonly [A, B], X, Z2>
  <A, B, C, X, Z1, Z2, Z3>(
    a: OnlineTransform<A, X, Z1>,
    b: OnlineTransform<B, Z1, Z2>,
    c: OnlineTransform<C, Z2, Z3>,
  ): OnlineTransform<readonly [A, B, C], X, Z3>
}

/** What a record becomes by stages as they are. */
const through = (stages: readonly Transform[], states: readonly unknown[], x: unknown): any => {
  for (let i = 0; i < stages.length; i++) x = stages[i]!.transformOne(states[i], x)
  return x
}

/** Each stage learns the record as the stages before it give it after they have learnt it. */
const learnt = (
  stages: readonly Transform[],
  states: readonly unknown[],
  x: any,
): { readonly states: readonly unknown[]; readonly z: any } => {
  const next = new Array<unknown>(stages.length)
  for (let i = 0; i < stages.length; i++) {
    next[i] = stages[i]!.learnOne(states[i], x)
    x = stages[i]!.transformOne(next[i], x)
  }
  return { states: next, z: x }
}

const transforms = (stages: readonly Transform[]): Transform => ({
  init: stages.map(({ init }) => init),
  transformOne: (states, x) => through(stages, states, x),
  learnOne: (states, x) => learnt(stages, states, x).states,
})

const learner = (stages: readonly Transform[], last: Learner): Learner => {
  const n = stages.length
  const trials = (states: readonly unknown[], all: readonly Trial<any, any>[], wanted: boolean) => {
    let now = states
    const inner = all.map(({ x, y, asked = x }): Trial<unknown, unknown> => {
      const before = wanted ? through(stages, now, asked) : undefined
      const after = learnt(stages, now, x)
      now = after.states
      return { x: after.z, y, asked: before }
    })
    const [state, predictions] = tried(last, states[n], inner, wanted)
    return [[...now.slice(0, n), state], predictions] as const
  }
  const { learnBatch } = last
  return {
    init: [...stages.map(({ init }) => init), last.init],
    predictOne: (states, x) => last.predictOne(states[n], through(stages, states, x)),
    learnOne: (states, x, y) => {
      const { states: next, z } = learnt(stages, states, x)
      return [...next, last.learnOne(states[n], z, y)]
    },
    trials,
    ...(learnBatch === undefined
      ? {}
      : {
          learnBatch: (states, batch) => {
            const now = batch.reduce((s, { x }) => learnt(stages, s, x).states, states as readonly unknown[])
            const inner = batch.map(({ x, y }) => ({ x: through(stages, now, x), y }))
            return [...now.slice(0, n), learnBatch(states[n], inner)]
          },
        }),
  }
}

/**
 * Transforms in a row, and at the end another transform or a learner: one value of the same kind as the last, whose state is the tuple of
 * the states. To learn a record, each stage learns it as it comes from the stages before, which have learnt it already; a
 * prediction sees only what was learnt. A batch is learnt by all transforms before the learner takes its one step.
 * Law: a pipeline within a pipeline predicts as if its stages stood there themselves.
 *
 * @example pipeline(standardScaler(), oneHotEncoder(), logisticRegression())
 */
export const pipeline: Pipeline = (...stages: readonly (Transform | Learner)[]): any => {
  const last = stages.at(-1)!
  return 'predictOne' in last
    ? learner(stages.slice(0, -1) as readonly Transform[], last)
    : transforms(stages as readonly Transform[])
}
