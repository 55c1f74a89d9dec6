/** Runs programs, one after another, in one memory. */
import { allocate, bytesOf, type Data } from '../core/dtype.js'
import { sizeOf } from '../core/shape.js'
import type { Program } from './compile/program.js'
import type { PreparedFold } from './engine.js'
import { aligned, checked, type Machine, outputs, type Resident, residence, runHere, write } from './machine.js'
import { inSequence } from './moves.js'
import { interpret, stepwise } from './reference.js'

/** One program after another in one memory. What a program left there stays until another one runs. */
export interface Runner {
  readonly run: (program: Program, inputs: readonly Data[]) => readonly Data[]
  /** A step again and again: the first inputs, as many as outputs, are the state; the rest is a batch. */
  readonly fold: (program: Program) => PreparedFold
}

/** Batches of so many bytes together, at least one and at most so many, are stacked for one call. */
const stackBytes = 1 << 16
const stackLimit = 1 << 14

/** Where a fold keeps what, and the copies between two steps: see kernels/fold.c. */
interface Folding {
  readonly program: Program
  /** Batches of one call. */
  readonly room: number
  /** Bytes behind the arena. */
  readonly more: number
  /** For each array of a batch its bytes, and where the stack of them lies; undefined where nothing reads it. */
  readonly bytes: readonly number[]
  readonly stacks: readonly (number | undefined)[]
  readonly plan: Int32Array
  readonly planAt: number
}

const foldingOf = (program: Program): Folding => {
  const { inputs, outputs, bytes } = program
  const specs = program.graph.inputs.slice(outputs.length).map(({ dtype, shape }) => bytesOf[dtype] * sizeOf(shape))
  const together = specs.reduce((n, b) => n + b, 0)
  const room = Math.max(1, Math.min(stackLimit, Math.floor(stackBytes / Math.max(1, together))))
  // Behind the arena: spare memory for moves, a stack for each array of a batch, the plan.
  const spare = aligned(bytes) + 64
  const moves = outputs.flatMap(({ offset, size, dtype }, i) => {
    const to = inputs[i]
    return to === undefined ? [] : [{ from: offset, to: to.offset, bytes: size * bytesOf[dtype] }]
  })
  const sequence = inSequence(moves, spare)
  let end = spare + aligned(moves.reduce((n, m) => n + m.bytes, 0))
  const own = inputs.slice(outputs.length)
  const stacks = own.map((slot, i) => {
    if (slot === undefined) return undefined
    const start = end
    end += aligned(room * specs[i]!)
    return start
  })
  const reads = own.flatMap((slot, i) => (slot === undefined ? [] : [[slot.offset, stacks[i]!, specs[i]!]]))
  const copies = sequence.flatMap((m) => [m.from, m.to, m.bytes])
  const plan = Int32Array.from([0, sequence.length, ...copies, reads.length, ...reads.flat()])
  return { program, room, bytes: specs, stacks, plan, planAt: end, more: end - aligned(bytes) + 4 * plan.length }
}

export const runnerOn = (machine: Machine): Runner => {
  const open = residence(machine)
  let running = false
  /** Takes the state of a fold that waits for batches out of the memory. */
  let vacate: (() => void) | undefined

  /** An op's own `forward` may ask for numbers while the memory is in use: these are computed without it. */
  const alone = <A>(work: () => A, without: () => A): A => {
    if (running) return without()
    running = true
    try {
      vacate?.()
      vacate = undefined
      return work()
    } finally {
      running = false
    }
  }

  const run: Runner['run'] = (program, inputs) =>
    alone(
      () => {
        const resident = open(program)
        write(resident, inputs)
        program.segments.forEach((segment, i) => {
          if (segment._tag === 'Host') return runHere(resident, segment)
          const status = machine.call(resident.arena, resident.starts[i]!, segment.words.length)
          if (status !== 0) interpret(program.graph, inputs) // throws what the reference says of it
          checked(machine, status, segment.labels)
        })
        return outputs(machine, resident)
      },
      () => interpret(program.graph, inputs),
    )

  /** Steps through what lies in `stacked`, from a state or from the one that the memory holds. */
  const steps = (
    { program, more, bytes, stacks, plan, planAt }: Folding,
    state: readonly Data[] | undefined,
    stacked: readonly Data[],
    count: number,
  ): Resident => {
    const resident = open(program, more)
    const { buffer, arena, starts, lies } = resident
    if (state !== undefined) write(resident, state)
    const words = new Int32Array(buffer, arena + planAt, plan.length)
    words.set(plan)
    words[0] = state === undefined ? 1 : 0
    stacked.forEach((data, i) => {
      if (stacks[i] === undefined) return
      const used = new Uint8Array(data.buffer, data.byteOffset, count * bytes[i]!)
      new Uint8Array(buffer, arena + stacks[i]!, used.length).set(used)
    })
    const [code] = program.segments as readonly Extract<Program['segments'][number], { _tag: 'Code' }>[]
    lies.fill(0) // between steps, states and batches are written over
    checked(machine, machine.fold!(arena, starts[0]!, code!.words.length, arena + planAt, count), code!.labels)
    return resident
  }

  const fold: Runner['fold'] = (program) => {
    const without = stepwise(program.graph, (inputs) => interpret(program.graph, inputs))
    if (machine.fold === undefined || program.segments.length !== 1 || program.segments[0]!._tag !== 'Code')
      return stepwise(program.graph, (inputs) => run(program, inputs))
    const folding = foldingOf(program)
    let idle: readonly Data[] | undefined // stacks that no fold uses at present
    return (start, batches) => {
      if (running) return without(start, batches)
      const { room } = folding
      const stacked =
        idle ??
        program.graph.inputs.slice(start.length).map(({ dtype, shape }) => allocate(dtype, room * sizeOf(shape)))
      idle = undefined
      let state: readonly Data[] | undefined = start // undefined while it is in the memory
      let resident: Resident | undefined
      const leave = (): void => {
        state = outputs(machine, resident!)
      }
      try {
        for (let count = batches(stacked, room); count > 0; count = batches(stacked, room)) {
          if (vacate === leave) vacate = undefined
          resident = alone(
            () => steps(folding, state, stacked, count),
            () => undefined,
          )
          state = undefined
          vacate = leave
        }
      } finally {
        if (vacate === leave) vacate = undefined
        idle = stacked
      }
      return state ?? outputs(machine, resident!)
    }
  }
  return { run, fold }
}
