/** What layers of the convolution family share: their data, their counts, their parameters. */
import type { Divide, Mod } from 'ts-arithmetic'
import { ShapeError } from '../../core/errors.js'
import { foldIn } from '../../core/key.js'
import type { Batch, Dim, Shape } from '../../core/shape.js'
import type { Literal } from '../../core/sizes.js'
import type { Tensor } from '../../core/tensor.js'
import { add } from '../../ops/add.js'
import { full } from '../../ops/sum.js'
import type { Pair } from '../../ops/window.js'
import { type Fan, type InitialSpec, initialOf } from '../initial.js'
import { type AnyModel, extend, type LayerInfo, type Part } from '../model.js'

/** Sequences of one batch. */
export type Sequences<L extends Dim, C extends Dim> = Tensor<readonly [Batch, L, C]>
/** Images of one batch. */
export type Images<H extends Dim, W extends Dim, C extends Dim> = Tensor<readonly [Batch, H, W, C]>
/** Volumes of one batch. */
export type Volumes<T extends Dim, H extends Dim, W extends Dim, C extends Dim> = Tensor<readonly [Batch, T, H, W, C]>

/** Channels that one filter sees. */
export type Depth<C extends Dim, G extends number> = G extends 1
  ? C
  : [Literal<C>, Literal<G>] extends [true, true]
    ? Divide<C, G>
    : number
/** `unknown` where groups divide channels and filters, else a sentence that the compiler shows at the argument. */
export type Divides<C extends Dim, F extends Dim, G extends number> = G extends 1
  ? unknown
  : [Literal<C>, Literal<F>, Literal<G>] extends [true, true, true]
    ? [Mod<C, G>, Mod<F, G>] extends [0, 0]
      ? unknown
      : { readonly 'groups must divide the channels and the filters': never }
    : unknown
/** Parameters `P` of a layer with a bias, or without it. */
export type Biased<P, B extends boolean> = B extends true ? P : Omit<P, 'bias'>

/** Sequences, images and volumes by their number of axes without channels. */
const data = {
  1: 'sequences [length, channels]',
  2: 'images [height, width, channels]',
  3: 'volumes [depth, height, width, channels]',
} as const
/** The shape of one example, sizes and channels. Throws `ShapeError` for another number of axes. */
export const dataOf = (layer: string, out: Shape, rank: keyof typeof data): Shape => {
  if (out.length !== rank + 1) throw new ShapeError(layer, data[rank], out)
  return out
}
/** Height, width and channels of the images a layer is given. Throws `ShapeError` for anything but images. */
export const imagesOf = (layer: string, out: Shape): readonly [height: number, width: number, channels: number] =>
  dataOf(layer, out, 2) as readonly number[] as readonly [number, number, number]

/** Padding as a layer's description holds it: one count for all ends is written out for each of the axes. */
export const endsSpec = (padding: 'valid' | 'same' | number | readonly Pair[], axes: number): any =>
  typeof padding === 'number' ? Array.from({ length: axes }, (): Pair => [padding, padding]) : padding

/** One tensor of weights: its name among the parameters, its shape, what it is scaled by. */
interface Weight {
  readonly name: string
  readonly shape: Shape
  readonly fan: Fan
}

/**
 * The layer behind `before` that has these weights and, unless told otherwise, a bias for each of the last axis of its
 * result, at first 0.
 */
export const filtering = (
  before: AnyModel,
  { spec, out }: Pick<LayerInfo, 'spec' | 'out'>,
  weights: readonly Weight[],
  { initial, bias }: { readonly initial: InitialSpec; readonly bias: boolean },
  f: (x: any, params: any) => Tensor,
): any => {
  const filters = out.at(-1)!
  const count = weights.reduce((n, { shape }) => n + shape.reduce((a, b) => a * b, 1), 0)
  const part: Part<readonly [any], readonly [], Tensor, Tensor> = {
    spec,
    out,
    parameters: count + (bias ? filters : 0),
    slots: [1, 0],
    init: (key) => {
      const drawn = weights.map(({ name, shape, fan }, i) => [
        name,
        initialOf(initial)(fan)(weights.length === 1 ? key : foldIn(key, i), shape),
      ])
      return { params: [{ ...Object.fromEntries(drawn), ...(bias && { bias: full([filters], 0) }) }], state: [] }
    },
    apply: ([params], state, x) => {
      const y = f(x, params)
      return [params.bias === undefined ? y : add(y, params.bias), state]
    },
  }
  return extend(before, part as any)
}
