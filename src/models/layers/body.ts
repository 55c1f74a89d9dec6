/** Layers that hold layers: what they share. */
import type { Shape } from '../../core/shape.js'
import { foldInKey } from '../../ops/random.js'
import type { AnyModel, Mode, Model } from '../model.js'
import { input } from './input.js'
import type { LayerSpec } from './spec.js'

/**
 * Layers in a row, as a function from the model that only takes an input: `flow(dense(8), relu)`, or
 * `(x) => pipe(x, dense(8), relu)`.
 */
export type Body<X, Y, Q extends readonly unknown[], R extends readonly unknown[]> = (
  start: Model<readonly [], readonly [], X, X>,
) => Model<Q, R, X, Y>
export type AnyBody = (start: any) => AnyModel

/** A body as a model of its own, for examples of a shape. */
export const started = (body: AnyBody, shape: Shape): AnyModel => body(input(shape))

/** The layers of a body, without the input that it starts from. */
export const bodySpecs = (model: AnyModel): readonly LayerSpec[] => model.layers.slice(1).map((l) => l.spec)

/** The mode of a part at some place among others: each draws its own random numbers. */
export const modeAt = (mode: Mode, place: number): Mode =>
  mode.train ? { train: true, key: foldInKey(mode.key, place) } : mode
