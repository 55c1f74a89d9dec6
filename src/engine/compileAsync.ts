/** Compiled functions that leave the event loop free. */
import { type AnyTensor, fromData } from '../core/tensor.js'
import { leaves, mapTree } from '../core/tree.js'
import { best } from './best.js'
import { bounded } from './bounded.js'
import { capture, signatureOf } from './compile/capture.js'
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
  const cache = bounded<string, { readonly run: PreparedAsync; readonly result: B }>(plans)
  const run = async (a: A, signal?: AbortSignal): Promise<B> => {
    const plan = cache.get(signatureOf(a), () => {
      const { graph, result } = capture(f, a)
      return { run: engine.prepareAsync?.(graph) ?? later(engine.prepare(graph)), result }
    })
    const numbers = await plan.run(numbersOf(engine, leaves(a)), signal)
    let i = 0
    return mapTree((t: AnyTensor): AnyTensor => fromData(t.shape, numbers[i++]!, t.dtype), plan.result)
  }
  return Object.assign(run, { compileCount: cache.made })
}
