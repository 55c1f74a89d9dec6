/** What a rule of `simplify` is. */
import type { Attrs, Op } from '../../core/op.js'
import type { AnyTensor } from '../../core/tensor.js'

/**
 * What a rule takes for granted.
 * `nothing`: every bit stays, NaN, infinities and the sign of zero included.
 * `finite`: all numbers are finite and 0 has no sign; the last bits may differ.
 * `real`: numbers have neither bounds nor rounding, so that sums and products may be regrouped: for reading only.
 */
export type Assumption = 'nothing' | 'finite' | 'real'

export interface Rule {
  /** The rule itself, in words or as an equation. */
  readonly name: string
  readonly on: readonly Op[]
  readonly assumes: Assumption
  /** The value stays, but not what flows back. */
  readonly valueOnly?: true
  /** The result may have more nodes than it replaces, when what it replaces is used elsewhere too. */
  readonly adds?: true
  /** The simpler form, or `null` where the rule has nothing to say. */
  readonly rewrite: (args: readonly AnyTensor[], t: AnyTensor, attrs: Attrs) => AnyTensor | null
}

type OfTwo = (a: AnyTensor, b: AnyTensor, t: AnyTensor) => AnyTensor | null | undefined | false
/** A rule's rewriting by a function of two arguments. */
export const two =
  (f: OfTwo): Rule['rewrite'] =>
  ([a, b], t) =>
    f(a!, b!, t) || null
