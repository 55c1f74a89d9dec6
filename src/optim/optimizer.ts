/** An optimizer is a pair of pure functions; its state is a value like any other. */
import { isFloat } from '../core/dtype.js'
import { ShapeError } from '../core/errors.js'
import { sameShape } from '../core/shape.js'
import type { AnyTensor } from '../core/tensor.js'
import { mapTree } from '../core/tree.js'
import { add } from '../ops/add.js'

/**
 * Turns the gradient of a loss into a step. Gradients, steps and parameters `P` are trees of one structure.
 *
 * The state `S` is a tree of tensors (tensors, records, tuples and `null`, nothing else), the same in structure, shapes
 * and element types at all times; what counts steps is a `Scalar<'i32'>` in it. So one compiled program serves all
 * steps, and a state can be saved and gone on from.
 *
 * A transform of gradients (clipping, scaling) has the same interface; `chain` makes optimizers of transforms.
 * Leaves that are not floating point get a step of zeros.
 */
export interface Optimizer<P, S> {
  readonly init: (params: P) => S
  readonly update: (gradient: P, state: S, params: P) => readonly [step: P, state: S]
}
/** Type of an optimizer's state: `OptimizerState<typeof optimizer>`. */
export type OptimizerState<O> = O extends Optimizer<any, infer S> ? S : never

const moved = (p: AnyTensor, d: AnyTensor): AnyTensor => {
  if (!sameShape(p.shape, d.shape))
    throw new ShapeError('applyStep', 'a step of its parameter’s shape', p.shape, d.shape)
  return isFloat(p.dtype) ? add(p as never, d as never) : p
}

/**
 * `params + step`, leaf by leaf. Leaves that are not floating point stay as they are.
 * Throws `ShapeError` where a step has another shape than its parameter, `TypeError` where structures differ.
 */
export const applyStep = <P>(params: P, step: P): P => mapTree<P>(moved, params, step)
