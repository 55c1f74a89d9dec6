/** Loops over the rows of a tensor that carry a state: recurrent networks, filters, learning one sample at a time. */
import type { DType } from '../core/dtype.js'
import { DTypeError, ShapeError } from '../core/errors.js'
import { type Dim, type Shape, sameShape, showShape } from '../core/shape.js'
import type { AnyTensor, Tensor } from '../core/tensor.js'
import { leaves, mapTree } from '../core/tree.js'
import { concat } from './concat.js'
import { reshape } from './reshape.js'
import { slice } from './slice.js'
import { full } from './sum.js'

/** The tree `R` with every tensor `[…rest]` as `N` rows `[N, …rest]`. */
export type Rows<R, N extends Dim> =
  R extends Tensor<infer S extends Shape, infer D extends DType>
    ? Tensor<readonly [N, ...S], D>
    : R extends readonly unknown[] | { readonly [key: string]: unknown } | object
      ? { readonly [K in keyof R]: Rows<R[K], N> }
      : R

/** `unknown` for one number of rows, else a sentence that the compiler shows. */
type OneCount<N extends Dim, All = N> = true extends (N extends N ? ([All] extends [N] ? false : true) : never)
  ? { readonly 'these tensors have different numbers of rows': N }
  : unknown

/** Row `i` of `x`: `[n, …rest] → […rest]`. */
const row = (x: AnyTensor, i: number): AnyTensor =>
  reshape(slice(x, { start: x.shape.map((_, a) => (a === 0 ? i : 0)), stop: [i + 1, ...x.shape.slice(1)] }), [
    ...x.shape.slice(1),
  ])
const single = (x: AnyTensor): AnyTensor => reshape(x, [1, ...x.shape])

/** How many rows all tensors have. */
const countOf = (name: string, xs: unknown): number => {
  const shapes = leaves(xs).map((x) => x.shape)
  if (shapes.length === 0) throw new TypeError(`${name}: expected rows of at least one tensor, got none`)
  const [count] = shapes[0]!
  if (count === undefined || shapes.some((s) => s[0] !== count))
    throw new ShapeError(name, 'tensors of as many rows: [n, …]', ...shapes)
  return count
}

/** `after` in the structure of `before`, whose shapes and element types it must have. */
const sameForm = <S>(name: string, before: S, after: S): S =>
  mapTree(
    (a: AnyTensor, b: AnyTensor) => {
      if (!sameShape(a.shape, b.shape))
        throw new ShapeError(name, `a step that keeps the shape ${showShape(a.shape)} of its state`, b.shape)
      if (a.dtype !== b.dtype) throw new DTypeError(name, `a step that keeps its state in ${a.dtype}`, b.dtype)
      return b
    },
    before,
    after,
  )

/**
 * The state after `step` has seen each row of `xs`, the first row first: `[n, …rest]` is `n` rows `[…rest]`. State and
 * rows are trees of tensors; every tensor of `xs` has `n` rows. For no rows it is the state it began with.
 * Law: it is `reduce` over the rows, and so are its derivatives (backpropagation through time).
 *
 * The loop is unrolled: `step` runs `n` times to build the expression, which grows with `n`. To build and plan a
 * recurrent cell and its gradient takes milliseconds for each step, once for a compiled function. The way back joins the
 * rows' gradients in one pass. Work that does not need the state, such as `matmul(xs, weights)`, is faster for all rows
 * at once, before the loop.
 * Throws `ShapeError` where tensors differ in their number of rows or a step changes the shape of its state.
 *
 * @example foldRows((h: Hidden, x: Input) => tanh(add(matmul(h, recurrent), x)))(start, inputs)
 */
export const foldRows =
  <S, R>(step: (state: S, row: R) => S) =>
  <N extends Dim>(state: S, xs: Rows<R, N> & OneCount<N>): S => {
    const count = countOf('foldRows', xs)
    let now = state
    for (let i = 0; i < count; i++)
      now = sameForm('foldRows', state, step(now, mapTree((x) => row(x, i), xs as unknown) as R))
    return now
  }

/**
 * `foldRows` that also gives what each step gives beside its state, as rows: `step` returns `[state, output]`, the
 * result is the last state and all outputs, `[…rest]` each as `[n, …rest]`. For no rows the outputs are `[0, …rest]`;
 * `step` then runs once, on zeros, for their shapes. Unrolled like `foldRows`, and throws what it throws.
 *
 * @example const [last, all] = scanRows((h: Hidden, x: Input) => { const y = cell(h, x); return [y, y] })(start, inputs)
 */
export const scanRows =
  <S, R, Y>(step: (state: S, row: R) => readonly [state: S, output: Y]) =>
  <N extends Dim>(state: S, xs: Rows<R, N> & OneCount<N>): readonly [state: S, outputs: Rows<Y, N>] => {
    const count = countOf('scanRows', xs)
    let now = state
    const outputs: Y[] = []
    for (let i = 0; i < count; i++) {
      const [next, output] = step(now, mapTree((x) => row(x, i), xs as unknown) as R)
      now = sameForm('scanRows', state, next)
      outputs.push(output)
    }
    const [first, ...rest] = outputs
    if (first !== undefined)
      return [now, mapTree((...ys: readonly AnyTensor[]) => concat(ys.map(single)), first, ...rest) as Rows<Y, N>]
    const [, output] = step(state, mapTree((x: AnyTensor) => full(x.shape.slice(1), 0, x.dtype), xs as unknown) as R)
    return [state, mapTree((y: AnyTensor) => full([0, ...y.shape], 0, y.dtype), output) as Rows<Y, N>]
  }
