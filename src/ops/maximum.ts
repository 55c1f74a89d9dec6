/** Larger and smaller of two tensors, element by element. */
import type { AnyTensor } from '../core/tensor.js'
import { add } from './add.js'
import { cast } from './cast.js'
import { equal, greater, less } from './compare.js'
import { type Binary, binary, broadcasting } from './elementwise.js'
import { mul } from './mul.js'
import { sub } from './sub.js'

/** Shares the cotangent: to the winner, half to each at a tie. */
const share = (dy: AnyTensor, wins: AnyTensor, a: any, b: any): readonly AnyTensor[] => {
  const d = dy as any
  const part: any = add(cast(wins, dy.dtype) as any, mul(cast(equal(a, b), dy.dtype) as any, 0.5))
  return [mul(d, part), mul(d, sub(1, part))]
}

export const maximumOp = binary({
  name: 'maximum',
  f: Math.max,
  backward: (dy, _y, a, b) => share(dy, greater(a, b), a, b),
  distinct: true,
  notation: { text: 'max({0}, {1})', latex: '\\max\\left({0}, {1}\\right)' },
})
export const minimumOp = binary({
  name: 'minimum',
  f: Math.min,
  backward: (dy, _y, a, b) => share(dy, less(a, b), a, b),
  distinct: true,
  notation: { text: 'min({0}, {1})', latex: '\\min\\left({0}, {1}\\right)' },
})

/** The larger of `a` and `b`, broadcasting; NaN wins. Derivative: 1 by the larger, ½ by each at a tie. */
export const maximum: Binary = broadcasting(maximumOp)
/** The smaller of `a` and `b`, broadcasting; NaN wins. Derivative: 1 by the smaller, ½ by each at a tie. */
export const minimum: Binary = broadcasting(minimumOp)
