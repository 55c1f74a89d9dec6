/** The C kernels as a Node-API addon: the processor's widest instructions, and threads. */
import * as O from 'fp-ts/lib/Option.js'
import type { BackgroundMachine, Machine } from './machine.js'

export interface NativeOptions {
  /** Threads that share large kernels, the caller's included. Default: the processor's cores, at most 8. */
  readonly threads?: number
  /** Instruction set: `v2`, `v3` (AVX2) or `v4` (AVX-512) on x64, `neon` on arm64. Default: the fastest there is. */
  readonly cpu?: string
}

/** What the addon gives: see kernels/addon.c. */
interface Handle {
  readonly memory: (bytes: number) => ArrayBuffer
  readonly run: Machine['call']
  readonly fold: NonNullable<Machine['fold']>
  readonly copy: NonNullable<Machine['copy']>
  readonly start: BackgroundMachine['start']
  readonly stop: () => void
}
interface Addon {
  readonly cpus: readonly string[]
  readonly create: (threads: number, cpu: string) => Handle
}

/** What we use of Node, asked for at run time: a browser has none of it, and a bundler need not look for it. */
interface Node {
  readonly platform: string
  readonly arch: string
  readonly getBuiltinModule?: (name: string) => unknown
}
interface Modules {
  readonly createRequire: (from: string) => (path: string) => unknown
}
interface System {
  readonly availableParallelism: () => number
}

const node = (globalThis as { readonly process?: Node }).process

/** From the sources, from what they are compiled to, and from the bundle. */
const folders = ['../../dist/native', '../../native', '../native']

const loaded = (folder: string): O.Option<Addon> =>
  O.tryCatch(() => {
    const modules = node!.getBuiltinModule!('node:module') as Modules
    const name = `${node!.platform}-${node!.arch}${node!.platform === 'linux' ? '-gnu' : ''}`
    return modules.createRequire(import.meta.url)(`${folder}/${name}.node`) as Addon
  })

const limit = 64
const mostByDefault = 8

/** Throws `RangeError` for a number of threads that no machine takes. */
const threadsOf = (threads: number | undefined): number => {
  if (threads === undefined)
    return Math.min(mostByDefault, (node!.getBuiltinModule!('node:os') as System).availableParallelism())
  if (!Number.isInteger(threads) || threads < 1 || threads > limit)
    throw new RangeError(`threads: expected a whole number from 1 to ${limit}, got ${threads}`)
  return threads
}

const page = 65536

const machineOf = (create: () => Handle): BackgroundMachine => {
  const handle = create()
  let buffer = handle.memory(page)
  return {
    name: 'native',
    base: 0,
    memory: (bytes) => {
      if (bytes > buffer.byteLength) buffer = handle.memory(Math.ceil(bytes / page) * page)
      return buffer
    },
    // As methods of the handle, which lives as long as they are called.
    call: (arena, program, words) => handle.run(arena, program, words),
    fold: (arena, program, words, plan, steps) => handle.fold(arena, program, words, plan, steps),
    copy: (from, to) => handle.copy(from, to),
    start: (arena, program, words) => handle.start(arena, program, words),
    stop: () => handle.stop(),
    background: () => machineOf(create),
  }
}

/**
 * A machine of its own memory and threads. None where the addon was not built, does not load, or has no such
 * instruction set. Law: the same bits for every number of threads. Throws `RangeError` for a wrong number of threads.
 */
export const nativeMachine = ({ threads, cpu }: NativeOptions = {}): O.Option<Machine> => {
  const addon = folders.map(loaded).find(O.isSome)?.value
  const chosen = cpu === undefined ? addon?.cpus.at(-1) : addon?.cpus.find((name) => name === cpu)
  if (addon === undefined || chosen === undefined) return O.none
  const count = threadsOf(threads)
  return O.tryCatch(() => machineOf(() => addon.create(count, chosen)))
}
