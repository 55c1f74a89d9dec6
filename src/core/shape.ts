/** Sizes and shapes: literals where they are known, named axes where only run time knows. */
import type * as Eq from 'fp-ts/lib/Eq.js'
import type * as Show from 'fp-ts/lib/Show.js'

declare const axisName: unique symbol

/** A size known only at run time, told apart by its name: `Axis<'batch'>` is not `Axis<'sequence'>`. */
export type Axis<Name extends string> = number & { readonly [axisName]: Name }
/** Any named axis. */
export type AnyAxis = Axis<string>
export type Dim = number
/** Sizes from the slowest axis to the fastest (row-major). `[]` is a scalar. */
export type Shape = readonly Dim[]
/** The axis of examples. It is always named: the last batch of an epoch may be smaller. */
export type Batch = Axis<'batch'>

/** Names a size: `axis('batch', 32)`. */
export const axis = <Name extends string>(_name: Name, size: number): Axis<Name> => size as Axis<Name>

/** Number of elements: the product of the sizes, 1 for a scalar. */
export const sizeOf = (shape: Shape): number => {
  let size = 1
  for (const d of shape) size *= d
  return size
}

/** Whether every size is a whole number of at least 0. */
export const isShape = (sizes: readonly number[]): boolean => sizes.every((d) => Number.isInteger(d) && d >= 0)

/** Whether two shapes have the same sizes in the same order. */
export const sameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((d, i) => d === b[i])

/** Steps between neighbours along each axis in row-major order: `[2, 3, 4] → [12, 4, 1]`. */
export const stridesOf = (shape: Shape): readonly number[] => {
  const strides = new Array<number>(shape.length)
  let step = 1
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = step
    step *= shape[i]!
  }
  return strides
}

/** `[32, 784]` */
export const showShape = (shape: Shape): string => `[${shape.join(', ')}]`

/** `sameShape` as an `Eq`. */
export const eqShape: Eq.Eq<Shape> = { equals: sameShape }
/** `showShape` as a `Show`. */
export const shapeShow: Show.Show<Shape> = { show: showShape }
