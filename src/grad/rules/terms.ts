/** Sums of products, taken apart: what `real` rules compute with. */
import type { AnyTensor } from '../../core/tensor.js'
import { addOp } from '../../ops/add.js'
import { divOp } from '../../ops/div.js'
import { mulOp } from '../../ops/mul.js'
import { negOp } from '../../ops/neg.js'
import { powOp } from '../../ops/pow.js'
import { sqrtOp } from '../../ops/sqrt.js'
import { subOp } from '../../ops/sub.js'
import { broadcastTo, broadcastToOp } from '../../ops/sum.js'
import { alike, argumentOf, argumentsOf, baseOf, exponentOf } from './build.js'
import { constantOf } from './constants.js'

export interface Factor {
  readonly base: AnyTensor
  readonly exponent: number
}
/** `above/below · Π base^exponent`, each base once. */
export interface Product {
  readonly above: number
  readonly below: number
  readonly factors: readonly Factor[]
}

/** How many nodes of a sum or a product are looked into; a larger one stays whole. */
const budget = 32

/** Factors of equal base become one, powers of a square root and of what is under it too; those of exponent 0 go. */
const gathered = (above: number, below: number, factors: readonly Factor[]): Product => {
  const merged: Factor[] = []
  const put = ({ base, exponent }: Factor): void => {
    const at = merged.findIndex((f) => alike(f.base, base))
    if (at < 0) merged.push({ base, exponent })
    else merged[at] = { base, exponent: merged[at]!.exponent + exponent }
  }
  factors.forEach(put)
  for (const { base, exponent } of [...merged]) {
    const under = argumentOf(base, sqrtOp)
    if (under === undefined || !Number.isInteger(exponent)) continue
    const root = merged.findIndex((f) => alike(f.base, base))
    if (exponent % 2 === 0) {
      merged.splice(root, 1)
      put({ base: baseOf(under), exponent: (exponent / 2) * exponentOf(under) })
    } else {
      const at = merged.findIndex((f) => alike(f.base, under) && Number.isInteger(f.exponent))
      if (at < 0) continue
      merged[root] = { base, exponent: exponent + 2 * merged[at]!.exponent }
      merged.splice(at, 1)
    }
  }
  return { ...reduced(above, below), factors: merged.filter((f) => f.exponent !== 0) }
}
/** Whole numbers in lowest terms, others divided. */
const reduced = (above: number, below: number): { readonly above: number; readonly below: number } => {
  const [m, n] = below < 0 ? [-above, -below] : [above, below]
  if (!Number.isSafeInteger(m) || !Number.isSafeInteger(n)) return { above: m / n, below: 1 }
  let [a, b] = [Math.abs(m), n]
  while (b !== 0) [a, b] = [b, a % b]
  return { above: m / a, below: n / a }
}

/** `t` as one product; a very large one is a single factor. */
export const productOf = (t: AnyTensor): Product => {
  let [above, below, steps] = [1, 1, 0]
  const factors: Factor[] = []
  const todo: (readonly [t: AnyTensor, exponent: number, spread: boolean])[] = [[t, 1, false]]
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const [x, exponent, spread] = next
    const value = constantOf(x)
    const product = argumentsOf(x, mulOp)
    const quotient = argumentsOf(x, divOp)
    const opposite = argumentOf(x, negOp)
    const powered = Number.isInteger(exponentOf(x)) ? argumentOf(x, powOp) : undefined
    const inside = argumentOf(x, broadcastToOp)
    if (++steps > budget) return { above: 1, below: 1, factors: [{ base: t, exponent: 1 }] }
    if (value !== undefined) {
      if (exponent > 0) above *= value ** exponent
      else below *= value ** -exponent
    } else if (product) todo.push([product[1]!, exponent, spread], [product[0]!, exponent, spread])
    else if (quotient) todo.push([quotient[1]!, -exponent, spread], [quotient[0]!, exponent, spread])
    else if (opposite) {
      if (exponent % 2 !== 0) above = -above
      todo.push([opposite, exponent, spread])
    } else if (powered && isProduct(powered)) todo.push([powered, exponent * exponentOf(x), spread])
    else if (inside && isProduct(inside)) todo.push([inside, exponent, true])
    else {
      const base = baseOf(x)
      factors.push({ base: spread ? broadcastTo(base, t.shape) : base, exponent: exponent * exponentOf(x) })
    }
  }
  return gathered(above, below, factors)
}
/** Whether an expression is more than one factor. */
export const isProduct = (t: AnyTensor): boolean =>
  [mulOp, divOp, negOp].some((op) => argumentOf(t, op) !== undefined) || constantOf(t) !== undefined

/** `t` as a sum of products, in the order in which it is written; a very large one is a single term. */
export const termsOf = (t: AnyTensor): readonly Product[] => {
  const terms: Product[] = []
  let steps = 0
  const todo: (readonly [t: AnyTensor, sign: number])[] = [[t, 1]]
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const [x, sign] = next
    const sum = argumentsOf(x, addOp)
    const difference = argumentsOf(x, subOp)
    const opposite = argumentOf(x, negOp)
    if (++steps > budget) return [{ above: 1, below: 1, factors: [{ base: t, exponent: 1 }] }]
    if (sum) todo.push([sum[1]!, sign], [sum[0]!, sign])
    else if (difference) todo.push([difference[1]!, -sign], [difference[0]!, sign])
    else if (opposite) todo.push([opposite, -sign])
    else {
      const p = productOf(x)
      terms.push({ ...p, above: sign * p.above })
    }
  }
  return collected(terms)
}

const sameFactors = (a: Product, b: Product): boolean =>
  a.factors.length === b.factors.length &&
  a.factors.every((f) => b.factors.some((g) => g.exponent === f.exponent && alike(f.base, g.base)))

/** Like terms added up. */
export const collected = (terms: readonly Product[]): readonly Product[] => {
  const out: Product[] = []
  for (const p of terms) {
    const at = out.findIndex((q) => sameFactors(p, q))
    if (at < 0) out.push(p)
    else {
      const q = out[at]!
      const [above, below] = [q.above * p.below + p.above * q.below, q.below * p.below]
      out[at] = { ...q, ...reduced(above, below) }
    }
  }
  return out.filter((p) => p.above !== 0)
}

export const multiplied = (a: Product, b: Product): Product =>
  gathered(a.above * b.above, a.below * b.below, [...a.factors, ...b.factors])
