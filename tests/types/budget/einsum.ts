/** Attention of several heads, in einsum: expressions that the compiler reads. */
import { type Batch, einsum, mul, softmax, type Tensor } from '../../../src/index.js'

interface Attention {
  readonly queries: Tensor<readonly [512, 8, 64]>
  readonly keys: Tensor<readonly [512, 8, 64]>
  readonly values: Tensor<readonly [512, 8, 64]>
  readonly out: Tensor<readonly [8, 64, 512]>
}

export const attention = (p: Attention, x: Tensor<readonly [Batch, 100, 512]>): Tensor<readonly [Batch, 100, 512]> => {
  const q = einsum('btx,xhd->bthd', x, p.queries)
  const k = einsum('btx,xhd->bthd', x, p.keys)
  const v = einsum('btx,xhd->bthd', x, p.values)
  const weights = softmax(mul(einsum('bqhd,bkhd->bhqk', q, k), 0.125))
  return einsum('bhqk, bkhd, hdx -> bqx', weights, v, p.out)
}
