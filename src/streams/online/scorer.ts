/** Scores of records from numbers of features: sums of weights, and of weights of pairs. */
import { foldIn, type Key, normalData } from '../../core/key.js'
import type { Shape } from '../../core/shape.js'
import { sizeOf } from '../../core/shape.js'
import { type AnyTensor, fromData } from '../../core/tensor.js'
import { add } from '../../ops/add.js'
import { matmul } from '../../ops/matmul.js'
import { mul } from '../../ops/mul.js'
import { square } from '../../ops/pow.js'
import { sub } from '../../ops/sub.js'
import { sum } from '../../ops/sum.js'

/** By name; what is not the `intercept` has a row for each feature: `[features, …]`, f64. */
export type Params = Readonly<Record<string, any>>

export interface Scorer {
  /** Parameters of features `from … from + count - 1`, as they are before the first record; of one score, or of `outputs`. */
  readonly init: (count: number, from: number, outputs: number | null) => Params
  /** Of records `[n, features]`: `[n]`, or `[n, outputs]`. */
  readonly score: (params: Params, x: any) => AnyTensor
}

const zeros = (...shape: Shape): AnyTensor => fromData(shape, new Float64Array(sizeOf(shape)), 'f64')

/** `Σᵢ wᵢ xᵢ + b`. The sum of one score is over the last axis, of several a product of matrices. */
export const linearScorer = (intercept: boolean): Scorer => ({
  init: (count, _, outputs) => {
    const more = outputs === null ? [] : [outputs]
    return { weights: zeros(count, ...more), ...(intercept ? { intercept: zeros(...more) } : {}) }
  },
  score: ({ weights, intercept }, x) => {
    const sums: any = weights.shape.length === 1 ? sum(mul<any, any, any>(x, weights), [1]) : matmul(x, weights)
    return intercept === undefined ? sums : add<any, any, any>(sums, intercept)
  },
})

/**
 * `b + Σᵢ wᵢ xᵢ + Σᵢ Σ_{j>i} ⟨vᵢ, vⱼ⟩ xᵢ xⱼ`, in time linear in the features: the pairs are
 * `½ Σ_f ((Σᵢ v_if xᵢ)² - Σᵢ v_if² xᵢ²)`. The factors `v` of a feature are drawn with a key of its own place.
 */
export const factorizationScorer = (factors: number, deviation: number, key: Key, intercept: boolean): Scorer => {
  const linear = linearScorer(intercept)
  return {
    init: (count, from) => {
      const all = new Float64Array(count * factors)
      for (let i = 0; i < count; i++) all.set(normalData(foldIn(key, from + i), 'f64', factors), i * factors)
      return {
        ...linear.init(count, from, null),
        factors: fromData(
          [count, factors],
          all.map((v) => v * deviation),
          'f64',
        ),
      }
    },
    score: (params, x) => {
      const v: any = params.factors
      const ofSums = square(matmul(x, v) as any)
      const ofTerms = matmul(square<any, any>(x), square<any, any>(v))
      const pairs = mul(sum(sub<any, any, any>(ofSums, ofTerms) as any, [1]) as any, 0.5)
      return add<any, any, any>(linear.score(params, x) as any, pairs)
    },
  }
}
