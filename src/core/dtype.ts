/** Element types, and the typed arrays that hold them. */

/** `f32` and `f64` are real numbers, `i32` counts and indexes, `bool` holds 0 or 1. */
export type DType = 'f32' | 'f64' | 'i32' | 'bool'
/** The differentiable element types. */
export type Float = 'f32' | 'f64'

export interface DataOf {
  readonly f32: Float32Array
  readonly f64: Float64Array
  readonly i32: Int32Array
  readonly bool: Uint8Array
}
/** A typed array of some element type: what kernels read and return. Never leaves an engine as such. */
export type Data = DataOf[DType]

/**
 * Numbers that can be read but not written. Typed arrays cannot be frozen and `Readonly<Float32Array>` still
 * allows `set` and `fill`, so everything that leaves an engine has this type.
 */
export interface Numbers extends Iterable<number> {
  readonly length: number
  readonly [index: number]: number
}

/** Whether an element type has fractions, and so derivatives. */
export const isFloat = (dtype: DType): dtype is Float => dtype === 'f32' || dtype === 'f64'

/** Bytes of one element. */
export const bytesOf: { readonly [D in DType]: number } = { f32: 4, f64: 8, i32: 4, bool: 1 }

/** A zeroed typed array for `size` elements of `dtype`. */
export const allocate = (dtype: DType, size: number): Data => {
  switch (dtype) {
    case 'f32':
      return new Float32Array(size)
    case 'f64':
      return new Float64Array(size)
    case 'i32':
      return new Int32Array(size)
    case 'bool':
      return new Uint8Array(size)
  }
}

/** Copies `values` into a typed array of `dtype`; anything but 0 is true in a `bool`. NaN is true, as in NumPy. */
export const dataFrom = (dtype: DType, values: ArrayLike<number>): Data => {
  const data = allocate(dtype, values.length)
  if (dtype === 'bool') for (let i = 0; i < values.length; i++) data[i] = values[i] === 0 ? 0 : 1
  else data.set(values)
  return data
}
