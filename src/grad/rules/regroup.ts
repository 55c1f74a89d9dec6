/** Rules of real algebra, for reading: like terms, one fraction, logarithms of exponentials. */
import { isFloat } from '../../core/dtype.js'
import type { AnyTensor } from '../../core/tensor.js'
import { addOp } from '../../ops/add.js'
import { castOp } from '../../ops/cast.js'
import { divOp } from '../../ops/div.js'
import { expOp } from '../../ops/exp.js'
import { expm1Op } from '../../ops/expm1.js'
import { logOp } from '../../ops/log.js'
import { log1pOp } from '../../ops/log1p.js'
import { mulOp } from '../../ops/mul.js'
import { negOp } from '../../ops/neg.js'
import { powOp } from '../../ops/pow.js'
import { subOp } from '../../ops/sub.js'
import { whereOp } from '../../ops/where.js'
import { alike, applied, argumentOf, argumentsOf, exponentOf, minus, negated, plus, times } from './build.js'
import { filled } from './constants.js'
import { productExpression, sumExpression } from './expressions.js'
import type { Rule } from './rule.js'
import { shortened } from './shorten.js'
import { isProduct, type Product, productOf, termsOf } from './terms.js'

const unlike = (a: AnyTensor, t: AnyTensor): AnyTensor | null => (alike(a, t) ? null : a)
const isNumber = ({ above, below }: Product): boolean => Number.isFinite(above) && Number.isFinite(below) && below !== 0

/** Regrouping of sums and products: true of numbers without bounds and rounding. */
export const regroup: readonly Rule[] = [
  {
    name: 'log1p(x) = log(1 + x)',
    on: [log1pOp],
    assumes: 'real',
    adds: true,
    rewrite: ([x]) => applied(logOp, plus(filled(x!, 1), x!)),
  },
  {
    name: 'expm1(x) = exp(x) - 1',
    on: [expm1Op],
    assumes: 'real',
    adds: true,
    rewrite: ([x]) => minus(applied(expOp, x!), filled(x!, 1)),
  },
  {
    name: 'exp(log(x)) = x',
    on: [expOp],
    assumes: 'real',
    rewrite: ([x]) => argumentOf(x!, logOp) ?? null,
  },
  {
    name: 'log(exp(a)·b) = a + log(b)',
    on: [logOp],
    assumes: 'real',
    adds: true,
    rewrite: ([x]) => {
      const product = productOf(x!)
      const exponential = product.factors.find((f) => argumentOf(f.base, expOp) !== undefined)
      if (exponential === undefined || !isNumber(product)) return null
      const { above, below } = product
      const factors = product.factors.filter((f) => f !== exponential)
      const a = times(filled(x!, exponential.exponent), argumentOf(exponential.base, expOp)!)
      if (factors.length === 0 && above === 1 && below === 1) return a
      return plus(a, applied(logOp, productExpression(x!, { above, below, factors })))
    },
  },
  {
    name: 'exp(a - m) + exp(-m) = exp(-m)·(1 + exp(a))',
    on: [addOp],
    assumes: 'real',
    adds: true,
    rewrite: (args, t) => {
      const [p, q] = args.map((x) => argumentOf(x, expOp))
      if (p === undefined || q === undefined) return null
      for (const [shifted, opposite] of [
        [p, q],
        [q, p],
      ] as const) {
        const [a, m] = argumentsOf(shifted, subOp) ?? []
        if (a !== undefined && argumentOf(opposite, negOp)?.node === m!.node)
          return times(applied(expOp, negated(m!)), plus(filled(t, 1), applied(expOp, a)))
      }
      return null
    },
  },
  {
    name: 'a truth as a number',
    on: [castOp],
    assumes: 'real',
    adds: true,
    rewrite: ([x], t) =>
      x!.dtype === 'bool' && isFloat(t.dtype) ? applied(whereOp, x!, filled(t, 1), filled(t, 0)) : null,
  },
  {
    name: 'like factors',
    on: [mulOp, divOp, negOp, powOp],
    assumes: 'real',
    adds: true,
    rewrite: (_, t) => {
      const base = argumentOf(t, powOp)
      if (!isFloat(t.dtype) || (base !== undefined && exponentOf(t) > 0 && !isProduct(base))) return null
      const product = productOf(t)
      return isNumber(product) ? unlike(productExpression(t, product), t) : null
    },
  },
  {
    name: 'like terms',
    on: [addOp, subOp],
    assumes: 'real',
    adds: true,
    rewrite: (_, t) => {
      if (!isFloat(t.dtype)) return null
      const terms = shortened(t, termsOf(t))
      return terms.every(isNumber) ? unlike(sumExpression(t, terms), t) : null
    },
  },
]
