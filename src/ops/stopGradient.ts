/** The identity, with and without a way back. */
import type { DType } from '../core/dtype.js'
import { apply, type Op } from '../core/op.js'
import type { Shape } from '../core/shape.js'
import type { AnyTensor, Tensor } from '../core/tensor.js'

const domain = [{ attrs: {}, args: [{ shape: [2, 3], min: -3, max: 3 }] }]
const notation = { text: '{0}', latex: '{0}', binds: 5 }

export const identityOp: Op<Readonly<Record<string, never>>, readonly [AnyTensor]> = {
  name: 'identity',
  shape: (_, x) => x.shape,
  forward: (_, _out, [x]) => x!,
  passes: true,
  backward: (_, dy) => [dy],
  domain,
  notation,
}
export const stopGradientOp: Op<Readonly<Record<string, never>>, readonly [AnyTensor]> = {
  ...identityOp,
  name: 'stopGradient',
  backward: () => [null],
}

/** `x` as a node of its own: derivatives by it do not see what it was made of. */
export const identity = <S extends Shape, D extends DType>(x: Tensor<S, D>): Tensor<S, D> => apply(identityOp, {}, x)
/** `x` as a constant: nothing flows back through it. */
export const stopGradient = <S extends Shape, D extends DType>(x: Tensor<S, D>): Tensor<S, D> =>
  apply(stopGradientOp, {}, x)
