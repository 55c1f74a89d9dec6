/** Whole numbers near a number. They are flat, so nothing flows back through them. */
import { pointwise, type Unary, unary } from './elementwise.js'

const wholes = [-3, -2, -1, 0, 1, 2, 3]
/** Beyond it all numbers are whole, and below it adding it rounds to the even neighbour. */
const whole = 2 ** 52

const roundOf = (x: number): number => {
  const a = Math.abs(x)
  const y = a < whole ? a + whole - whole : a
  return x < 0 || Object.is(x, -0) ? -y : y
}

export const floorOp = unary({
  name: 'floor',
  f: Math.floor,
  backward: () => null,
  away: wholes,
  notation: { text: 'floor({0})', latex: '\\left\\lfloor {0}\\right\\rfloor' },
})
export const ceilOp = unary({
  name: 'ceil',
  f: Math.ceil,
  backward: () => null,
  away: wholes,
  notation: { text: 'ceil({0})', latex: '\\left\\lceil {0}\\right\\rceil' },
})
export const roundOp = unary({
  name: 'round',
  f: roundOf,
  backward: () => null,
  away: [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5],
  notation: { text: 'round({0})', latex: '\\operatorname{round}\\left({0}\\right)' },
})

/** The largest whole number that is not above `x`. Derivative: 0. */
export const floor: Unary = pointwise(floorOp)
/** The smallest whole number that is not below `x`. Derivative: 0. */
export const ceil: Unary = pointwise(ceilOp)
/** The nearest whole number, of two that are as near the even one, as NumPy and PyTorch have it. Derivative: 0. */
export const round: Unary = pointwise(roundOp)
