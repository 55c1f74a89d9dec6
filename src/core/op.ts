/** One record says everything there is to say about an operation. */
import type { Data, DType } from './dtype.js'
import type { Shape } from './shape.js'
import type { AnyTensor } from './tensor.js'

/** Attributes (axes, strides, sizes) are plain data, so that graphs can be hashed, compared, printed and saved. */
export type Attr = string | number | boolean | null | readonly Attr[] | { readonly [key: string]: Attr }
export type Attrs = { readonly [key: string]: Attr }

/** Shape and element type of an argument or a result. */
export interface Spec {
  readonly shape: Shape
  readonly dtype: DType
}

/** How the laws draw one argument. */
export interface Draw {
  readonly shape: Shape
  /** Bounds of the values; for `i32` whole numbers within them. */
  readonly min: number
  readonly max: number
  /** `'float'` (the default) is drawn in each floating type. */
  readonly dtype?: 'float' | 'i32' | 'bool'
  /** Points where the op is not smooth; values keep a distance of at least 0.05 from each. */
  readonly away?: readonly number[]
  /** Added to the diagonal of the last two axes: well-conditioned matrices. */
  readonly diagonal?: number
}
/** One way to call an op that the laws try: where it is smooth. */
export interface Case<A extends Attrs = Attrs> {
  readonly attrs: A
  readonly args: readonly Draw[]
  /** Values over all arguments are pairwise at least 0.05 apart, for ops with kinks where arguments meet. */
  readonly distinct?: boolean
}

/** How formulas show an op. `text` and `latex` are templates: `{0}` stands for the first argument. */
export interface Notation {
  readonly text: string
  readonly latex: string
  /** Binding strength of the result: 1 sum, 2 product, 3 sign, 4 power, 5 atom (the default). */
  readonly binds?: number
  /** Binding strength that each argument needs to go without parentheses; default 0, as inside a function's own. */
  readonly needs?: readonly number[]
}

export interface Op<A extends Attrs = any, Args extends readonly AnyTensor[] = any> {
  readonly name: string
  /** Shape of the result. Throws `ShapeError` when the arguments do not fit. */
  readonly shape: (attrs: A, ...args: { readonly [I in keyof Args]: Spec }) => Shape
  /** Element type of the result; that of the first argument where absent. */
  readonly dtype?: (attrs: A, ...args: { readonly [I in keyof Args]: Spec }) => DType
  /** Numbers in, numbers out, by plain loops: the specification. Never writes to its arguments. */
  readonly forward: (attrs: A, out: Spec, args: readonly Data[], specs: readonly Spec[]) => Data
  /** Cotangent of the result to one per argument, in the language of ops; `null` is zero. */
  readonly backward: (attrs: A, dy: AnyTensor, y: AnyTensor, ...args: Args) => readonly (AnyTensor | null)[]
  /** The numbers of the result are those of the first argument: engines need not copy them. */
  readonly passes?: true
  /** Where the laws try it. Never empty. */
  readonly domain: readonly Case<A>[]
  readonly notation?: Notation | ((attrs: A) => Notation)
}

/** Applies an op: a new node, no numbers yet. Throws `ShapeError`. */
export const apply = <A extends Attrs>(op: Op<A>, attrs: A, ...args: readonly AnyTensor[]): any => ({
  shape: op.shape(attrs, ...args),
  dtype: op.dtype === undefined ? args[0]!.dtype : op.dtype(attrs, ...args),
  node: { _tag: 'Apply', op, attrs, args },
})
