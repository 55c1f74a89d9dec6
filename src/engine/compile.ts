/** Functions of trees of tensors, planned once for each structure and shapes, then run as programs. */
import { type AnyTensor, fromData } from '../core/tensor.js'
import { leaves, mapTree } from '../core/tree.js'
import { best } from './best.js'
import { bounded } from './bounded.js'
import { capture, signatureOf } from './compile/capture.js'
import { type Engine, numbersOf, type Prepared } from './engine.js'

export interface CompileOptions {
  /** Default: the best there is. */
  readonly engine?: Engine
  /** Plans that are kept; the one not used for longest goes first. Default 32. */
  readonly plans?: number
}
export interface Compiled<A, B> {
  /** `f`, computed: every tensor of the result is a literal. */
  (a: A): B
  /** How often `f` was captured and planned. */
  readonly compileCount: () => number
}

/**
 * `f` with a plan for each structure, shapes and element types of its argument. Law: the same numbers as reading `f`.
 * `f` runs once for each plan, on unknowns: what it does besides building an expression happens then and only then, and
 * plain numbers in its argument are part of the plan.
 */
export const compile = <A, B>(f: (a: A) => B, { engine = best(), plans = 32 }: CompileOptions = {}): Compiled<A, B> => {
  const cache = bounded<string, { readonly run: Prepared; readonly result: B }>(plans)
  const run = (a: A): B => {
    const plan = cache.get(signatureOf(a), () => {
      const { graph, result } = capture(f, a)
      return { run: engine.prepare(graph), result }
    })
    const numbers = plan.run(numbersOf(engine, leaves(a)))
    let i = 0
    return mapTree((t: AnyTensor): AnyTensor => fromData(t.shape, numbers[i++]!, t.dtype), plan.result)
  }
  return Object.assign(run, { compileCount: cache.made })
}
