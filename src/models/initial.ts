/** Initial values of weights, scaled so that signals neither fade nor explode from layer to layer. */
import { type Key, normal, uniform } from '../core/key.js'
import type { Shape } from '../core/shape.js'
import type { Tensor } from '../core/tensor.js'
import { mul } from '../ops/mul.js'
import { full } from '../ops/sum.js'

/** How many inputs a unit reads, and how many units read an input. */
export interface Fan {
  readonly fanIn: number
  readonly fanOut: number
}
export type Initial = (fan: Fan) => <const S extends Shape>(key: Key, shape: S) => Tensor<S>
export type InitialName = 'zeros' | 'heNormal' | 'heUniform' | 'glorotNormal' | 'glorotUniform'

const normalOf =
  (deviation: number) =>
  <const S extends Shape>(key: Key, shape: S) =>
    mul(normal(key, shape), deviation)
const uniformOf =
  (bound: number) =>
  <const S extends Shape>(key: Key, shape: S) =>
    uniform(key, shape, { min: -bound, max: bound })

/** All zero: for biases. Units that start equal stay equal, so not for weights. */
export const zeros: Initial = () => (_key, shape) => full(shape, 0)
/** Normal with variance `2 / fanIn`: keeps the variance through ReLU. He et al. 2015. */
export const heNormal: Initial = ({ fanIn }) => normalOf(Math.sqrt(2 / fanIn))
/** Uniform with variance `2 / fanIn`. He et al. 2015. */
export const heUniform: Initial = ({ fanIn }) => uniformOf(Math.sqrt(6 / fanIn))
/** Normal with variance `2 / (fanIn + fanOut)`: for sigmoid and tanh. Glorot and Bengio 2010. */
export const glorotNormal: Initial = ({ fanIn, fanOut }) => normalOf(Math.sqrt(2 / (fanIn + fanOut)))
/** Uniform with variance `2 / (fanIn + fanOut)`. Glorot and Bengio 2010. */
export const glorotUniform: Initial = ({ fanIn, fanOut }) => uniformOf(Math.sqrt(6 / (fanIn + fanOut)))

/** Every initial value by name. Total. */
export const initials: { readonly [N in InitialName]: Initial } = {
  zeros,
  heNormal,
  heUniform,
  glorotNormal,
  glorotUniform,
}
