/** Rules of arithmetic: zeros and ones, repeated operands. Arguments are already as simple as they get. */
import { isFloat } from '../../core/dtype.js'
import type { AnyTensor } from '../../core/tensor.js'
import { addOp } from '../../ops/add.js'
import { divOp } from '../../ops/div.js'
import { mulOp } from '../../ops/mul.js'
import { powOp } from '../../ops/pow.js'
import { subOp } from '../../ops/sub.js'
import { argumentOf, baseOf, exponentOf, negated, power, times } from './build.js'
import { constantOf, filled } from './constants.js'
import { type Rule, two } from './rule.js'

const is = (t: AnyTensor, value: number): boolean => constantOf(t) === value
/** Zeros and ones. */
export const neutral: readonly Rule[] = [
  { name: 'x - 0 = x', on: [subOp], assumes: 'nothing', rewrite: two((a, b) => Object.is(constantOf(b), 0) && a) },
  { name: 'x + 0 = x', on: [addOp], assumes: 'finite', rewrite: two((a, b) => (is(b, 0) ? a : is(a, 0) && b)) },
  { name: '0 - x = -x', on: [subOp], assumes: 'finite', rewrite: two((a, b) => is(a, 0) && negated(b)) },
  { name: 'x·1 = x', on: [mulOp], assumes: 'nothing', rewrite: two((a, b) => (is(b, 1) ? a : is(a, 1) && b)) },
  { name: 'x/1 = x', on: [divOp], assumes: 'nothing', rewrite: two((a, b) => is(b, 1) && a) },
  {
    name: 'x·(-1) = -x',
    on: [mulOp],
    assumes: 'nothing',
    rewrite: two((a, b) => (is(b, -1) ? negated(a) : is(a, -1) && negated(b))),
  },
  { name: 'x/(-1) = -x', on: [divOp], assumes: 'nothing', rewrite: two((a, b) => is(b, -1) && negated(a)) },
  { name: 'x·0 = 0', on: [mulOp], assumes: 'finite', rewrite: two((a, b) => (is(b, 0) ? b : is(a, 0) && a)) },
  { name: '0/x = 0', on: [divOp], assumes: 'finite', rewrite: two((a) => is(a, 0) && a) },
  {
    name: 'x - x = 0',
    on: [subOp],
    assumes: 'finite',
    adds: true,
    rewrite: two((a, b, t) => a.node === b.node && filled(t, 0)),
  },
]

const natural = (t: AnyTensor): boolean => isFloat(t.dtype) && Number.isInteger(exponentOf(t)) && exponentOf(t) > 0
/** Repeated operands. */
export const powers: readonly Rule[] = [
  {
    name: 'x + x = 2·x',
    on: [addOp],
    assumes: 'nothing',
    adds: true,
    rewrite: two((a, b) => a.node === b.node && times(filled(a, 2), a)),
  },
  {
    name: 'x·2 = 2·x',
    on: [mulOp],
    assumes: 'nothing',
    rewrite: two((a, b) => constantOf(b) !== undefined && constantOf(a) === undefined && times(b, a)),
  },
  { name: 'x^1 = x', on: [powOp], assumes: 'nothing', rewrite: ([x], t) => (exponentOf(t) === 1 ? x! : null) },
  {
    name: 'x^0 = 1',
    on: [powOp],
    assumes: 'nothing',
    adds: true,
    rewrite: (_, t) => (exponentOf(t) === 0 ? filled(t, 1) : null),
  },
  {
    name: 'x^2·x = x^3',
    on: [mulOp],
    assumes: 'finite',
    rewrite: two((a, b) => {
      const exponent = exponentOf(a) + exponentOf(b)
      if (baseOf(a).node !== baseOf(b).node || constantOf(a) !== undefined) return null
      return natural(a) && natural(b) && exponent <= 64 && power(baseOf(a), exponent)
    }),
  },
  {
    name: '(x^2)^3 = x^6',
    on: [powOp],
    assumes: 'finite',
    rewrite: ([x], t) => {
      const exponent = exponentOf(x!) * exponentOf(t)
      const base = argumentOf(x!, powOp)
      return base !== undefined && natural(x!) && natural(t) && exponent <= 64 ? power(base, exponent) : null
    },
  },
]
