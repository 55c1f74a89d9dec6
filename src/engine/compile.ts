/** Functions of trees of tensors, planned once for each structure and shapes, then run as programs. */
import type { AnyTensor } from '../core/tensor.js'
import { best } from './best.js'
import { capture } from './compile/capture.js'
import { byForm, formOf, withNumbers } from './compile/form.js'
import { type Engine, numbersOf } from './engine.js'

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
  const cache = byForm(plans, (a: A) => {
    const { graph, result } = capture(f, a)
    return { run: engine.prepare(graph), result: formOf(result) }
  })
  const run = (a: A): B => {
    const tensors: AnyTensor[] = []
    const plan = cache.get(a, tensors)
    return withNumbers(plan.result, plan.run(numbersOf(engine, tensors)))
  }
  return Object.assign(run, { compileCount: cache.made })
}
