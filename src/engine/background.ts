/** Runs programs beside the event loop. */
import type { Data } from '../core/dtype.js'
import type { Program } from './compile/program.js'
import { type BackgroundMachine, checked, outputs, residence, runHere, write } from './machine.js'

/** Rejects with the signal's reason once it is aborted; what was started ends first. */
export type BackgroundRun = (
  program: Program,
  inputs: readonly Data[],
  signal?: AbortSignal,
) => Promise<readonly Data[]>

/** One program after another, in the order they were asked for. An op without a kernel runs on the event loop. */
export const backgroundOn = (machine: BackgroundMachine): BackgroundRun => {
  const open = residence(machine)
  const run: BackgroundRun = async (program, inputs, signal) => {
    signal?.throwIfAborted()
    const resident = open(program)
    write(resident, inputs)
    signal?.addEventListener('abort', machine.stop)
    try {
      for (const [i, segment] of program.segments.entries()) {
        if (segment._tag === 'Host') runHere(resident, segment)
        else {
          const status = await machine.start(resident.arena, resident.starts[i]!, segment.words.length)
          signal?.throwIfAborted()
          checked(machine, status, segment.labels)
        }
      }
      return outputs(machine, resident)
    } finally {
      signal?.removeEventListener('abort', machine.stop)
    }
  }
  let last: Promise<unknown> = Promise.resolve()
  return (program, inputs, signal) => {
    const mine = last.then(() => run(program, inputs, signal))
    last = mine.catch(() => undefined)
    return mine
  }
}
