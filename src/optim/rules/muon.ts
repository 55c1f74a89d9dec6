/** Muon: momentum, orthogonalised. */

import { mul } from '../../ops/mul.js'
import { chain } from '../chain.js'
import type { Counted } from '../counter.js'
import { mapFloats } from '../floats.js'
import type { Optimizer } from '../optimizer.js'
import { atLeastZero, checkOptions, decayRange, rateRange } from '../ranges.js'
import type { Schedule } from '../schedules/schedule.js'
import { accumulateMomentum, type Velocity } from '../transforms/accumulateMomentum.js'
import { addWeightDecay } from '../transforms/addWeightDecay.js'
import { descend } from '../transforms/descend.js'
import { type OrthogonalizeOptions, orthogonalize, orthogonalizeRanges } from '../transforms/orthogonalize.js'
import { perGroup } from '../wrappers/perGroup.js'
import { type AdamWState, adamW } from './adamW.js'

/** Also `iterations` (at least 1, default 5) and `epsilon` (above 0, default 1e-7). */
export interface MuonOptions<P> extends OrthogonalizeOptions {
  /** Learning rate η: at least 0, or a schedule. Default 0.001. */
  readonly rate?: number | Schedule
  /** What the velocity keeps at each step, μ: from 0 to below 1. Default 0.95. */
  readonly momentum?: number
  /** Decoupled weight decay λ of the matrices; at least 0. Default 0.1. */
  readonly weightDecay?: number
  /**
   * Size of a matrix's step over η: `original` is `√max(1, out/in)`, `matchRms` `0.2 √max(in, out)`, with which entries
   * move about as far as Adam's and one rate suits all. Default `original`.
   */
  readonly scale?: 'original' | 'matchRms'
  /** For all that is no matrix. Default `adamW` with the same rate and its own defaults. */
  readonly others?: Optimizer<P, any>
}
export interface MuonState<P> {
  readonly matrices: readonly [momentum: Velocity<P>, direction: null, scale: null, decay: null, descent: Counted]
  readonly others: AdamWState<P> | any
}

const sizes = {
  original: (rows: number, columns: number) => Math.sqrt(Math.max(1, columns / rows)),
  matchRms: (rows: number, columns: number) => 0.2 * Math.sqrt(Math.max(rows, columns)),
}

/**
 * For each matrix `v ← μ v + g`, `O = orthogonalize(g + μ v)`, `w ← w - η (k O + λ w)`: all directions of the momentum
 * step alike, not only the few that dominate. `k` is the `scale`. All other parameters move by `others`. Embeddings and
 * the last layer are said to do better under AdamW: give them to it with `perGroup`.
 *
 * As PyTorch's `Muon`, which stores matrices as [out, in] (here they are [in, out], so `k` looks at columns over rows),
 * averages the gradients (the same direction), and iterates in bfloat16, here in the parameter's element type.
 * Throws `RangeError` for options out of range.
 * Source: Jordan et al., "Muon: an optimizer for hidden layers in neural networks" (2024); `matchRms`: Liu et al., "Muon is
 * scalable for LLM training" (2025).
 */
export const muon = <P = any>(options: MuonOptions<P> = {}): Optimizer<P, MuonState<P>> => {
  const ranges = { rate: rateRange, momentum: decayRange, weightDecay: atLeastZero, ...orthogonalizeRanges }
  checkOptions('muon', ranges, { ...options })
  const { rate = 1e-3, momentum = 0.95, weightDecay = 0.1, scale = 'original', others = adamW<P>({ rate }) } = options
  const { iterations = 5, epsilon = 1e-7 } = options
  const sized: Optimizer<P, null> = {
    init: () => null,
    update: (step) => [mapFloats((x) => mul(x, sizes[scale](x.shape[0], x.shape[1])), step), null],
  }
  const matrices = chain(
    accumulateMomentum<P>({ decay: momentum, nesterov: true }),
    orthogonalize<P>({ iterations, epsilon }),
    sized,
    addWeightDecay<P>(weightDecay),
    descend<P>(rate),
  )
  return perGroup<P, 'matrices' | 'others'>((_, p) => (p.shape.length === 2 ? 'matrices' : 'others'), {
    matrices,
    others,
  }) as Optimizer<P, any>
}
