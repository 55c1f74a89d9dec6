/** Compiled functions that leave the event loop free. */
import type { AnyTensor } from '../core/tensor.js'
import { best } from './best.js'
import { capture } from './compile/capture.js'
import { byForm, formOf, withNumbers } from './compile/form.js'
import type { CompileOptions } from './compile.js'
import { numbersOf, type Prepared, type PreparedAsync } from './engine.js'

export interface CompiledAsync<A, B> {
  /** `f`, computed. Rejects with the signal's reason when it is aborted, between two instructions at the latest. */
  (a: A, signal?: AbortSignal): Promise<B>
  /** How often `f` was captured and planned. */
  readonly compileCount: () => number
}

/** On an engine that has no other thread, a turn of the event loop later. */
const later =
  (run: Prepared): PreparedAsync =>
  async (inputs, signal) => {
    await new Promise((resolve) => setTimeout(resolve, 0))
    signal?.throwIfAborted()
    return run(inputs)
  }

/**
 * As `compile`, off the event loop where the engine can: timers, requests and streams go on while it computes. Runs of
 * one engine are done one after another. Law: the numbers of `compile`.
 */
export const compileAsync = <A, B>(
  f: (a: A) => B,
  { engine = best(), plans = 32 }: CompileOptions = {},
): CompiledAsync<A, B> => {
  const cache = byForm(plans, (a: A) => {
    const { graph, result } = capture(f, a)
    return { run: engine.prepareAsync?.(graph) ?? later(engine.prepare(graph)), result: formOf(result) }
  })
  const run = async (a: A, signal?: AbortSignal): Promise<B> => {
    const tensors: AnyTensor[] = []
    const plan = cache.get(a, tensors)
    return withNumbers(plan.result, await plan.run(numbersOf(engine, tensors), signal))
  }
  return Object.assign(run, { compileCount: cache.made })
}
