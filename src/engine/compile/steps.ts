/** What a graph is lowered to: steps, each an instruction whose places are not yet known, or an op that runs on the host. */
import type { DType } from '../../core/dtype.js'
import { type Instruction, instructions } from '../opcodes.js'

/** A word of an instruction: a number, where a value lies, or where the step's scratch memory does. */
export type Word = number | { readonly at: number } | 'scratch'

export interface Step {
  readonly kind: Instruction | 'host'
  /** Values that it makes. */
  readonly makes: readonly number[]
  /** Values that it reads from memory. */
  readonly reads: readonly number[]
  /** Of these, the ones whose memory a result may take over: read element by element at the same place. */
  readonly inPlace: readonly number[]
  /** What follows opcode and length. */
  readonly words: readonly Word[]
  /** Bytes of memory that it works in, of no use before or after. */
  readonly scratch?: number
  /** Floating-point operations. */
  readonly flops: number
  readonly label: string
}

export interface Lowered {
  readonly steps: readonly Step[]
  /** For each value, the value whose memory it shares (itself, but for reshapes). */
  readonly home: readonly number[]
  /** Numbers that steps need beside the graph's literals: their places count on after the graph's values. */
  readonly scalars: readonly { readonly value: number; readonly dtype: DType }[]
}

export const instructionCode = (kind: Instruction): number => instructions.indexOf(kind)
