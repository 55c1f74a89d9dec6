/** Gradients of one structure add up: a commutative monoid. */
import type { Monoid } from 'fp-ts/lib/Monoid.js'
import { mapTree } from '../core/tree.js'
import { add } from '../ops/add.js'
import { zerosLike } from '../ops/sum.js'

/** The sum of two trees of one structure, leaf by leaf. */
export const addTrees = <T>(a: T, b: T): T => mapTree((x, y) => add(x, y), a, b)

/** Zeros of the structure and shapes of `tree`. */
export const zeroTree = <T>(tree: T): T => mapTree((x) => zerosLike(x), tree)

/** Addition of gradients shaped like `tree`, with its zeros: accumulated gradients are a `concatAll`. */
export const gradientMonoid = <T>(tree: T): Monoid<T> => ({ concat: addTrees, empty: zeroTree(tree) })
