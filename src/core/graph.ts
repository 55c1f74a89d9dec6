/** Walking a dataflow graph without recursion, so that depth is bounded by memory alone. */
import type { AnyTensor, Node } from './tensor.js'

/**
 * Every tensor that `roots` depend on, arguments before results, each node once. Nodes in `stop` are listed, but what
 * lies behind them is not.
 */
export const topological = (roots: readonly AnyTensor[], stop: ReadonlySet<Node> = new Set()): readonly AnyTensor[] => {
  const order: AnyTensor[] = []
  const seen = new Set<Node>()
  const tensors: AnyTensor[] = []
  const next: number[] = [] // next argument to visit of the tensor at the same height
  const enter = (t: AnyTensor): void => {
    if (seen.has(t.node)) return
    seen.add(t.node)
    tensors.push(t)
    next.push(0)
  }
  for (const root of roots) {
    enter(root)
    while (tensors.length > 0) {
      const top = tensors.length - 1
      const t = tensors[top]!
      const args = t.node._tag === 'Apply' && !stop.has(t.node) ? t.node.args : []
      const i = next[top]!
      if (i < args.length) {
        next[top] = i + 1
        enter(args[i]!)
      } else {
        tensors.pop()
        next.pop()
        order.push(t)
      }
    }
  }
  return order
}
