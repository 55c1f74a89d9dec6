/** Learning by the gradient, whatever the number of features: one formula for a record, for a batch and for many in turn. */

import { allocate } from '../../core/dtype.js'
import { type Shape, sameShape } from '../../core/shape.js'
import { type AnyTensor, fromData } from '../../core/tensor.js'
import { leaves, mapTree } from '../../core/tree.js'
import { settle } from '../../engine/read.js'
import { valueAndGrad } from '../../grad/derivatives.js'
import { add } from '../../ops/add.js'
import { mul } from '../../ops/mul.js'
import { sign } from '../../ops/sign.js'
import { applyStep, type Optimizer } from '../../optim/optimizer.js'
import { gradientDescent } from '../../optim/rules/gradientDescent.js'
import type { Head } from './head.js'
import { numbersIn } from './numbers.js'
import type { Params, Scorer } from './scorer.js'

export interface DescentOptions {
  /** Default: gradient descent at a rate of 0.01. */
  readonly optimizer?: Optimizer<any, any>
  /** λ₁ of a penalty `λ₁ Σ|w|`, whose gradient is added to the loss's; at least 0. For exact zeros see `ftrl`. Default 0. */
  readonly l1?: number
  /** λ₂ of a penalty `½ λ₂ Σw²`; at least 0. Default 0. */
  readonly l2?: number
  /** Whether there is a number for all records alike, which no penalty holds. Default true. */
  readonly intercept?: boolean
}

/** What descent carries from step to step. */
export interface Descending {
  readonly params: Params
  readonly optimizer: any
}
/** Records `[n, features]` and their targets `[n]`. */
export interface Targeted {
  readonly x: AnyTensor
  readonly y: AnyTensor
}

export interface Descent<Y, P> {
  readonly head: Head<Y, P>
  /** Parameters of features `from … from + count - 1` before the first record. */
  readonly first: (count: number, from: number, classes: number) => Params
  /** The state with some parameters before the first step. */
  readonly begin: (params: Params) => Descending
  /** For each tensor of a state whether it has a row for each feature. */
  readonly rowed: readonly boolean[]
  /** One mean step, as an expression. */
  readonly step: (now: Descending, batch: Targeted) => Descending
  /** Numbers of predictions of records `[n, features]`, as an expression. */
  readonly ask: (params: Params, x: AnyTensor) => AnyTensor
}

const penalty = (owner: string, name: string, value: number): number => {
  if (!(value >= 0 && value < Number.POSITIVE_INFINITY))
    throw new RangeError(`${owner}: ${name} must be a finite number of at least 0, got ${value}`)
  return value
}

export const descent = <Y, P>(
  head: Head<Y, P>,
  scorer: Scorer,
  options: Omit<DescentOptions, 'intercept'>,
): Descent<Y, P> => {
  const { optimizer = gradientDescent({ rate: 0.01 }) } = options
  const l1 = penalty(head.owner, 'l1', options.l1 ?? 0)
  const l2 = penalty(head.owner, 'l2', options.l2 ?? 0)
  const begin = (params: Params): Descending => ({ params, optimizer: settle(optimizer.init(params)) })
  const first = (count: number, from: number, classes: number): Params =>
    scorer.init(count, from, head.outputs(classes))
  const [two, three] = [2, 3].map((count) => leaves(begin(first(count, 0, head.classes.length))))
  const penalized = (g: any, w: any): any => {
    const shrunk = l2 === 0 ? g : add(g, mul(w, l2))
    return l1 === 0 ? shrunk : add(shrunk, mul(sign(w), l1))
  }
  return {
    head,
    first,
    begin,
    rowed: two!.map(({ shape }, i) => !sameShape(shape, three![i]!.shape)),
    step: ({ params, optimizer: state }, { x, y }) => {
      const [, gradient] = valueAndGrad((p: Params) => head.loss(scorer.score(p, x), y) as any)(params)
      const full: Params = Object.fromEntries(
        Object.keys(params).map((name) => [
          name,
          name === 'intercept' ? gradient[name] : penalized(gradient[name], params[name]),
        ]),
      )
      const [delta, next] = optimizer.update(full, state, params)
      return { params: applyStep(params, delta), optimizer: next }
    },
    ask: (params, x) => head.link(scorer.score(params, x)),
  }
}

/** Copies the first elements of each axis: a box from the corner of one array to the corner of another. */
const copyCorner = (from: ArrayLike<number>, a: Shape, to: any, b: Shape, rows: number): void => {
  const box = a.map((n, axis) => Math.min(n, b[axis]!, axis === 0 ? rows : n))
  const visit = (axis: number, i: number, j: number): void => {
    if (axis === box.length) to[j] = from[i]!
    else for (let k = 0; k < box[axis]!; k++) visit(axis + 1, i * a[axis]! + k, j * b[axis]! + k)
  }
  visit(0, 0, 0)
}

/**
 * A tree of `fresh` numbers with what was learnt written over them: the first `known` rows of tensors that have a row for
 * each feature, as far as they go of the others.
 */
export const overlaid = <T>(fresh: T, learnt: T, known: number, rowed: readonly boolean[]): T => {
  let i = 0
  return mapTree(
    (f: AnyTensor, old: AnyTensor): AnyTensor => {
      const hasRows = rowed[i++]!
      if (!hasRows && sameShape(f.shape, old.shape)) return old
      const numbers = allocate(f.dtype, numbersIn(f).length)
      numbers.set(numbersIn(f))
      copyCorner(numbersIn(old), old.shape, numbers, f.shape, hasRows ? known : Number.POSITIVE_INFINITY)
      return fromData(f.shape, numbers, f.dtype)
    },
    fresh,
    learnt,
  )
}
