/** Functions caught as graphs: one for each structure, shapes and element types of their argument. */
import { type AnyTensor, input } from '../../core/tensor.js'
import { leaves, mapTree } from '../../core/tree.js'
import { type Graph, graphOf } from './graph.js'

export interface Captured<B> {
  readonly graph: Graph
  /** The result with a tensor in every place that a read fills. */
  readonly result: B
  /** The result's tensors, in the order of the graph's outputs. */
  readonly outputs: readonly AnyTensor[]
}

/** Runs `f` once on named inputs in place of the tensors of `a`. */
export const capture = <A, B>(f: (a: A) => B, a: A): Captured<B> => {
  let count = 0
  const inputs: AnyTensor[] = []
  const named = mapTree((t: AnyTensor): AnyTensor => {
    const unknown = input(`argument ${count++}`, t.shape, t.dtype)
    inputs.push(unknown)
    return unknown
  }, a)
  const result = f(named)
  const outputs = leaves(result)
  return { graph: graphOf(outputs, inputs), result, outputs }
}
