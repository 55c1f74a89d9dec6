/** Runs programs, one after another, in one memory. */
import type { Data } from '../core/dtype.js'
import type { Program } from './compile/program.js'
import { aligned, checked, type Machine, outputs, residence, runHere, sameSlot, write } from './machine.js'
import { interpret } from './reference.js'

/** One program after another in one memory. What a program left there stays until another one runs. */
export interface Runner {
  readonly run: (program: Program, inputs: readonly Data[]) => readonly Data[]
  /** A step again and again: the first inputs, as many as outputs, are the state; the rest is a batch. */
  readonly fold: (program: Program, state: readonly Data[], batches: readonly (readonly Data[])[]) => readonly Data[]
}

/** Batches of at most so many bytes together are stacked for one call. */
const stackBytes = 1 << 23

const bytesIn = (all: readonly Data[]): number => all.reduce((n, data) => n + data.byteLength, 0)

export const runnerOn = (machine: Machine): Runner => {
  const open = residence(machine)

  const run: Runner['run'] = (program, inputs) => {
    const resident = open(program)
    write(resident, inputs)
    program.segments.forEach((segment, i) => {
      if (segment._tag === 'Host') return runHere(resident, segment)
      const status = machine.call(resident.arena, resident.starts[i]!, segment.words.length)
      if (status !== 0) interpret(program.graph, inputs) // throws what the reference says of it
      checked(machine, status, segment.labels)
    })
    return outputs(resident)
  }

  const fold: Runner['fold'] = (program, state, batches) => {
    const [first] = batches
    const [code] = program.segments
    if (first === undefined) return state
    if (machine.fold === undefined || program.segments.length !== 1 || code?._tag !== 'Code')
      return batches.reduce((now, batch) => run(program, now.concat(batch)), state)
    const own = program.inputs.slice(state.length)
    const perCall = Math.max(1, Math.min(batches.length, Math.floor(stackBytes / Math.max(1, bytesIn(first)))))
    // Behind the arena: staging for the state, a stack for each array of a batch, the plan.
    const staging = aligned(program.bytes) + 64
    const stacks: number[] = []
    let end = staging + aligned(bytesIn(state))
    for (const data of first) {
      stacks.push(end)
      end += aligned(perCall * data.byteLength)
    }
    const carried = program.outputs.flatMap((out, i) => {
      const slot = program.inputs[i]
      return slot === undefined || sameSlot(slot, out) ? [] : [[out.offset, slot.offset, state[i]!.byteLength]]
    })
    const read = own.flatMap((slot, i) => (slot === undefined ? [] : [[slot.offset, stacks[i]!, first[i]!.byteLength]]))
    const plan = Int32Array.from([staging, carried.length, ...carried.flat(), read.length, ...read.flat()])
    const resident = open(program, end - aligned(program.bytes) + 4 * plan.length)
    const { buffer, arena } = resident
    new Int32Array(buffer, arena + end, plan.length).set(plan)
    write(resident, state)
    resident.lies.fill(0) // between steps, states and batches are written over
    for (let from = 0; from < batches.length; from += perCall) {
      const steps = Math.min(perCall, batches.length - from)
      for (let i = 0; i < steps; i++)
        batches[from + i]!.forEach((data, k) => {
          const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
          new Uint8Array(buffer, arena + stacks[k]! + i * data.byteLength, data.byteLength).set(bytes)
        })
      if (from > 0) write(resident, outputs(resident))
      checked(machine, machine.fold(arena, resident.starts[0]!, code.words.length, arena + end, steps), code.labels)
    }
    return outputs(resident)
  }

  let running = false
  /** An op's own `forward` may ask for numbers while the memory is in use: these are computed without it. */
  const alone = <A>(work: () => A, without: () => A): A => {
    if (running) return without()
    running = true
    try {
      return work()
    } finally {
      running = false
    }
  }
  return {
    run: (program, inputs) =>
      alone(
        () => run(program, inputs),
        () => interpret(program.graph, inputs),
      ),
    fold: (program, state, batches) =>
      alone(
        () => fold(program, state, batches),
        () => batches.reduce((now, batch) => interpret(program.graph, now.concat(batch)), state),
      ),
  }
}
