/** The numbers of tensors that states hold. */
import type { Data, Numbers } from '../../core/dtype.js'
import type { AnyTensor } from '../../core/tensor.js'

/** The numbers of a literal, for reading only. Throws `TypeError` for an expression, which a state does not hold. */
export const numbersIn = ({ node }: AnyTensor): Numbers & Data => {
  if (node._tag !== 'Literal') throw new TypeError('a state of online learning holds numbers, not expressions')
  return node.data
}
