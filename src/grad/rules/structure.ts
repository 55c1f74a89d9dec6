/** Rules of shapes, element types and known numbers. Arguments are already as simple as they get. */
import type { DType } from '../../core/dtype.js'
import { apply, type Op } from '../../core/op.js'
import { type Shape, sameShape, sizeOf } from '../../core/shape.js'
import { castOp } from '../../ops/cast.js'
import { permuteOp } from '../../ops/permute.js'
import { reshape, reshapeOp } from '../../ops/reshape.js'
import { sliceOp } from '../../ops/slice.js'
import { identityOp, stopGradientOp } from '../../ops/stopGradient.js'
import { broadcastTo, broadcastToOp, sumOp } from '../../ops/sum.js'
import { whereOp } from '../../ops/where.js'
import { argumentOf } from './build.js'
import { constantOf, filled, foldable, folded } from './constants.js'
import type { Rule } from './rule.js'

/** Whether every number of one element type is one of another. */
const fits = (from: DType, to: DType): boolean => from === to || from === 'bool' || (to === 'f64' && from !== 'f64')
const moves: readonly Op[] = [reshapeOp, permuteOp, sliceOp]

export const structure: readonly Rule[] = [
  { name: 'numbers', on: foldable, assumes: 'nothing', adds: true, rewrite: (_, t) => folded(t) },
  {
    name: 'a number stays one wherever it is moved',
    on: moves,
    assumes: 'nothing',
    adds: true,
    rewrite: ([x], t) => {
      const value = sizeOf(t.shape) === 0 ? undefined : constantOf(x!)
      return value === undefined ? null : filled(t, value)
    },
  },
  {
    name: 'the same shape',
    on: [reshapeOp, broadcastToOp],
    assumes: 'nothing',
    rewrite: ([x], t) => (sameShape(x!.shape, t.shape) ? x! : null),
  },
  {
    name: 'reshape of reshape',
    on: [reshapeOp],
    assumes: 'nothing',
    rewrite: ([x], t) => {
      const from = argumentOf(x!, reshapeOp)
      return from === undefined ? null : reshape(from, t.shape)
    },
  },
  {
    name: 'broadcast of broadcast',
    on: [broadcastToOp],
    assumes: 'nothing',
    rewrite: ([x], t) => {
      const from = argumentOf(x!, broadcastToOp)
      return from === undefined ? null : broadcastTo(from, t.shape)
    },
  },
  {
    name: 'the order that is',
    on: [permuteOp],
    assumes: 'nothing',
    rewrite: ([x], _t, attrs) => ((attrs.order as Shape).every((a, i) => a === i) ? x! : null),
  },
  {
    name: 'permute of permute',
    on: [permuteOp],
    assumes: 'nothing',
    rewrite: ([x], _t, attrs) => {
      const from = argumentOf(x!, permuteOp)
      if (from === undefined || x!.node._tag !== 'Apply') return null
      const before = x!.node.attrs.order as Shape
      return apply(permuteOp, { order: (attrs.order as Shape).map((a) => before[a]!) }, from)
    },
  },
  {
    name: 'sum over nothing',
    on: [sumOp],
    assumes: 'finite',
    rewrite: ([x], _t, attrs) => ((attrs.axes as Shape).length === 0 ? x! : null),
  },
  {
    name: 'sum of one',
    on: [sumOp],
    assumes: 'finite',
    rewrite: ([x], t, attrs) => ((attrs.axes as Shape).every((a) => x!.shape[a] === 1) ? reshape(x!, t.shape) : null),
  },
  {
    name: 'the same element type',
    on: [castOp],
    assumes: 'nothing',
    rewrite: ([x], t) => (x!.dtype === t.dtype ? x! : null),
  },
  {
    name: 'cast of cast',
    on: [castOp],
    assumes: 'nothing',
    rewrite: ([x], t) => {
      const from = argumentOf(x!, castOp)
      if (from === undefined || !fits(from.dtype, x!.dtype)) return null
      return from.dtype === t.dtype ? from : apply(castOp, { dtype: t.dtype }, from)
    },
  },
  {
    name: 'either way the same',
    on: [whereOp],
    assumes: 'nothing',
    rewrite: ([, a, b]) => (a!.node === b!.node ? a! : null),
  },
  {
    name: 'identity',
    on: [identityOp, stopGradientOp],
    assumes: 'nothing',
    valueOnly: true,
    rewrite: ([x]) => x!,
  },
]
