/** An engine that runs programs on a machine. */
import type { Data } from '../core/dtype.js'
import type { AnyTensor } from '../core/tensor.js'
import { type BackgroundRun, backgroundOn } from './background.js'
import { bounded } from './bounded.js'
import { type Graph, graphOf } from './compile/graph.js'
import { type Program, programOf } from './compile/program.js'
import { type Engine, numbersOf } from './engine.js'
import { attrsText, exactly, identityOf } from './identity.js'
import type { Machine } from './machine.js'
import { given } from './reference.js'
import { runnerOn } from './runner.js'

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

/** What decides the program of an expression. */
const keyOf = (graph: Graph): string => {
  const values = graph.values.map((v) => {
    const spec = `${v.dtype} ${v.shape.join()}`
    if (v._tag === 'Input') return `input ${v.index} ${spec}`
    if (v._tag === 'Literal') return `literal ${spec} ${Array.from(v.data, exactly).join()}`
    const op = v.op.passes === true ? `passes ${spec}` : `${identityOf(v.op)} ${attrsText(v.attrs)}`
    return `${op} ${v.args.join()}`
  })
  return `${values.join(';')};${graph.outputs.join()}`
}

export const engineOn = (machine: Machine): Engine => {
  const runner = runnerOn(machine)
  const programs = bounded<string, Program>(kept)
  const run: Engine['run'] = (roots, inputs = {}) => {
    const values: AnyTensor[] = []
    const closed = graphOf(roots, [], (t, name) => values.push(given(t, name, inputs)) - 1)
    const { graph, literals } = opened(closed)
    const program = programs.get(keyOf(graph), () => programOf(graph))
    return runner.run(program, [...numbersOf({ run }, values, inputs), ...literals])
  }
  let beside: BackgroundRun | undefined // with a memory of its own, so that both can run at once
  const inBackground = (machine: Machine): Pick<Engine, 'prepareAsync'> => {
    const { background } = machine
    if (background === undefined) return {}
    return {
      prepareAsync: (graph) => {
        const program = programOf(graph)
        return (inputs, signal) => {
          beside ??= backgroundOn(background())
          return beside(program, inputs, signal)
        }
      },
    }
  }
  return {
    name: machine.name,
    ...inBackground(machine),
    run,
    prepare: (graph) => {
      const program = programOf(graph)
      return (inputs) => runner.run(program, inputs)
    },
    prepareFold: (graph) => runner.fold(programOf(graph)),
  }
}
