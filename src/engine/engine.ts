/** How expressions become numbers. Nothing above this folder may know which engine runs. */
import type { Data } from '../core/dtype.js'
import type { AnyTensor } from '../core/tensor.js'
import type { Graph } from './compile/graph.js'

/** Numbers by the name of an `input` node. */
export type Inputs = Readonly<Record<string, AnyTensor>>

/** A graph made ready: numbers of its inputs in, numbers of its outputs out, as often as wanted. */
export type Prepared = (inputs: readonly Data[]) => readonly Data[]

export interface Engine {
  readonly name: string
  /** The numbers of each root, shared nodes computed once. Throws `ReferenceError` for an input that is not given. */
  readonly run: (roots: readonly AnyTensor[], inputs?: Inputs) => readonly Data[]
  /** Compiles a graph. */
  readonly prepare: (graph: Graph) => Prepared
}
