/** One linear memory that programs run in, whoever executes the instructions. */
import type { Data, DType } from '../core/dtype.js'
import type { Program, Segment, Slot } from './compile/program.js'
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
  /** Runs a program `steps` times with its state in the arena, by a plan at a place. See kernels/fold.c. */
  readonly fold?: (arena: number, program: number, words: number, plan: number, steps: number) => number
  /** A new machine of this kind, with its own memory, that can run beside the event loop. */
  readonly background?: () => BackgroundMachine
}

export interface BackgroundMachine extends Machine {
  /** As `call`, on another thread: until it settles the memory must be left alone. */
  readonly start: Machine['call'] extends (...args: infer Args) => number ? (...args: Args) => Promise<number> : never
  /** What was started ends after its present instruction. */
  readonly stop: () => void
}

export const aligned = (bytes: number): number => Math.ceil(bytes / 64) * 64

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

/** A program in memory: where its arena and the code of each segment begin. */
export interface Resident {
  readonly program: Program
  readonly buffer: ArrayBuffer
  readonly arena: number
  readonly starts: readonly number[]
}

const load = (machine: Machine, program: Program, more: number): Resident => {
  let arena = aligned(machine.base)
  const starts = program.segments.map((segment) => {
    const start = arena
    if (segment._tag === 'Code') arena += aligned(4 * segment.words.length)
    return start
  })
  const buffer = machine.memory(arena + aligned(program.bytes) + 64 + more)
  program.segments.forEach((segment, i) => {
    if (segment._tag === 'Code') new Int32Array(buffer, starts[i], segment.words.length).set(segment.words)
  })
  for (const { offset, data } of program.constants)
    new Uint8Array(buffer, arena + offset, data.byteLength).set(
      new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    )
  return { program, buffer, arena, starts }
}

/** Puts a program, with `more` bytes behind its arena, into a memory that nobody else uses; once, while it is the last. */
export const residence = (machine: Machine): ((program: Program, more?: number) => Resident) => {
  let last: Resident | undefined
  return (program, more = 0) => {
    const end = (last?.arena ?? 0) + aligned(program.bytes) + 64 + more
    if (last?.program !== program || machine.memory(end) !== last.buffer) last = load(machine, program, more)
    return last
  }
}

/** An array of the arena. */
export const at = ({ buffer, arena }: Resident, slot: Slot): Data =>
  view(buffer, slot.dtype, arena + slot.offset, slot.size)

/** Puts numbers where a program reads its first inputs. */
export const write = (resident: Resident, numbers: readonly Data[]): void =>
  numbers.forEach((data, i) => {
    const slot = resident.program.inputs[i]
    if (slot !== undefined) at(resident, slot).set(data)
  })

/** A copy of the outputs. */
export const outputs = (resident: Resident): readonly Data[] =>
  resident.program.outputs.map((slot) => at(resident, slot).slice())

/** Runs an op by its own `forward`. */
export const runHere = (resident: Resident, { op, attrs, args, out }: Extract<Segment, { _tag: 'Host' }>): void => {
  const numbers = args.map((slot) => at(resident, slot).slice())
  at(resident, out).set(op.forward(attrs, out, numbers, args))
}

/** Throws `RangeError` for a status that is not 0. */
export const checked = ({ name }: Machine, status: number, labels: readonly string[]): void => {
  if (status !== 0) throw new RangeError(`${name}: ${meaning(status)} in ${labels.join(', ')}`)
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
