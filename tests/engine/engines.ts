/** The engines that are here to be tested. */
import * as O from 'fp-ts/lib/Option.js'
import { type Engine, reference } from '../../src/engine/index.js'
import type { Machine } from '../../src/engine/machine.js'
import { nativeMachine } from '../../src/engine/native.js'
import { engineOn } from '../../src/engine/programmed.js'
import { wasmMachine } from '../../src/engine/wasm.js'

const named = (machine: O.Option<Machine>, name: string): readonly Engine[] =>
  O.isSome(machine) ? [{ ...engineOn(machine.value), name }] : []

export const engines: readonly Engine[] = [
  reference,
  ...named(wasmMachine(), 'wasm'),
  ...named(nativeMachine({ threads: 1 }), 'native, one thread'),
  ...named(nativeMachine({ threads: 3 }), 'native, three threads'),
]
