/** Running optimizers on plain numbers. */
import * as fc from 'fast-check'
import { type AnyTensor, leaves, literal, mapTree, type Numbers, type Tensor } from '../../src/core/index.js'
import { readTree, settle } from '../../src/engine/index.js'
import { applyStep, type Optimizer } from '../../src/optim/index.js'

export type AnyOptimizer = Optimizer<any, any>
/** One gradient, or step, after the other; each a vector. */
export type History = readonly (readonly number[])[]

// what the laws draw
/** From -3 to 3 in thousandths: squares never underflow. */
export const signed = fc.integer({ min: -3000, max: 3000 }).map((n) => n / 1000)
export const rates = fc.double({ min: 1e-4, max: 1, noNaN: true })
/** Both signs, from 10^-`powers` to 10^`powers`. */
export const magnitudes = (powers: number): fc.Arbitrary<number> =>
  fc
    .tuple(fc.constantFrom(-1, 1), fc.double({ min: -powers, max: powers, noNaN: true }))
    .map(([sign, power]) => sign * 10 ** power)
export const histories = (values: fc.Arbitrary<number>, maxLength = 6): fc.Arbitrary<History> =>
  fc.integer({ min: 1, max: 4 }).chain((size) => {
    const gradient = fc.array(values, { minLength: size, maxLength: size })
    return fc.array(gradient, { minLength: 1, maxLength })
  })

/** A tree that holds all that parameters and their gradients may: nested, each element type, a scalar. */
export const mixedTree = fc.array(signed, { minLength: 7, maxLength: 7 }).map((x) => ({
  layers: [
    { weights: literal([2, 2], x.slice(0, 4)), bias: literal([2], x.slice(4, 6), 'f64') },
    { table: literal([3], [1, 2, 3], 'i32') },
  ],
  gain: literal([], x.slice(6), 'f64'),
  mask: literal([2], [1, 0], 'bool'),
}))
export const vector = (values: readonly number[]): Tensor<readonly [number], 'f64'> =>
  literal([values.length], values, 'f64')
/** All numbers of a tree in one row. */
export const numbersOf = (tree: unknown): readonly number[] =>
  (readTree(leaves(tree)) as readonly Numbers[]).flatMap((numbers) => [...numbers])
/** The same numbers in a tree that shares nothing with this one. */
export const copied = <T>(tree: T): T =>
  mapTree<T>((t: AnyTensor) => literal(t.shape, numbersOf(t), t.dtype), settle(tree))

export interface Moment {
  readonly step: any
  readonly state: any
  readonly params: any
}
/** What an optimizer does with gradients that are given beforehand. */
export const respond = (optimizer: AnyOptimizer, params: any, gradients: readonly unknown[]): readonly Moment[] => {
  let [now, state] = [params, settle(optimizer.init(params))]
  return gradients.map((gradient) => {
    const [step, next] = settle(optimizer.update(gradient, state, now))
    now = settle(applyStep(now, step))
    state = next
    return { step, state, params: now }
  })
}
/** Steps for a history of gradients of one vector that starts at 1. */
export const stepsOf = (optimizer: AnyOptimizer, gradients: History): History =>
  respond(optimizer, vector(gradients[0]!.map(() => 1)), gradients.map(vector)).map(({ step }) => numbersOf(step))

/** The same for parameters that are held at 1, whatever the steps. */
export const stepsAt = (optimizer: AnyOptimizer, gradients: History): History => {
  const params = vector(gradients[0]!.map(() => 1))
  let state = settle(optimizer.init(params))
  return gradients.map((gradient) => {
    const [step, next] = settle(optimizer.update(vector(gradient), state, params))
    state = next
    return numbersOf(step)
  })
}

/** Positions, the first included, on `Σ ½ cᵢ xᵢ²` with curvatures `c`. */
export const positionsOn = (
  curvatures: readonly number[],
  optimizer: AnyOptimizer,
  start: readonly number[],
  count: number,
): History => {
  const positions = [start]
  let [params, state] = [vector(start), settle(optimizer.init(vector(start)))]
  for (let i = 0; i < count; i++) {
    const gradient = vector(positions.at(-1)!.map((x, k) => curvatures[k]! * x))
    const [step, next] = optimizer.update(gradient, state, params)
    ;[params, state] = settle([applyStep(params, step), next])
    positions.push(numbersOf(params))
  }
  return positions
}

/** Equal up to `tolerance` times the largest number of the second, exactly where that is 0. */
export const near =
  (tolerance: number) =>
  (a: History, b: History): boolean => {
    const size = Math.max(0, ...b.flat().map(Math.abs))
    return (
      a.length === b.length &&
      a.every(
        (row, i) => row.length === b[i]!.length && row.every((x, k) => Math.abs(x - b[i]![k]!) <= tolerance * size),
      )
    )
  }
export const scaled = (factor: number, gradients: History): History => gradients.map((g) => g.map((x) => factor * x))
