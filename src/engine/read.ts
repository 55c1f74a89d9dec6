/** The one door from expressions to numbers. */
import type { Numbers } from '../core/dtype.js'
import { type AnyTensor, fromData } from '../core/tensor.js'
import { leaves, type MapTree, mapTree } from '../core/tree.js'
import type { Engine, Inputs } from './engine.js'
import { reference } from './reference.js'

/** What to read with: an engine (default the best there is) and values for named inputs. */
export interface Reading {
  readonly engine?: Engine
  readonly inputs?: Inputs
}

/** Numbers of one tensor in row-major order; a copy, for reading only. */
export const read = (t: AnyTensor, { engine = reference, inputs = {} }: Reading = {}): Numbers =>
  engine.run([t], inputs)[0]!.slice()

/** Numbers of every tensor of a tree, in the tree's structure; shared nodes are computed once. */
export const readTree = <T>(tree: T, { engine = reference, inputs = {} }: Reading = {}): MapTree<T, Numbers> => {
  const numbers = engine.run(leaves(tree), inputs)
  let i = 0
  return mapTree<T, Numbers>(() => numbers[i++]!.slice(), tree)
}

/** The same tree with every tensor a literal: computed, and free of the graph it came from. */
export const settle = <T>(tree: T, { engine = reference, inputs = {} }: Reading = {}): T => {
  const numbers = engine.run(leaves(tree), inputs)
  let i = 0
  return mapTree((t): AnyTensor => {
    const data = numbers[i++]!
    return t.node._tag === 'Literal' ? t : fromData(t.shape, data, t.dtype)
  }, tree)
}

/** The number of a scalar. */
export const readScalar = (t: AnyTensor, reading: Reading = {}): number => read(t, reading)[0]!
