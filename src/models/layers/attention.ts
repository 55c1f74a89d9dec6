/** Sequences whose places look at each other. */

import { foldIn } from '../../core/key.js'
import { positive } from '../../core/positive.js'
import type { Batch, Dim } from '../../core/shape.js'
import { literal, type Tensor } from '../../core/tensor.js'
import { softmax } from '../../ops/activations/softmax.js'
import { add } from '../../ops/add.js'
import { matmul } from '../../ops/matmul.js'
import { mul } from '../../ops/mul.js'
import { permute } from '../../ops/permute.js'
import { reshape } from '../../ops/reshape.js'
import { full } from '../../ops/sum.js'
import { where } from '../../ops/where.js'
import { type InitialSpec, initialOf } from '../initial.js'
import { type AnyModel, extend, type Model, type Part } from '../model.js'
import { gelu } from './activation.js'
import { sequencesOf } from './axes.js'
import { residual } from './branch.js'
import { type Dense, dense } from './dense.js'
import { dropout } from './dropout.js'
import { layerNorm } from './norm.js'
import { timeDistributed } from './timeDistributed.js'

type List = readonly unknown[]

/** Maps to queries, keys and values, and from what the heads found to the result. */
export interface Attention<C extends Dim> {
  readonly query: Dense<C, C>
  readonly key: Dense<C, C>
  readonly value: Dense<C, C>
  readonly output: Dense<C, C>
}

export interface AttentionOptions {
  /** Whether a place sees only itself and those before it; default false. */
  readonly causal?: boolean
  /** Initial weights of all four maps; default `glorotUniform`. */
  readonly weights?: InitialSpec
}

/** What stands for minus infinity, so that no difference of two is NaN: its exponential is 0 in every float. */
const never = -1e30

const parts = ['query', 'key', 'value', 'output'] as const

/**
 * Self-attention with `heads` heads: `[batch, t, c] → [batch, t, c]`. For each head, of `c/heads` channels,
 * `softmax(Q·Kᵀ / √(c/heads))·V` with `Q`, `K`, `V` dense maps of the sequence, and a dense map of all heads together;
 * `4·c·(c + 1)` parameters. Places have no order (see `positionEmbedding`) unless `causal`. Memory grows as `t²`.
 * Throws `RangeError` where `heads` do not divide `c`, `ShapeError` after anything but sequences. Source: Vaswani et al. 2017.
 */
export const multiHeadAttention = (
  heads: number,
  { causal = false, weights = 'glorotUniform' }: AttentionOptions = {},
) => {
  positive('multiHeadAttention', 'heads', heads)
  return <P extends List, S extends List, A, T extends Dim, C extends Dim>(
    before: Model<P, S, A, Tensor<readonly [Batch, T, C]>>,
  ): Model<readonly [...P, Attention<C>], S, A, Tensor<readonly [Batch, T, C]>> => {
    const { out } = before
    const [time, channels] = sequencesOf('multiHeadAttention', out)
    if (channels % heads !== 0)
      throw new RangeError(`multiHeadAttention: ${heads} heads do not divide ${channels} channels evenly`)
    const own = channels / heads
    const seen = Uint8Array.from({ length: time * time }, (_, i) => (i % time <= Math.floor(i / time) ? 1 : 0))
    const part: Part<readonly [Attention<C>], readonly [], any, any> = {
      spec: { layer: 'multiHeadAttention', heads, causal, weights },
      out,
      parameters: 4 * channels * (channels + 1),
      slots: [1, 0],
      init: (key) => {
        const draw = initialOf(weights)({ fanIn: channels, fanOut: channels })
        const maps = parts.map((name, i) => [
          name,
          { weights: draw(foldIn(key, i), [channels, channels] as const), bias: full([channels] as const, 0) },
        ])
        return { params: [Object.fromEntries(maps)], state: [] }
      },
      apply: ([params], state, x) => {
        const n = x.shape[0]
        const rows: any = reshape(x, [n * time, channels])
        const map = (of: any, { weights: w, bias }: any): any => add(matmul(of, w), bias)
        const head = (p: any): any => permute(reshape(map(rows, p), [n, time, heads, own]), [0, 2, 1, 3])
        const [q, k, v] = [params.query, params.key, params.value].map(head)
        const scores: any = mul(matmul(q, permute(k, [0, 1, 3, 2]) as any) as any, 1 / Math.sqrt(own))
        const masked: any = causal ? where(literal([time, time], seen, 'bool') as any, scores, never) : scores
        const found: any = permute(matmul(softmax(masked) as any, v), [0, 2, 1, 3])
        return [reshape(map(reshape(found, [n * time, channels]), params.output), [n, time, channels]), state]
      },
    }
    return extend(before, part) as Model<any, any, A, any>
  }
}

export interface TransformerOptions extends AttentionOptions {
  /** Share of numbers that training drops behind the attention and behind the dense layers; default 0. */
  readonly dropout?: number
}

/** Attention and two dense layers, each behind a normalisation and around a skip. */
type Block<C extends Dim, H extends Dim> = readonly [
  readonly [readonly [unknown, Attention<C>], readonly []],
  readonly [readonly [unknown, readonly [Dense<C, H>, Dense<H, C>]], readonly []],
]

/**
 * One block of a transformer: `x + attention(layerNorm(x))`, then `x + dense(gelu(dense(layerNorm(x))))` with `hidden`
 * units at each place: `[batch, t, c] → [batch, t, c]`. Normalised first, which trains deep stacks without a warm-up.
 * Two layers of a model: two `residual`s. Source: Vaswani et al. 2017, Xiong et al. 2020.
 *
 * @example pipe(input(64, 'i32'), embedding(256, 32), positionEmbedding(), repeat(4, transformerBlock(4, 128)))
 */
export const transformerBlock =
  <const H extends Dim>(heads: number, hidden: H, { dropout: rate = 0, ...options }: TransformerOptions = {}) =>
  <P extends List, S extends List, A, T extends Dim, C extends Dim>(
    before: Model<P, S, A, Tensor<readonly [Batch, T, C]>>,
  ): Model<readonly [...P, ...Block<C, H>], readonly [...S, List, List], A, Tensor<readonly [Batch, T, C]>> => {
    const channels = before.out[1]!
    const steps =
      (...layers: readonly any[]) =>
      (start: AnyModel): AnyModel =>
        layers.reduce((m, layer) => layer(m), start)
    const rest = rate === 0 ? [] : [dropout(rate)]
    const attend = steps(layerNorm(), multiHeadAttention(heads, options), ...rest)
    const think = steps(layerNorm(), timeDistributed(steps(dense(hidden), gelu(), dense(channels)) as any), ...rest)
    return steps(residual(attend as any), residual(think as any))(before) as Model<any, any, A, any>
  }
