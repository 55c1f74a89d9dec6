/** Many steps at once: a reduce whose state stays where it is computed. */
import type { Data } from '../core/dtype.js'
import { type AnyTensor, fromData } from '../core/tensor.js'
import { leaves, mapTree } from '../core/tree.js'
import { best } from './best.js'
import { bounded } from './bounded.js'
import { capture, signatureOf } from './compile/capture.js'
import type { CompileOptions } from './compile.js'
import type { PreparedFold } from './engine.js'
import { settle } from './read.js'

const numbersOf = (tree: unknown): readonly Data[] =>
  leaves(settle(tree)).map((t) => (t.node as { readonly data: Data }).data)

/**
 * `batches.reduce(step, state)`, computed without handing the state back between steps: for training and per-sample
 * learning. `step` is captured once for each shape of batch, as by `compile`, and must return the structure, shapes and
 * element types of its state. Batches of one shape run together; where the shape changes, another plan goes on.
 * Law: it is `reduce`. Throws `TypeError` where a step changes the form of its state.
 *
 * @example fold((w, x) => sub(w, mul(x, 0.1)))(start, samples)
 */
export const fold = <S, B>(
  step: (state: S, batch: B) => S,
  { engine = best(), plans = 32 }: CompileOptions = {},
): ((state: S, batches: readonly B[]) => S) => {
  const cache = bounded<string, PreparedFold>(plans)
  const prepared = (state: S, batch: B): PreparedFold =>
    cache.get(signatureOf([state, batch]), () => {
      const { graph, result } = capture(([s, b]: readonly [S, B]) => step(s, b), [state, batch])
      if (signatureOf(result) !== signatureOf(state))
        throw new TypeError(
          `fold: a step must keep the form of its state, ${signatureOf(state)}; got ${signatureOf(result)}`,
        )
      return engine.prepareFold(graph)
    })
  return (state, batches) => {
    const start = settle(state)
    let now = numbersOf(start)
    for (let from = 0; from < batches.length; ) {
      const form = signatureOf(batches[from])
      let to = from + 1
      while (to < batches.length && signatureOf(batches[to]) === form) to++
      now = prepared(start, batches[from]!)(now, batches.slice(from, to).map(numbersOf))
      from = to
    }
    let i = 0
    return mapTree<S>((t: AnyTensor): AnyTensor => fromData(t.shape, now[i++]!, t.dtype), start)
  }
}
