/**
 * What elementwise operations share: `y[i] = f(x[i])`, `z[i] = f(x[i], y[i])`.
 *
 * The records take equal shapes. The public functions broadcast as NumPy does, by inserting explicit `broadcastTo`
 * nodes, so the delicate rule and its derivative are in one place. A plain number stands for a scalar of the other
 * operand's element type.
 */
import { allocate, type Data, type DType, type Float } from '../core/dtype.js'
import { DTypeError, ShapeError } from '../core/errors.js'
import { apply, type Case, type Notation, type Op, type Spec } from '../core/op.js'
import { type Shape, sameShape } from '../core/shape.js'
import type { Broadcast, Fits } from '../core/sizes.js'
import { type AnyTensor, scalar, type Tensor } from '../core/tensor.js'
import type { OpName } from './names.js'
import { broadcastTo } from './sum.js'

/** Element types with arithmetic. */
export type Numeric = Float | 'i32'
export type NoAttrs = Readonly<Record<string, never>>
/** The attributes of an op that has none. */
export const noAttrs: NoAttrs = {}

export type Unary = <S extends Shape, D extends Float>(x: Tensor<S, D>) => Tensor<S, D>

export interface Binary {
  <S extends Shape, D extends Numeric>(a: Tensor<S, D>, b: Tensor<NoInfer<S>, NoInfer<D>> | number): Tensor<S, D>
  <S extends Shape, D extends Numeric>(a: number, b: Tensor<S, D>): Tensor<S, D>
  <A extends Shape, B extends Shape, D extends Numeric>(
    a: Tensor<A, D>,
    b: Tensor<B, NoInfer<D>> & Fits<A, B>,
  ): Tensor<Broadcast<A, B>, D>
}

export interface Comparison {
  <S extends Shape, D extends DType>(a: Tensor<S, D>, b: Tensor<NoInfer<S>, NoInfer<D>> | number): Tensor<S, 'bool'>
  <S extends Shape, D extends DType>(a: number, b: Tensor<S, D>): Tensor<S, 'bool'>
  <A extends Shape, B extends Shape, D extends DType>(
    a: Tensor<A, D>,
    b: Tensor<B, NoInfer<D>> & Fits<A, B>,
  ): Tensor<Broadcast<A, B>, 'bool'>
}

/** The shape two shapes broadcast to. Throws `ShapeError` where neither size is 1. */
export const broadcastShape = (op: string, a: Shape, b: Shape): Shape => {
  const rank = Math.max(a.length, b.length)
  return Array.from({ length: rank }, (_, i) => {
    const m = a[i - rank + a.length] ?? 1
    const n = b[i - rank + b.length] ?? 1
    if (m !== n && m !== 1 && n !== 1) throw new ShapeError(op, 'shapes that broadcast', a, b)
    return m === 1 ? n : m
  })
}

/** The operands as tensors of one shape. */
export const aligned = (op: string, ...operands: readonly (AnyTensor | number)[]): readonly AnyTensor[] => {
  const like =
    operands.find((x) => typeof x !== 'number' && x.dtype !== 'bool') ?? operands.find((x) => typeof x !== 'number')
  if (like === undefined || typeof like === 'number')
    throw new TypeError(`${op}: expected at least one tensor, got numbers`)
  const tensors = operands.map((x) => (typeof x === 'number' ? scalar(x, like.dtype) : x))
  const shape = tensors.map((t) => t.shape).reduce((a, b) => broadcastShape(op, a, b))
  return tensors.map((t) => (sameShape(t.shape, shape) ? t : broadcastTo(t, shape)))
}

const cases = (args: number, min: number, max: number, away?: readonly number[], distinct?: boolean): readonly Case[] =>
  ([[2, 3], [], [1, 4], [0, 2]] as const).map((shape) => ({
    attrs: {},
    args: Array.from({ length: args }, () => ({ shape, min, max, ...(away === undefined ? {} : { away }) })),
    ...(distinct === true ? { distinct } : {}),
  }))

interface UnaryRecord {
  readonly name: OpName
  readonly f: (x: number) => number
  readonly backward: (dy: AnyTensor, y: any, x: any) => AnyTensor | null
  /** Where it is smooth: bounds, and points to keep away from. */
  readonly min?: number
  readonly max?: number
  readonly away?: readonly number[]
  readonly notation?: Notation
}

/** The record of `y[i] = f(x[i])`. */
export const unary = ({ name, f, backward, min = -3, max = 3, away, notation }: UnaryRecord): Op => ({
  name,
  shape: (_, x: Spec) => x.shape,
  forward: (_, out, [x]) => {
    const y = allocate(out.dtype, x!.length)
    for (let i = 0; i < y.length; i++) y[i] = f(x![i]!)
    return y
  },
  backward: (_, dy, y, x) => [backward(dy, y, x)],
  domain: cases(1, min, max, away),
  ...(notation === undefined ? {} : { notation }),
})

interface BinaryRecord {
  readonly name: OpName
  readonly f: (a: number, b: number) => number
  /** For whole numbers, where `f` is not exact. */
  readonly whole?: (a: number, b: number) => number
  readonly backward: (dy: AnyTensor, y: any, a: any, b: any) => readonly (AnyTensor | null)[]
  readonly dtype?: DType
  readonly min?: number
  readonly max?: number
  readonly away?: readonly number[]
  readonly distinct?: boolean
  readonly notation?: Notation
}

const equalSpecs = (name: string, a: Spec, b: Spec): Shape => {
  if (!sameShape(a.shape, b.shape)) throw new ShapeError(name, 'two equal shapes', a.shape, b.shape)
  if (a.dtype !== b.dtype) throw new DTypeError(name, 'one element type', a.dtype, b.dtype)
  return a.shape
}

/** The record of `z[i] = f(x[i], y[i])`. */
export const binary = ({
  name,
  f,
  whole = f,
  backward,
  dtype,
  min = -3,
  max = 3,
  away,
  distinct,
  notation,
}: BinaryRecord): Op => ({
  name,
  shape: (_, a: Spec, b: Spec) => equalSpecs(name, a, b),
  ...(dtype === undefined ? {} : { dtype: () => dtype }),
  forward: (_, out, [a, b]) => zip(out.dtype, out.dtype === 'i32' ? whole : f, a!, b!),
  backward: (_, dy, y, a, b) => backward(dy, y, a, b),
  domain: cases(2, min, max, away, distinct),
  ...(notation === undefined ? {} : { notation }),
})
const zip = (dtype: DType, f: (a: number, b: number) => number, a: Data, b: Data): Data => {
  const y = allocate(dtype, a.length)
  for (let i = 0; i < y.length; i++) y[i] = f(a[i]!, b[i]!)
  return y
}

/** The public function of a binary record: broadcasts, lifts numbers. */
export const broadcasting = <F>(op: Op): F =>
  ((a: AnyTensor | number, b: AnyTensor | number) => apply(op, noAttrs, ...aligned(op.name, a, b))) as F
/** The public function of a unary record. */
export const pointwise =
  (op: Op): Unary =>
  (x) =>
    apply(op, noAttrs, x)
