/** An engine that runs programs on a machine. */
import type { Data } from '../core/dtype.js'
import type { AnyTensor } from '../core/tensor.js'
import { bounded } from './bounded.js'
import { type Graph, graphOf } from './compile/graph.js'
import { type Program, programOf } from './compile/program.js'
import type { Engine } from './engine.js'
import { type Machine, runnerOn } from './machine.js'
import { given } from './reference.js'

/** Programs of expressions read without `compile` that are kept. */
const kept = 64
/** Literals up to so many elements belong to a program; larger ones are inputs of it. */
const inlined = 1

/** The graph with its larger literals as inputs, so that other numbers in the same expression need no other program. */
const opened = (graph: Graph): { readonly graph: Graph; readonly literals: readonly Data[] } => {
  const literals: Data[] = []
  const inputs = [...graph.inputs]
  const values = graph.values.map((v) => {
    if (v._tag !== 'Literal' || v.data.length <= inlined) return v
    literals.push(v.data)
    const { shape, dtype } = v
    return { _tag: 'Input', index: inputs.push({ shape, dtype }) - 1, shape, dtype } as const
  })
  return { graph: { ...graph, inputs, values }, literals }
}

const identities = new WeakMap<object, number>()
let count = 0
/** A number for each op record: two ops of one name are still two. */
const identityOf = (op: object): number => {
  const known = identities.get(op)
  if (known !== undefined) return known
  identities.set(op, ++count)
  return count
}

/** What decides the program of an expression. */
const keyOf = (graph: Graph): string =>
  graph.values
    .map((v) => {
      const spec = `${v.dtype}${v.shape.join()}`
      if (v._tag === 'Input') return `i${v.index}${spec}`
      if (v._tag === 'Literal') return `l${spec}=${v.data.join()}`
      return `${identityOf(v.op)}${JSON.stringify(v.attrs)}${v.args.join()}`
    })
    .join(';') + graph.outputs.join()

export const engineOn = (machine: Machine): Engine => {
  const runner = runnerOn(machine)
  const programs = bounded<string, Program>(kept)
  return {
    name: machine.name,
    run: (roots: readonly AnyTensor[], inputs = {}) => {
      const named = new Map<string, AnyTensor>()
      const closed = graphOf(roots, [], (t, name) => {
        named.set(name, given(t, name, inputs))
        return named.size - 1
      })
      const { graph, literals } = opened(closed)
      const program = programs.get(keyOf(graph), () => programOf(graph))
      const values = [...named.values()]
      return runner.run(program, [...(values.length === 0 ? [] : engineOn(machine).run(values)), ...literals])
    },
    prepare: (graph) => {
      const program = programOf(graph)
      return (inputs) => runner.run(program, inputs)
    },
  }
}
