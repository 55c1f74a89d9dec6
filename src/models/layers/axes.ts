/** What layers ask of the axes of the examples that the model before them gives. */
import { ShapeError } from '../../core/errors.js'
import type { Dim, Shape } from '../../core/shape.js'

/** The last axis: channels. */
export type Last<B extends Shape> = B extends readonly [...(readonly unknown[]), infer C extends Dim] ? C : number

/** The channels of examples `[…, c]`. Throws `ShapeError` for single numbers. */
export const channelsOf = (layer: string, out: Shape): number => {
  const channels = out.at(-1)
  if (channels === undefined) throw new ShapeError(layer, 'channels [batch, …, c]', out)
  return channels
}

/** Steps and features of sequences. Throws `ShapeError` for other examples. */
export const sequencesOf = (layer: string, out: Shape): readonly [time: number, features: number] => {
  if (out.length !== 2) throw new ShapeError(layer, 'sequences [batch, time, features]', out)
  return out as readonly [number, number]
}
