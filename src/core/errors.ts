/** Errors that only a programmer can cause. What the world gets wrong is an `Either`. */
import { type Shape, showShape } from './shape.js'

/**
 * Shapes that do not fit an operation:
 * `matmul: expected [m, k] and [k, n], got [32, 784] and [500, 128]`.
 */
export class ShapeError extends TypeError {
  constructor(op: string, expected: string, ...got: readonly Shape[]) {
    super(`${op}: expected ${expected}, got ${got.map(showShape).join(' and ')}`)
    this.name = 'ShapeError'
  }
}

/** Element types that do not fit an operation: `add: expected one element type, got f32 and f64; use cast`. */
export class DTypeError extends TypeError {
  constructor(op: string, expected: string, ...got: readonly string[]) {
    super(`${op}: expected ${expected}, got ${got.join(' and ')}; use cast`)
    this.name = 'DTypeError'
  }
}
