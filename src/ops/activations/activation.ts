/** What an activation is as data: the function, what it is for, and what is claimed of it, for the laws to check. */
import type { Float } from '../../core/dtype.js'
import type { Shape } from '../../core/shape.js'
import type { Tensor } from '../../core/tensor.js'

/** A function that keeps the shape. */
export type Activation = <S extends Shape, D extends Float>(x: Tensor<S, D>) => Tensor<S, D>

/** Numbers from the first to the second: the least and the greatest value, or what is approached but never reached. */
export type Interval = readonly [from: number, to: number]

/** A point where two formulas meet. */
export interface Joint {
  readonly at: number
  /** The derivative just before, at the joint (the choice that is made), just after. */
  readonly slopes: readonly [before: number, chosen: number, after: number]
}

/** Claims of a function of one number. */
export interface ElementFacts {
  readonly acts: 'onElements'
  /** All values, and no wider. */
  readonly range: Interval
  /** All values of the derivative away from joints, and no wider. */
  readonly slopes: Interval
  /** The derivative far below and far above 0: where both are 0, gradients vanish. */
  readonly ends: readonly [below: number, above: number]
  readonly atZero: number
  /** Whether a larger input never gives a smaller output. */
  readonly monotone: boolean
  /** `odd`: f(-x) = -f(x). `half`: f(-x) = 1 - f(x). `ramp`: f(x) - f(-x) = x. */
  readonly symmetry: 'odd' | 'half' | 'ramp' | 'none'
  readonly joints: readonly Joint[]
}

/** Claims of a function of rows: of all numbers along the last axis together. */
export interface RowFacts {
  readonly acts: 'onRows'
  readonly range: Interval
  /** `one`: a row sums to 1. `logOfOne`: the exponentials of a row do. */
  readonly sums: 'one' | 'logOfOne'
  /** Whether numbers far enough below the largest become exactly 0. */
  readonly sparse: boolean
  /** Whether a row is well away from where derivatives jump. */
  readonly smoothAt: (row: readonly number[]) => boolean
}

export interface ActivationEntry<Options> {
  readonly title: string
  readonly formula: string
  /** When to use it. */
  readonly use: string
  /** Its known problem. */
  readonly problem: string
  readonly of: (options: Options) => Activation
  /** Options to try, the default first. */
  readonly options: readonly [Options, ...(readonly Options[])]
  readonly facts: (options: Options) => ElementFacts | RowFacts
}

/** The entry of a function without options. */
export const plain = ({
  of,
  facts,
  ...told
}: Omit<ActivationEntry<{}>, 'of' | 'options' | 'facts'> & {
  readonly of: Activation
  readonly facts: ElementFacts | RowFacts
}): ActivationEntry<{}> => ({ ...told, of: () => of, options: [{}], facts: () => facts })
