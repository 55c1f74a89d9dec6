/** The numbers that tests/references/convolutionFamily.py took from PyTorch in f64, for its ops and for its layers. */
import { readFileSync } from 'node:fs'
import { literal, sizeOf } from '../../src/core/index.js'

/** The tensors of the script: `sin(1 + seed + 1.7·i)`. */
export const ramp = (shape: readonly number[], seed: number): any =>
  literal(
    shape,
    Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(1 + seed + 1.7 * i)),
    'f64',
  )

export interface Case {
  readonly op: string
  readonly options: any
  readonly shapes: readonly (readonly number[])[]
  readonly shape: readonly number[]
  readonly y: readonly number[]
  readonly gradients: readonly (readonly number[])[]
}
export const { reference, cases } = JSON.parse(
  readFileSync(new URL('../references/convolutionFamily.json', import.meta.url), 'utf8'),
) as { readonly reference: { readonly torch: string }; readonly cases: Readonly<Record<string, Case>> }
