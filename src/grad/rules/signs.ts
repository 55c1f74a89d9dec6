/** Rules of signs: negations cancel, and turn sums into differences. */
import type { AnyTensor } from '../../core/tensor.js'
import { addOp } from '../../ops/add.js'
import { divOp } from '../../ops/div.js'
import { mulOp } from '../../ops/mul.js'
import { negOp } from '../../ops/neg.js'
import { subOp } from '../../ops/sub.js'
import { argumentOf, argumentsOf, minus, negated, over, plus, times } from './build.js'
import { constantOf, filled } from './constants.js'
import { type Rule, two } from './rule.js'

const negative = (t: AnyTensor): number | undefined => {
  const value = constantOf(t)
  return value !== undefined && value < 0 ? value : undefined
}

/** Rules of signs. */
export const signs: readonly Rule[] = [
  { name: '-(-x) = x', on: [negOp], assumes: 'nothing', rewrite: ([a]) => argumentOf(a!, negOp) ?? null },
  {
    name: 'a + (-b) = a - b',
    on: [addOp],
    assumes: 'nothing',
    rewrite: two((a, b) => {
      const [m, n] = [argumentOf(a, negOp), argumentOf(b, negOp)]
      return n !== undefined ? minus(a, n) : m !== undefined && minus(b, m)
    }),
  },
  {
    name: 'a - (-b) = a + b',
    on: [subOp],
    assumes: 'nothing',
    rewrite: two((a, b) => {
      const n = argumentOf(b, negOp)
      return n !== undefined && plus(a, n)
    }),
  },
  {
    name: 'a + (-2) = a - 2',
    on: [addOp, subOp],
    assumes: 'nothing',
    adds: true,
    rewrite: two((a, b, t) => {
      const [m, n] = [negative(a), negative(b)]
      if (n !== undefined) return argumentOf(t, addOp) === undefined ? plus(a, filled(b, -n)) : minus(a, filled(b, -n))
      return m !== undefined && argumentOf(t, addOp) !== undefined && minus(b, filled(a, -m))
    }),
  },
  {
    name: '(-a)·b = -(a·b)',
    on: [mulOp],
    assumes: 'nothing',
    adds: true,
    rewrite: two((a, b) => {
      const [m, n] = [argumentOf(a, negOp), argumentOf(b, negOp)]
      return m !== undefined ? negated(times(m, b)) : n !== undefined && negated(times(a, n))
    }),
  },
  {
    name: '(-a)/b = -(a/b)',
    on: [divOp],
    assumes: 'nothing',
    adds: true,
    rewrite: two((a, b) => {
      const [m, n] = [argumentOf(a, negOp), argumentOf(b, negOp)]
      return m !== undefined ? negated(over(m, b)) : n !== undefined && negated(over(a, n))
    }),
  },
  {
    name: '-(2·a) = -2·a',
    on: [negOp],
    assumes: 'nothing',
    adds: true,
    rewrite: ([x]) => {
      const [a, b] = argumentsOf(x!, mulOp) ?? []
      const c = a === undefined ? undefined : constantOf(a)
      return c === undefined ? null : times(filled(a!, -c), b!)
    },
  },
  {
    name: '-(a - b) = b - a',
    on: [negOp],
    assumes: 'finite',
    rewrite: ([x]) => {
      const [a, b] = argumentsOf(x!, subOp) ?? []
      return a === undefined ? null : minus(b!, a)
    },
  },
]
