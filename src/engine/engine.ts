/** How expressions become numbers. Nothing above this folder may know which engine runs. */
import type { Data } from '../core/dtype.js'
import { type AnyTensor, fromData } from '../core/tensor.js'
import type { Graph } from './compile/graph.js'

/** Numbers by the name of an `input` node. */
export type Inputs = Readonly<Record<string, AnyTensor>>

/** A graph made ready: numbers of its inputs in, numbers of its outputs out, as often as wanted. */
export type Prepared = (inputs: readonly Data[]) => readonly Data[]

/** As `Prepared`, beside the event loop. Rejects with the signal's reason when it is aborted. */
export type PreparedAsync = (inputs: readonly Data[], signal?: AbortSignal) => Promise<readonly Data[]>

/**
 * Batches on their way: puts the numbers of the next ones, at most `room`, into `into`, which has an array for each of
 * a batch's with place for that many of them side by side. Returns how many; 0 is the end.
 */
export type Supply = (into: readonly Data[], room: number) => number

/** A step made ready: the numbers of a state and of one batch after another in, those of the last state out. */
export type PreparedFold = (state: readonly Data[], batches: Supply) => readonly Data[]

/** Compiles and runs graphs. The same expression gives the same numbers, whatever ran before. */
export interface Engine {
  readonly name: string
  /** The numbers of each root, shared nodes computed once. Throws `ReferenceError` for an input that is not given. */
  readonly run: (roots: readonly AnyTensor[], inputs?: Inputs) => readonly Data[]
  /** Compiles a graph. */
  readonly prepare: (graph: Graph) => Prepared
  /** Compiles a graph to run on another thread, where the engine has one. */
  readonly prepareAsync?: (graph: Graph) => PreparedAsync
  /** Compiles a step: its first inputs, as many as outputs, are the state, which the outputs are the next value of. */
  readonly prepareFold: (graph: Graph) => PreparedFold
}

/** The numbers of some tensors: literals have theirs, the others are computed together. */
export const numbersOf = (
  { run }: Pick<Engine, 'run'>,
  tensors: readonly AnyTensor[],
  inputs: Inputs = {},
): readonly Data[] => {
  const numbers: Data[] = []
  for (let i = 0; i < tensors.length; i++) {
    const { node } = tensors[i]!
    if (node._tag !== 'Literal') return numbersOf({ run }, computed(run, tensors, inputs))
    numbers.push(node.data)
  }
  return numbers
}

/** The same tensors, all of them literals. */
const computed = (run: Engine['run'], tensors: readonly AnyTensor[], inputs: Inputs): readonly AnyTensor[] => {
  const numbers = run(
    tensors.filter(({ node }) => node._tag !== 'Literal'),
    inputs,
  )
  let next = 0
  return tensors.map((t) => (t.node._tag === 'Literal' ? t : fromData(t.shape, numbers[next++]!, t.dtype)))
}
