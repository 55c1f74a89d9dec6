/** Layers that read a sequence step by step and carry what they remember: simple recurrent, LSTM, GRU. */

import { foldIn, type Key } from '../../core/key.js'
import { positive } from '../../core/positive.js'
import type { Batch, Dim } from '../../core/shape.js'
import type { Tensor } from '../../core/tensor.js'
import { add } from '../../ops/add.js'
import { concat } from '../../ops/concat.js'
import { foldRows, scanRows } from '../../ops/foldRows.js'
import { matmul } from '../../ops/matmul.js'
import { mul } from '../../ops/mul.js'
import { permute } from '../../ops/permute.js'
import { reshape } from '../../ops/reshape.js'
import { sigmoid } from '../../ops/sigmoid.js'
import { slice } from '../../ops/slice.js'
import { sub } from '../../ops/sub.js'
import { full } from '../../ops/sum.js'
import { tanh } from '../../ops/tanh.js'
import { type InitialSpec, initialOf } from '../initial.js'
import { extend, type Model, type Part } from '../model.js'
import { sequencesOf } from './axes.js'
import type { RecurrentName } from './spec.js'

type List = readonly unknown[]

/** Weights of the input and of the state, `[f, gates·units]` and `[units, gates·units]`, gate beside gate; and a bias. */
export interface Recurrent {
  readonly weights: Tensor<readonly [number, number]>
  readonly recurrent: Tensor<readonly [number, number]>
  readonly bias: Tensor<readonly [number]>
}
/** The bias of a GRU is in two parts: the reset gate weighs what comes from the state, its own bias included. */
export interface Gru extends Recurrent {
  readonly recurrentBias: Tensor<readonly [number]>
}

export interface RecurrentOptions<Q extends boolean = boolean> {
  /** Whether the result is the state after every step, `[batch, t, units]`, or after the last one (the default). */
  readonly sequences?: Q
  /** Initial weights of the input; default `glorotUniform`. */
  readonly weights?: InitialSpec
  /** Initial weights of the state, each gate for itself; default `orthogonal`. */
  readonly recurrentWeights?: InitialSpec
}

/** Part `i` of `count` equal parts of the last axis of `[n, count·units]`. */
const gate = (x: any, i: number, count: number): any => {
  const [n, all] = x.shape as readonly [number, number]
  const units = all / count
  return slice(x, { start: [0, i * units], stop: [n, (i + 1) * units] })
}

/** What tells one recurrent layer from another. */
interface Cell {
  readonly gates: number
  /** The bias at first, gate by gate. */
  readonly bias: readonly number[]
  readonly recurrentBias: boolean
  /** How many tensors `[n, units]` are remembered; the first is the result. */
  readonly carried: number
  /** `x` is the input's part of every gate, `[n, gates·units]`. */
  readonly step: (state: readonly any[], x: any, params: Gru) => readonly any[]
}

const cells: { readonly [N in RecurrentName]: Cell } = {
  simpleRnn: {
    gates: 1,
    bias: [0],
    recurrentBias: false,
    carried: 1,
    step: ([h], x, { recurrent }) => [tanh(add(x, matmul(h, recurrent) as any) as any)],
  },
  lstm: {
    gates: 4,
    bias: [0, 1, 0, 0],
    recurrentBias: false,
    carried: 2,
    step: ([h, c], x, { recurrent }) => {
      const all = add(x, matmul(h, recurrent) as any)
      const [i, f, g, o] = [0, 1, 2, 3].map((k) => gate(all, k, 4))
      const next: any = add(mul(sigmoid(f), c), mul(sigmoid(i), tanh(g) as any) as any)
      return [mul(sigmoid(o), tanh(next) as any), next]
    },
  },
  gru: {
    gates: 3,
    bias: [0, 0, 0],
    recurrentBias: true,
    carried: 1,
    step: ([h], x, { recurrent, recurrentBias }) => {
      const own: any = add(matmul(h, recurrent) as any, recurrentBias as any)
      const [r, z] = [0, 1].map((k) => sigmoid(add(gate(x, k, 3), gate(own, k, 3)) as any) as any)
      const n: any = tanh(add(gate(x, 2, 3), mul(r, gate(own, 2, 3))) as any)
      return [add(mul(sub(1, z) as any, n), mul(z, h))]
    },
  },
}

const recurrentLayer =
  (layer: RecurrentName) =>
  (
    units: number,
    { sequences = false, weights = 'glorotUniform', recurrentWeights = 'orthogonal' }: RecurrentOptions = {},
  ) => {
    positive(layer, 'units', units)
    const { gates, bias, recurrentBias, carried, step } = cells[layer]
    return (before: Model<any, any, any, any>): any => {
      const [time, features] = sequencesOf(layer, before.out)
      const fan = { fanIn: features, fanOut: units }
      const each = (key: Key, of: InitialSpec, rows: number): any =>
        concat(
          bias.map((_, i) => initialOf(of)({ ...fan, fanIn: rows })(foldIn(key, i), [rows, units] as const)) as any,
          1 as never,
        )
      const part: Part<readonly [any], readonly [], any, any> = {
        spec: { layer, units, sequences, weights, recurrentWeights },
        out: sequences ? [time, units] : [units],
        parameters: gates * units * (features + units + (recurrentBias ? 2 : 1)),
        slots: [1, 0],
        init: (key) => {
          const own = {
            weights: each(foldIn(key, 0), weights, features),
            recurrent: each(foldIn(key, 1), recurrentWeights, units),
            bias: concat(bias.map((b) => full([units], b)) as any),
          }
          return { params: [recurrentBias ? { ...own, recurrentBias: full([gates * units], 0) } : own], state: [] }
        },
        apply: ([params], state, x) => {
          const n = x.shape[0]
          // The input's part of all steps at once, then time first.
          const flat: any = add(matmul(reshape(x, [n * time, features]) as any, params.weights), params.bias)
          const rows: any = permute(reshape(flat, [n, time, gates * units]), [1, 0, 2])
          const start = Array.from({ length: carried }, () => full([n, units], 0, x.dtype))
          if (!sequences) {
            const last = foldRows<any, any>((now, row) => step(now, row, params))(start, rows)
            return [last[0], state]
          }
          const [, all] = scanRows<any, any, any>((now, row) => {
            const next = step(now, row, params)
            return [next, next[0]]
          })(start, rows)
          return [permute(all, [1, 0, 2]), state]
        },
      }
      return extend(before, part)
    }
  }

type Read<T extends Dim, U extends Dim, Q extends boolean> = Q extends true
  ? Tensor<readonly [Batch, T, U]>
  : Tensor<readonly [Batch, U]>
/** A recurrent layer by its units and options. */
export type RecurrentLayer<Params> = <const U extends Dim, const Q extends boolean = false>(
  units: U,
  options?: RecurrentOptions<Q>,
) => <P extends List, S extends List, A, T extends Dim, F extends Dim>(
  before: Model<P, S, A, Tensor<readonly [Batch, T, F]>>,
) => Model<readonly [...P, Params], S, A, Read<T, U, Q>>

/**
 * `hₜ = tanh(xₜ·W + hₜ₋₁·U + b)`: `[batch, t, f] → [batch, units]`, the state after the last step, or with
 * `sequences: true` `[batch, t, units]`; `h₀ = 0`; `units·(f + units + 1)` parameters. Gradients fade or explode over
 * many steps: prefer `lstm` or `gru` there. Throws `ShapeError` after anything but sequences. Source: Elman 1990.
 */
export const simpleRnn: RecurrentLayer<Recurrent> = recurrentLayer('simpleRnn')

/**
 * Long short-term memory: gates `i, f, o = σ(·)` and candidate `g = tanh(·)` of `xₜ·W + hₜ₋₁·U + b`, memory
 * `cₜ = f·cₜ₋₁ + i·g`, state `hₜ = o·tanh(cₜ)`; `4·units·(f + units + 1)` parameters, gates in the order i, f, g, o. Shapes as
 * for `simpleRnn`. The bias of `f` starts at 1, so that at first it remembers. PyTorch's two biases are one here, their sum.
 * Source: Hochreiter and Schmidhuber 1997, Gers et al. 2000.
 */
export const lstm: RecurrentLayer<Recurrent> = recurrentLayer('lstm')

/**
 * Gated recurrent unit: reset `r` and update `z`, `σ(·)` of `xₜ·W + b + hₜ₋₁·U + b′`, candidate
 * `n = tanh(xₜ·W + b + r·(hₜ₋₁·U + b′))`, state `hₜ = (1 - z)·n + z·hₜ₋₁`; `3·units·(f + units + 2)` parameters, gates in the order
 * r, z, n. Shapes as for `simpleRnn`. The reset gate stands behind the product, as in PyTorch and in Keras' default.
 * Source: Cho et al. 2014.
 */
export const gru: RecurrentLayer<Gru> = recurrentLayer('gru')

/** Every recurrent layer by name. Total. */
export const recurrentLayers: { readonly [N in RecurrentName]: RecurrentLayer<any> } = { simpleRnn, lstm, gru }
