/** The C kernels as WebAssembly with SIMD: in every Node and every browser, the same bits on every machine. */
import * as O from 'fp-ts/lib/Option.js'
import { wasm as bytes } from './generated/kernels.js'
import type { Machine } from './machine.js'

/** What we use of the host's WebAssembly: its types belong to browsers, which are not all we run in. */
interface Host {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (
    module: object,
  ) => {
    readonly exports: {
      readonly memory: { readonly buffer: ArrayBuffer; readonly grow: (pages: number) => number }
      readonly __heap_base: { readonly value: number }
      readonly fluxion_run: Machine['call']
      readonly fluxion_fold: NonNullable<Machine['fold']>
    }
  }
}
const page = 65536

/** The bytes of a text in base 64. */
const decoded = (text: string): Uint8Array => {
  const letters = atob(text)
  const bytes = new Uint8Array(letters.length)
  for (let i = 0; i < bytes.length; i++) bytes[i] = letters.charCodeAt(i)
  return bytes
}

/** A machine of its own memory, or none where the kernels were not built or the host has no SIMD. */
export const wasmMachine = (): O.Option<Machine> => {
  if (bytes === '') return O.none
  return O.tryCatch((): Machine => {
    const code = decoded(bytes)
    const { Instance, Module } = (globalThis as unknown as { readonly WebAssembly: Host }).WebAssembly
    const { exports } = new Instance(new Module(code))
    const { memory } = exports
    return {
      name: 'wasm',
      base: exports.__heap_base.value,
      memory: (size) => {
        const missing = size - memory.buffer.byteLength
        if (missing > 0) memory.grow(Math.ceil(missing / page))
        return memory.buffer
      },
      call: exports.fluxion_run,
      fold: exports.fluxion_fold,
    }
  })
}
