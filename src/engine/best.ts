/** The engine that runs unless another is named: the fastest there is here. */

import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import type { Engine } from './engine.js'
import { engineOn } from './programmed.js'
import { reference } from './reference.js'
import { wasmMachine } from './wasm.js'

let chosen: Engine | undefined

/** WebAssembly where it runs, else the reference. Found once. */
export const best = (): Engine => {
  chosen ??= pipe(
    wasmMachine(),
    O.match(() => reference, engineOn),
  )
  return chosen
}
