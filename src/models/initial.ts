/** Initial values of weights, scaled so that signals neither fade nor explode from layer to layer. */
import { type Key, normal, truncatedNormal, uniform } from '../core/key.js'
import type { Shape } from '../core/shape.js'
import type { Tensor } from '../core/tensor.js'
import { mul } from '../ops/mul.js'
import { full } from '../ops/sum.js'
import { orthogonalMatrix } from './orthogonal.js'

/** How many inputs a unit reads, and how many units read an input. */
export interface Fan {
  readonly fanIn: number
  readonly fanOut: number
}
export type Initial = (fan: Fan) => <const S extends Shape>(key: Key, shape: S) => Tensor<S>
export type InitialName =
  | 'zeros'
  | 'heNormal'
  | 'heUniform'
  | 'glorotNormal'
  | 'glorotUniform'
  | 'leCunNormal'
  | 'leCunUniform'
  | 'orthogonal'
/** Initial values by a number of one's own, as plain data. */
export type InitialNumbers =
  | { readonly initial: 'constant'; readonly value: number }
  | { readonly initial: 'uniform'; readonly bound: number }
  | { readonly initial: 'normal'; readonly deviation: number }
  | { readonly initial: 'truncatedNormal'; readonly deviation: number }
/** What layers take: `'heNormal'`, or `{ initial: 'normal', deviation: 0.02 }`. */
export type InitialSpec = InitialName | InitialNumbers

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
/** Normal with variance `1 / fanIn`: for SELU and linear units. LeCun et al. 1998. */
export const leCunNormal: Initial = ({ fanIn }) => normalOf(Math.sqrt(1 / fanIn))
/** Uniform with variance `1 / fanIn`. LeCun et al. 1998. */
export const leCunUniform: Initial = ({ fanIn }) => uniformOf(Math.sqrt(3 / fanIn))
/** Orthonormal rows or columns: lengths stay from step to step, for recurrent weights. Saxe et al. 2014. */
export const orthogonal: Initial = () => orthogonalMatrix

/** Every initial value by name. Total. */
export const initials: { readonly [N in InitialName]: Initial } = {
  zeros,
  heNormal,
  heUniform,
  glorotNormal,
  glorotUniform,
  leCunNormal,
  leCunUniform,
  orthogonal,
}

/** Throws `RangeError` unless a number is finite, and not below 0 where it must not be. */
const checked = (initial: string, name: string, value: number, least: number): number => {
  if (!(Number.isFinite(value) && value >= least))
    throw new RangeError(`${initial}: ${name} must be a number${least === 0 ? ' of at least 0' : ''}, got ${value}`)
  return value
}

/** Initial values that are given a number. Total. */
export const numberedInitials: {
  readonly [N in InitialNumbers['initial']]: (spec: Extract<InitialNumbers, { readonly initial: N }>) => Initial
} = {
  /** All `value`. */
  constant: ({ value }) => {
    checked('constant', 'value', value, Number.NEGATIVE_INFINITY)
    return () => (_key, shape) => full(shape, value)
  },
  /** Uniform on `[-bound, bound)`. */
  uniform: ({ bound }) => {
    const draw = uniformOf(checked('uniform', 'bound', bound, 0))
    return () => draw
  },
  /** Normal with this standard deviation. */
  normal: ({ deviation }) => {
    const draw = normalOf(checked('normal', 'deviation', deviation, 0))
    return () => draw
  },
  /** Normal with this standard deviation, cut at two deviations: what is left has 0.8796 of it. */
  truncatedNormal: ({ deviation }) => {
    checked('truncatedNormal', 'deviation', deviation, 0)
    return () => (key, shape) => mul(truncatedNormal(key, shape), deviation)
  },
}

/** The initial values that a description names. Throws `RangeError` for numbers out of range. */
export const initialOf = (spec: InitialSpec): Initial =>
  typeof spec === 'string' ? initials[spec] : numberedInitials[spec.initial](spec as never)
