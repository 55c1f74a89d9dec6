/** The algebra of tensors. */
import type { Law } from './law.js'
import { activationLaws } from './tensor/activations.js'
import { arithmeticLaws } from './tensor/arithmetic.js'
import { einsumLaws } from './tensor/einsum.js'
import { layoutLaws } from './tensor/layout.js'
import { linearAlgebraLaws } from './tensor/linearAlgebra.js'
import { productLaws } from './tensor/product.js'
import { reductionLaws } from './tensor/reductions.js'
import { rowLaws } from './tensor/rows.js'

export {
  activationLaws,
  arithmeticLaws,
  einsumLaws,
  layoutLaws,
  linearAlgebraLaws,
  productLaws,
  reductionLaws,
  rowLaws,
}

/** All laws of tensor algebra. */
export const tensorLaws: readonly Law[] = [
  ...arithmeticLaws,
  ...productLaws,
  ...layoutLaws,
  ...reductionLaws,
  ...linearAlgebraLaws,
  ...einsumLaws,
  ...rowLaws,
  ...activationLaws,
]
