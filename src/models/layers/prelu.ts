/** The rectifier whose slope below 0 is learned. */
import type { Dim, Shape } from '../../core/shape.js'
import type { Tensor } from '../../core/tensor.js'
import { prelu as rectified } from '../../ops/activations/relu.js'
import { full } from '../../ops/sum.js'
import { extend, type Model, type Part } from '../model.js'
import { channelsOf, type Last } from './axes.js'
import type { PReluSlopes } from './spec.js'

/** Slopes below 0: one for each channel, or one in all. */
export interface PRelu<C extends Dim> {
  readonly slope: Tensor<readonly [C]>
}

/**
 * `x` above 0, `slope·x` below: `[batch, …, c] → [batch, …, c]`, with a slope for each of the `c` channels (the last axis)
 * or, for `slopes: 'one'`, one in all; they start at `initial` (default 0.25). Throws `RangeError` for an initial slope
 * that is not a finite number, `ShapeError` for channels of single numbers, which have no last axis. Source: He et al. 2015.
 *
 * @example pipe(input(784), dense(128), prelu(), dense(10))
 */
export const prelu = <const K extends PReluSlopes = 'channels'>({
  slopes = 'channels' as K,
  initial = 0.25,
}: {
  readonly slopes?: K
  readonly initial?: number
} = {}) => {
  if (!Number.isFinite(initial)) throw new RangeError(`prelu: initial must be a finite number, got ${initial}`)
  return <P extends readonly unknown[], S extends readonly unknown[], A, B extends Shape>(
    before: Model<P, S, A, Tensor<B>>,
  ): Model<readonly [...P, PRelu<K extends 'one' ? 1 : Last<B>>], S, A, Tensor<B>> => {
    const channels = slopes === 'one' ? 1 : channelsOf('prelu', before.out)
    const part: Part<readonly [PRelu<number>], readonly [], Tensor, Tensor> = {
      spec: { layer: 'prelu', slopes, initial },
      out: before.out,
      parameters: channels,
      slots: [1, 0],
      init: () => ({ params: [{ slope: full([channels] as const, initial) }], state: [] }),
      apply: ([{ slope }], state, x) => [rectified(x, slope as Tensor), state],
    }
    return extend(before, part as any) as Model<any, any, A, any>
  }
}
