/** Sums in fewer terms: fractions over one base joined, products multiplied out where like terms make up for it. */
import type { AnyTensor } from '../../core/tensor.js'
import { sqrtOp } from '../../ops/sqrt.js'
import { alike, argumentOf } from './build.js'
import { isSum, sumExpression } from './expressions.js'
import { collected, multiplied, type Product, termsOf } from './terms.js'

/** `base^exponent` as a sum, where it has one. */
const expanded = (base: AnyTensor, exponent: number): readonly Product[] => {
  const under = argumentOf(base, sqrtOp)
  if (exponent === 1) return termsOf(base)
  return under !== undefined && exponent === 2 ? termsOf(under) : []
}

/** Two fractions over powers of one base as one, if that makes the sum shorter. */
const overOneBase = (t: AnyTensor, p: Product, q: Product): Product | undefined => {
  for (const { base, exponent } of [...p.factors, ...q.factors]) {
    const of = (r: Product): number => r.factors.find((f) => alike(f.base, base))?.exponent ?? 0
    const [least, most] = [Math.min(of(p), of(q)), Math.max(of(p), of(q))]
    if (exponent >= 0 || most > 0 || most === least) continue
    const power = (e: number): Product => ({ above: 1, below: 1, factors: [{ base, exponent: e }] })
    const [short, long] = of(p) === most ? [p, q] : [q, p]
    const widened = expanded(base, most - least).map((term) => multiplied(multiplied(short, power(-most)), term))
    const numerator = widened.length < 2 ? [] : collected([...widened, multiplied(long, power(-least))])
    if (numerator.length === 1) return multiplied(numerator[0]!, power(least))
    if (numerator.length === 2 && most < 0) {
      const sum = { above: 1, below: 1, factors: [{ base: sumExpression(t, numerator), exponent: 1 }] }
      return multiplied(sum, power(least))
    }
  }
  return undefined
}

/** Sums inside of products multiplied out, where like terms make up for it. */
const multipliedOut = (terms: readonly Product[]): readonly Product[] => {
  for (const [i, p] of terms.entries())
    for (const f of p.factors) {
      if (f.exponent !== 1 || !isSum(f.base)) continue
      const rest = { ...p, factors: p.factors.filter((g) => g !== f) }
      const wider = termsOf(f.base).map((term) => multiplied(rest, term))
      const out = collected(terms.flatMap((q, at) => (at === i ? wider : [q])))
      if (wider.length > 1 && out.length <= terms.length) return multipliedOut(out)
    }
  return terms
}

/** A sum in as few terms as the rules find. */
export const shortened = (t: AnyTensor, all: readonly Product[]): readonly Product[] => {
  const terms = all.length > 1 ? multipliedOut(all) : all
  for (const [i, p] of terms.entries())
    for (const [j, q] of terms.entries()) {
      const both = i < j ? overOneBase(t, p, q) : undefined
      if (both !== undefined)
        return shortened(
          t,
          terms.flatMap((r, at) => (at === i ? [both] : at === j ? [] : [r])),
        )
    }
  return terms
}
