/** Sums of products, put together again in the order in which one writes them. */
import type { AnyTensor } from '../../core/tensor.js'
import { addOp } from '../../ops/add.js'
import { reshapeOp } from '../../ops/reshape.js'
import { identityOp, stopGradientOp } from '../../ops/stopGradient.js'
import { subOp } from '../../ops/sub.js'
import { broadcastToOp } from '../../ops/sum.js'
import { argumentOf, minus, negated, over, plus, power, times } from './build.js'
import { filled } from './constants.js'
import type { Factor, Product } from './terms.js'

const transparent = [identityOp, stopGradientOp, broadcastToOp, reshapeOp]
const isVariable = (t: AnyTensor): boolean => {
  let at = t
  for (let from: AnyTensor | undefined = t; from !== undefined; ) {
    at = from
    if (argumentOf(at, identityOp) !== undefined) return true
    from = transparent.map((op) => argumentOf(at, op)).find((x) => x !== undefined)
  }
  return at.node._tag === 'Input'
}

export const isSum = (t: AnyTensor): boolean => [addOp, subOp].some((op) => argumentOf(t, op) !== undefined)
/** Variables come first, sums last. */
const rank = (t: AnyTensor): number => (isVariable(t) ? 0 : isSum(t) ? 2 : 1)

const chained = (factors: readonly Factor[]): AnyTensor | undefined => {
  const ranked = [0, 1, 2].flatMap((r) => factors.filter((f) => rank(f.base) === r))
  const [first, ...rest] = ranked.map((f) => power(f.base, f.exponent))
  return first === undefined ? undefined : rest.reduce(times, first)
}
/** `number · x`, without a factor of 1. */
const scaled = (like: AnyTensor, number: number, x: AnyTensor | undefined): AnyTensor =>
  x === undefined
    ? filled(like, number)
    : number === 1
      ? x
      : number === -1
        ? negated(x)
        : times(filled(like, number), x)

/** A product as an expression like `t`: number, variables, others, sums; one fraction at most. */
export const productExpression = (t: AnyTensor, { above, below, factors }: Product): AnyTensor => {
  if (above === 0) return filled(t, 0)
  const up = chained(factors.filter((f) => f.exponent > 0))
  const down = chained(factors.filter((f) => f.exponent < 0).map((f) => ({ ...f, exponent: -f.exponent })))
  if (below === 1 && down === undefined) return scaled(t, above, up)
  const fraction = over(scaled(t, Math.abs(above), up), scaled(t, below, down))
  return above < 0 ? negated(fraction) : fraction
}

/** A sum as an expression like `t`, beginning with what is added. */
export const sumExpression = (t: AnyTensor, terms: readonly Product[]): AnyTensor => {
  const at = terms.findIndex((p) => p.above > 0)
  const first = terms[Math.max(at, 0)]
  if (first === undefined) return filled(t, 0)
  return terms
    .filter((p) => p !== first)
    .reduce(
      (sum, p) =>
        p.above < 0 ? minus(sum, productExpression(t, { ...p, above: -p.above })) : plus(sum, productExpression(t, p)),
      productExpression(t, first),
    )
}
