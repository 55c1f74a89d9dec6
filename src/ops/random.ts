/**
 * Random numbers inside a graph: the key is a tensor, so that one compiled graph serves every step. The streams are
 * those of the keys in `core`.
 */

import type { Data } from '../core/dtype.js'
import { dataFrom, type Float } from '../core/dtype.js'
import { foldIn, type Key, uniformData } from '../core/key.js'
import { apply, type Op } from '../core/op.js'
import { type Shape, sizeOf } from '../core/shape.js'
import { literal, type Scalar, type Tensor } from '../core/tensor.js'

/** The two words of a key as a tensor. */
export type KeyTensor = Tensor<readonly [2], 'i32'>

/** A key as a tensor: its two words. */
export const keyTensor = ({ k0, k1 }: Key): KeyTensor => literal([2], [k0 | 0, k1 | 0], 'i32')
const keyOf = (words: Data): Key => ({ k0: words[0]! >>> 0, k1: words[1]! >>> 0 })

const keyDraw = { shape: [2], min: -2147483648, max: 2147483647, dtype: 'i32' } as const

export const randomUniformOp: Op<{ readonly shape: Shape; readonly dtype: Float }, readonly [KeyTensor]> = {
  name: 'randomUniform',
  shape: ({ shape }) => shape,
  dtype: ({ dtype }) => dtype,
  forward: ({ dtype }, out, [k]) => uniformData(keyOf(k!), dtype, sizeOf(out.shape)),
  backward: () => [null],
  domain: [
    { attrs: { shape: [2, 3], dtype: 'f64' }, args: [keyDraw] },
    { attrs: { shape: [5], dtype: 'f32' }, args: [keyDraw] },
  ],
}

/** The key for one number under a key, `core`'s `foldIn`: `[2]` and `[] → [2]`. */
export const foldInOp: Op<Readonly<Record<string, never>>, readonly [KeyTensor, Scalar<'i32'>]> = {
  name: 'foldIn',
  shape: () => [2],
  forward: (_, _out, [k, n]) => {
    const { k0, k1 } = foldIn(keyOf(k!), n![0]! >>> 0)
    return dataFrom('i32', [k0 | 0, k1 | 0])
  },
  backward: () => [null, null],
  domain: [{ attrs: {}, args: [keyDraw, { shape: [], min: 0, max: 1000, dtype: 'i32' }] }],
}

/** Numbers uniform on [0, 1) under a key. Nothing flows back to the key. */
export const randomUniform = <const S extends Shape, D extends Float = 'f32'>(
  k: KeyTensor,
  shape: S,
  dtype: D = 'f32' as D,
): Tensor<S, NoInfer<D>> => apply(randomUniformOp, { shape, dtype }, k)

/** The key for one number under a key: a step, a layer. `core`'s `foldIn` inside a graph. */
export const foldInKey = (k: KeyTensor, n: Scalar<'i32'> | number): KeyTensor =>
  apply(foldInOp, {}, k, typeof n === 'number' ? literal([], [n], 'i32') : n)
