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
  /** Fills a large array from a place on, faster than its own `set`. */
  readonly copy?: (from: number, to: Data) => void
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
  readonly inputs: readonly (Data | undefined)[]
  readonly outputs: readonly Data[]
  /** By input, the output that a run leaves in its memory; -1 for none, or for an input that stays. */
  readonly becomes: readonly number[]
  /** By input, the stamp of the large array whose numbers lie in its slot; 0 for none. */
  readonly lies: number[]
}

/** Arrays from so many bytes on are not written again where they lie already: nothing writes to what tensors hold. */
const large = 1 << 15
/** Stamps tell arrays apart without keeping them alive. */
const stamps = new WeakMap<Data, number>()
let stamped = 0
const stampOf = (data: Data): number => {
  const known = stamps.get(data)
  if (known !== undefined) return known
  stamps.set(data, ++stamped)
  return stamped
}

/** An array of an arena. */
const at = ({ buffer, arena }: Pick<Resident, 'buffer' | 'arena'>, slot: Slot): Data =>
  view(buffer, slot.dtype, arena + slot.offset, slot.size)

const sameSlot = (a: Slot, b: Slot): boolean => a.offset === b.offset && a.size === b.size && a.dtype === b.dtype

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
  const array = (slot: Slot): Data => at({ buffer, arena }, slot)
  const inputs = program.inputs.map((slot) => (slot === undefined ? undefined : array(slot)))
  const becomes = program.inputs.map((slot, i) =>
    slot === undefined || program.stays[i] ? -1 : program.outputs.findIndex((out) => sameSlot(slot, out)),
  )
  return {
    program,
    buffer,
    arena,
    starts,
    inputs,
    outputs: program.outputs.map(array),
    becomes,
    lies: inputs.map(() => 0),
  }
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

/**
 * Puts numbers where a program reads its first inputs. What a slot is known to hold already stays: an input that nothing
 * overwrites, or a result of the last run in the memory of the input that it is now.
 */
export const write = ({ program, inputs, lies }: Resident, numbers: readonly Data[]): void => {
  for (let i = 0; i < numbers.length; i++) {
    const to = inputs[i]
    if (to === undefined) continue
    const data = numbers[i]!
    if (to.byteLength < large) {
      put(to, data)
      continue
    }
    const stamp = stampOf(data)
    if (stamp !== lies[i]) to.set(data)
    lies[i] = program.stays[i] === true ? stamp : 0 // a run overwrites the others
  }
}

/** Up to so many numbers a loop takes less time than a call. */
const few = 16
const put = (to: Data, data: Data): void => {
  if (data.length > few) to.set(data)
  else for (let i = 0; i < data.length; i++) to[i] = data[i]!
}

/** A copy of the outputs. Those that lie in the memory of an input are known to. */
export const outputs = (machine: Machine, { outputs: from, becomes, lies }: Resident): readonly Data[] => {
  const copies: Data[] = []
  for (let i = 0; i < from.length; i++) copies.push(copied(machine, from[i]!))
  for (let i = 0; i < becomes.length; i++) {
    const copy = copies[becomes[i]!]
    if (copy !== undefined && copy.byteLength >= large) lies[i] = stampOf(copy)
  }
  return copies
}

/** Arrays from so many bytes on are copied by the machine: its threads share the work. */
const huge = 1 << 19

/** Node's memory without zeros in it, which a copy need not overwrite. */
interface Memory {
  readonly allocUnsafeSlow: (bytes: number) => Uint8Array<ArrayBuffer>
}
const node = (globalThis as { readonly Buffer?: Memory }).Buffer

/**
 * Up to so many bytes the host keeps an array beside its object. From there on each would have memory of its own, and to
 * ask for it costs more than to fill it: arrays up to `small` share pieces of `piece` bytes, as Node's buffers do. So who
 * keeps one of them keeps at most a piece alive.
 */
const tiny = 64
const small = 1024
const piece = 8192
let pool = new ArrayBuffer(0)
let used = 0
const inPool = (data: Float32Array): Float32Array => {
  if (used + data.byteLength > pool.byteLength) [pool, used] = [new ArrayBuffer(piece), 0]
  const copy = new Float32Array(pool, used, data.length)
  used += data.byteLength
  copy.set(data)
  return copy
}

const copied = (machine: Machine, data: Data): Data => {
  if (data.byteLength <= tiny) {
    if (data instanceof Float32Array) return new Float32Array(data)
    if (data instanceof Int32Array) return new Int32Array(data)
  }
  if (data instanceof Float32Array && data.byteLength <= small) return inPool(data)
  if (data.byteLength < large || node === undefined) return data.slice()
  const { buffer, byteOffset } = node.allocUnsafeSlow(data.byteLength)
  const copy = new (data.constructor as Float32ArrayConstructor)(buffer, byteOffset, data.length)
  if (machine.copy === undefined || data.byteLength < huge) copy.set(data)
  else machine.copy(data.byteOffset, copy)
  return copy
}

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
    case 'takeOutOfRange':
      return 'takeAlongAxis: a position is not on the axis'
    case 'addOutOfRange':
      return 'addAlongAxis: a position is not on the axis'
    default:
      return `status ${status}`
  }
}
