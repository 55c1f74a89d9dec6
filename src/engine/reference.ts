/** The specification: folds the graph with each op's own `forward`. */
import { allocate, type Data } from '../core/dtype.js'
import { topological } from '../core/graph.js'
import { sameShape, showShape, sizeOf } from '../core/shape.js'
import type { AnyTensor, Node } from '../core/tensor.js'
import type { Graph } from './compile/graph.js'
import type { Engine, Inputs, Prepared, PreparedFold } from './engine.js'

/** The value of an input, which must have its shape and element type. */
export const given = ({ shape, dtype }: AnyTensor, name: string, inputs: Inputs): AnyTensor => {
  const value = inputs[name]
  if (value === undefined) throw new ReferenceError(`input '${name}' has no value; pass one where it is read`)
  if (value.dtype !== dtype || !sameShape(value.shape, shape))
    throw new ReferenceError(
      `input '${name}': expected ${dtype} ${showShape(shape)}, got ${value.dtype} ${showShape(value.shape)}`,
    )
  return value
}

/** Numbers of every node that the roots depend on, in dependency order; `visit` sees each as it appears. */
export const evaluate = (
  roots: readonly AnyTensor[],
  inputs: Inputs = {},
  visit: (t: AnyTensor, data: Data) => void = () => undefined,
): ReadonlyMap<Node, Data> => {
  const known = new Map<Node, Data>()
  for (const t of topological(roots)) {
    const { node } = t
    let data: Data
    if (node._tag === 'Literal') data = node.data
    else if (node._tag === 'Input') {
      const value = given(t, node.name, inputs)
      data = evaluate([value], inputs).get(value.node)!
    } else
      data = node.op.forward(
        node.attrs,
        t,
        node.args.map((a) => known.get(a.node)!),
        node.args,
      )
    known.set(node, data)
    visit(t, data)
  }
  return known
}

/** The numbers of a graph's outputs, value by value. */
export const interpret = (graph: Graph, inputs: readonly Data[]): readonly Data[] => {
  const numbers: Data[] = []
  for (const v of graph.values) {
    if (v._tag === 'Literal') numbers.push(v.data)
    else if (v._tag === 'Input') numbers.push(inputs[v.index]!)
    else {
      const specs = v.args.map((a) => graph.values[a]!)
      numbers.push(
        v.op.forward(
          v.attrs,
          v,
          v.args.map((a) => numbers[a]!),
          specs,
        ),
      )
    }
  }
  return graph.outputs.map((o) => numbers[o]!)
}

/** A step of a graph again and again, by any means that runs it once. */
export const stepwise =
  ({ inputs }: Graph, run: Prepared): PreparedFold =>
  (state, batches) => {
    let now = state
    for (;;) {
      const batch = inputs.slice(state.length).map(({ dtype, shape }) => allocate(dtype, sizeOf(shape)))
      if (batches(batch, 1) === 0) return now
      now = run([...now, ...batch])
    }
  }

/** The specification as an engine: each op by its own `forward`, one after the other. */
export const reference: Engine = {
  name: 'reference',
  run: (roots, inputs) => {
    const known = evaluate(roots, inputs)
    return roots.map((t) => known.get(t.node)!)
  },
  prepare: (graph) => (inputs) => interpret(graph, inputs),
  prepareFold: (graph) => stepwise(graph, (inputs) => interpret(graph, inputs)),
}
