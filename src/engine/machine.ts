/** Runs programs in one linear memory, whoever executes the instructions. */
import type { Data, DType } from '../core/dtype.js'
import { sizeOf } from '../core/shape.js'
import type { Program, Slot } from './compile/program.js'
import { statuses } from './opcodes.js'

/** A memory, and something that runs instructions in it. */
export interface Machine {
  readonly name: string
  /** The memory, at least so many bytes long; it may be another buffer after each call. */
  readonly memory: (bytes: number) => ArrayBuffer
  /** First byte that programs may use. */
  readonly base: number
  /** Runs `words` words at a place, with the arena at another. Returns a status code. */
  readonly call: (arena: number, program: number, words: number) => number
}

const aligned = (bytes: number): number => Math.ceil(bytes / 64) * 64

const view = (buffer: ArrayBuffer, dtype: DType, offset: number, size: number): Data => {
  switch (dtype) {
    case 'f32':
      return new Float32Array(buffer, offset, size)
    case 'f64':
      return new Float64Array(buffer, offset, size)
    case 'i32':
      return new Int32Array(buffer, offset, size)
    case 'bool':
      return new Uint8Array(buffer, offset, size)
  }
}

/** One program after another in one memory. What a program left there stays until another one runs. */
export interface Runner {
  readonly run: (program: Program, inputs: readonly Data[]) => readonly Data[]
}

export const runnerOn = (machine: Machine): Runner => {
  let owner: Program | undefined // whose instructions and constants are in memory
  let starts: readonly number[] = [] // of the code of its segments
  let arena = 0

  const load = (program: Program): void => {
    let at = aligned(machine.base)
    const places: number[] = []
    for (const segment of program.segments) {
      places.push(at)
      if (segment._tag === 'Code') at += aligned(4 * segment.words.length)
    }
    arena = at
    const buffer = machine.memory(arena + program.bytes + 64)
    program.segments.forEach((segment, i) => {
      if (segment._tag === 'Code') new Int32Array(buffer, places[i], segment.words.length).set(segment.words)
    })
    for (const { offset, data } of program.constants)
      new Uint8Array(buffer, arena + offset, data.byteLength).set(
        new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
      )
    starts = places
    owner = program
  }

  return {
    run: (program, inputs) => {
      if (owner !== program) load(program)
      const buffer = machine.memory(arena + program.bytes + 64)
      const at = (slot: Slot): Data => view(buffer, slot.dtype, arena + slot.offset, slot.size)
      program.inputs.forEach((slot, i) => {
        if (slot !== undefined) at(slot).set(inputs[i]!)
      })
      program.segments.forEach((segment, i) => {
        if (segment._tag === 'Host') {
          const args = segment.args.map((slot) => at(slot).slice())
          at(segment.out).set(segment.op.forward(segment.attrs, segment.out, args, segment.args))
          return
        }
        const status = machine.call(arena, starts[i]!, segment.words.length)
        if (status !== 0) throw new RangeError(`${machine.name}: ${meaning(status)} in ${segment.labels.join(', ')}`)
      })
      return program.outputs.map((slot) => at(slot).slice())
    },
  }
}

const meaning = (status: number): string => {
  switch (statuses[status]) {
    case 'gatherOutOfRange':
      return 'gather: an index is not a row'
    case 'scatterOutOfRange':
      return 'scatterAdd: an index is not a row'
    default:
      return `status ${status}`
  }
}

/** Number of elements of a specification. */
export const elements = (slot: Slot): number => sizeOf(slot.shape)
