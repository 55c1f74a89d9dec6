/** Scaling of numbers, fitted in one pass from summaries that merge. */
import type * as Monoid from 'fp-ts/lib/Monoid.js'
import * as t from 'io-ts'
import { FiniteNumber } from './finite.js'

/** What one pass over numbers keeps: count, mean, sum of squared deviations from the mean, least and largest. */
export interface Summary {
  readonly count: number
  readonly mean: number
  readonly squares: number
  readonly min: number
  readonly max: number
}

const empty: Summary = {
  count: 0,
  mean: 0,
  squares: 0,
  min: Number.POSITIVE_INFINITY,
  max: Number.NEGATIVE_INFINITY,
}

const merge = (a: Summary, b: Summary): Summary => {
  if (a.count === 0) return b
  if (b.count === 0) return a
  const count = a.count + b.count
  const delta = b.mean - a.mean
  return {
    count,
    mean: a.mean + (delta * b.count) / count,
    squares: a.squares + b.squares + (delta * delta * a.count * b.count) / count,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
  }
}

/**
 * Summaries of parts merge to the summary of the whole, up to rounding: `summary(a ++ b) = concat(summary a, summary b)`.
 * Source: Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances" (1979).
 */
export const summaryMonoid: Monoid.Monoid<Summary> = { empty, concat: merge }

/** The summary of finite numbers, by Welford's update (1962). */
export const summary = (values: ArrayLike<number>): Summary => {
  let [mean, squares, min, max] = [0, 0, empty.min, empty.max]
  for (let i = 0; i < values.length; i++) {
    const x = values[i]!
    const delta = x - mean
    mean += delta / (i + 1)
    squares += delta * (x - mean)
    if (x < min) min = x
    if (x > max) max = x
  }
  return { count: values.length, mean, squares, min, max }
}

/** Population variance `squares / count`; 0 of nothing. */
export const varianceOf = ({ count, squares }: Summary): number => (count === 0 ? 0 : squares / count)

export const ScalingKind = t.keyof({ standard: null, minMax: null, none: null })
/** `standard`: mean 0, standard deviation 1. `minMax`: from 0 to 1. `none`: as they are. */
export type ScalingKind = t.TypeOf<typeof ScalingKind>

export const Scaling = t.readonly(t.strict({ kind: ScalingKind, offset: FiniteNumber, scale: FiniteNumber }))
/** The map `x ↦ (x - offset) / scale`, with a scale above 0. */
export type Scaling = t.TypeOf<typeof Scaling>

/**
 * The scaling fitted to a summary: `standard` takes mean and population standard deviation, `minMax` least value and
 * range. Where all numbers are equal the scale is 1, so that they become 0. As scikit-learn's StandardScaler and
 * MinMaxScaler. Of an empty summary it changes nothing.
 */
export const fitScaling =
  (kind: ScalingKind) =>
  (s: Summary): Scaling => {
    if (kind === 'none' || s.count === 0) return { kind, offset: 0, scale: 1 }
    const scale = kind === 'standard' ? Math.sqrt(varianceOf(s)) : s.max - s.min
    return {
      kind,
      offset: kind === 'standard' ? s.mean : s.min,
      scale: s.min < s.max && scale > 0 ? scale : 1,
    }
  }

/** `(x - offset) / scale` */
export const applyScaling =
  ({ offset, scale }: Scaling) =>
  (x: number): number =>
    (x - offset) / scale

/** The inverse: `x · scale + offset` */
export const invertScaling =
  ({ offset, scale }: Scaling) =>
  (x: number): number =>
    x * scale + offset
