/** The engine that runs unless another is named: the fastest there is here, or what the environment asks for. */
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import type { Engine } from './engine.js'
import { type NativeOptions, nativeMachine } from './native.js'
import { engineOn } from './programmed.js'
import { reference } from './reference.js'
import { wasmMachine } from './wasm.js'

type Environment = Readonly<Record<string, string | undefined>>

const engineNames = ['native', 'wasm', 'reference'] as const

const optionsIn = ({ FLUXION_THREADS: threads, FLUXION_CPU: cpu }: Environment): NativeOptions => {
  if (threads !== undefined && !/^([1-9]|[1-5]\d|6[0-4])$/.test(threads))
    throw new RangeError(`FLUXION_THREADS: expected a whole number from 1 to 64, got '${threads}'`)
  return { ...(threads === undefined ? {} : { threads: Number(threads) }), ...(cpu === undefined ? {} : { cpu }) }
}

/**
 * The native engine, else WebAssembly, else the reference. `FLUXION_ENGINE` (`native`, `wasm`, `reference`) asks for one
 * by name, `FLUXION_THREADS` for a number of threads, `FLUXION_CPU` for an instruction set of `nativeMachine`. Throws
 * `RangeError` for what is not there.
 */
export const engineFor = (environment: Environment): Engine => {
  const { FLUXION_ENGINE: name, FLUXION_CPU: cpu } = environment
  const options = optionsIn(environment)
  const native = (): O.Option<Engine> => pipe(nativeMachine(options), O.map(engineOn))
  const wasm = (): O.Option<Engine> => pipe(wasmMachine(), O.map(engineOn))
  const orElse = (message: string) =>
    O.getOrElse<Engine>(() => {
      throw new RangeError(message)
    })
  const missing = (what: string): string =>
    `FLUXION_ENGINE: the ${what} engine is not available here; run 'npm run build' or choose another`
  switch (name) {
    case undefined:
      if (cpu !== undefined) return pipe(native(), orElse(`FLUXION_CPU: no native engine for '${cpu}' here`))
      return pipe(
        native(),
        O.alt(wasm),
        O.getOrElse(() => reference),
      )
    case 'native':
      return pipe(native(), orElse(missing(cpu === undefined ? 'native' : `native ${cpu}`)))
    case 'wasm':
      return pipe(wasm(), orElse(missing('wasm')))
    case 'reference':
      return reference
    default:
      throw new RangeError(`FLUXION_ENGINE: expected ${engineNames.join(', ')}, got '${name}'`)
  }
}

let chosen: Engine | undefined

/** `engineFor` the environment of this process. Found once. */
export const best = (): Engine => {
  chosen ??= engineFor((globalThis as { readonly process?: { readonly env?: Environment } }).process?.env ?? {})
  return chosen
}
