/** Whole numbers as vectors that are learned. */

import { positive } from '../../core/positive.js'
import type { Batch, Dim, Shape } from '../../core/shape.js'
import type { Tensor } from '../../core/tensor.js'
import { add } from '../../ops/add.js'
import { gather } from '../../ops/gather.js'
import { type InitialSpec, initialOf } from '../initial.js'
import { extend, type Model, type Part } from '../model.js'
import { sequencesOf } from './axes.js'

type List = readonly unknown[]

/** A row of `size` numbers for each of `vocabulary` whole numbers. */
export interface Embedding<V extends Dim, C extends Dim> {
  readonly weights: Tensor<readonly [V, C]>
}

/**
 * The row of each index: `[batch, …] → [batch, …, size]` for indexes `0 … vocabulary-1`, which an
 * `input(shape, 'i32')` takes; `vocabulary·size` parameters. Only rows that occur get a gradient.
 * `weights` are the initial values (default normal with deviation 1). Throws `RangeError` for sizes that are not positive
 * integers; reading throws `RangeError` for an index that is not a row.
 *
 * @example pipe(input(20, 'i32'), embedding(1000, 32), lstm(64), dense(2))
 */
export const embedding = <const V extends Dim, const C extends Dim>(
  vocabulary: V,
  size: C,
  { weights = { initial: 'normal', deviation: 1 } }: { readonly weights?: InitialSpec } = {},
) => {
  positive('embedding', 'vocabulary', vocabulary)
  positive('embedding', 'size', size)
  return <P extends List, S extends List, A, Rest extends Shape>(
    before: Model<P, S, A, Tensor<readonly [Batch, ...Rest], 'i32'>>,
  ): Model<readonly [...P, Embedding<V, C>], S, A, Tensor<readonly [Batch, ...Rest, C]>> => {
    const part: Part<readonly [Embedding<V, C>], readonly [], any, any> = {
      spec: { layer: 'embedding', vocabulary, size, weights },
      out: [...before.out, size],
      parameters: vocabulary * size,
      slots: [1, 0],
      init: (key) => ({
        params: [
          { weights: initialOf(weights)({ fanIn: vocabulary, fanOut: size })(key, [vocabulary, size] as const) },
        ],
        state: [],
      }),
      apply: ([{ weights: rows }], state, indexes) => [gather(rows, indexes), state],
    }
    return extend(before, part) as Model<any, any, A, any>
  }
}

/** A row of numbers for each place of a sequence. */
export interface Places<T extends Dim, C extends Dim> {
  readonly places: Tensor<readonly [T, C]>
}

/**
 * Adds a learned vector to each place of a sequence: `[batch, t, c] → [batch, t, c]`, `t·c` parameters. Attention alone
 * does not see the order of a sequence; behind this it does. `weights` are the initial values (default normal, deviation
 * 0.02). Throws `ShapeError` after anything but sequences.
 */
export const positionEmbedding =
  ({ weights = { initial: 'normal', deviation: 0.02 } }: { readonly weights?: InitialSpec } = {}) =>
  <P extends List, S extends List, A, T extends Dim, C extends Dim>(
    before: Model<P, S, A, Tensor<readonly [Batch, T, C]>>,
  ): Model<readonly [...P, Places<T, C>], S, A, Tensor<readonly [Batch, T, C]>> => {
    const { out } = before
    const [time, size] = sequencesOf('positionEmbedding', out) as readonly [T, C]
    const part: Part<readonly [Places<T, C>], readonly [], any, any> = {
      spec: { layer: 'positionEmbedding', weights },
      out,
      parameters: time * size,
      slots: [1, 0],
      init: (key) => ({
        params: [{ places: initialOf(weights)({ fanIn: time, fanOut: size })(key, [time, size] as const) }],
        state: [],
      }),
      apply: ([{ places }], state, x) => [add(x, places as any), state],
    }
    return extend(before, part) as Model<any, any, A, any>
  }
