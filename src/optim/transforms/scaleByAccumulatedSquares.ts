/** AdaGrad's transform: gradients over the root of all squares so far. */
import { add } from '../../ops/add.js'
import { div } from '../../ops/div.js'
import { square } from '../../ops/pow.js'
import { sqrt } from '../../ops/sqrt.js'
import { full } from '../../ops/sum.js'
import { mapFloats } from '../floats.js'
import type { Optimizer } from '../optimizer.js'
import { aboveZero, atLeastZero, checkOptions } from '../ranges.js'

export interface AccumulatedSquaresOptions {
  /** What the sum of squares starts from; at least 0. Default 0. */
  readonly initial?: number
  /** Added to the root of the sum; above 0. Default 1e-10. */
  readonly epsilon?: number
}
export const accumulatedSquaresRanges = { initial: atLeastZero, epsilon: aboveZero }

/** Sum of the squares of all gradients so far. */
export interface AccumulatedSquares<P> {
  readonly squares: P
}

/**
 * `s = s + g²`, step `g / (√s + ε)`. Ascends: chain it with `descend`.
 * Throws `RangeError` for options out of range. Source: see `adaGrad`.
 */
export const scaleByAccumulatedSquares = <P>(
  options: AccumulatedSquaresOptions = {},
): Optimizer<P, AccumulatedSquares<P>> => {
  checkOptions('scaleByAccumulatedSquares', accumulatedSquaresRanges, { ...options })
  const { initial = 0, epsilon = 1e-10 } = options
  return {
    init: (params) => ({ squares: mapFloats((p) => full(p.shape, initial, p.dtype), params) }),
    update: (gradient, before) => {
      const squares = mapFloats((s, g) => add(s, square(g)), before.squares, gradient)
      return [mapFloats((g, s) => div(g, add(sqrt(s), epsilon)), gradient, squares), { squares }]
    },
  }
}
