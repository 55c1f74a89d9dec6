/** A captured function as a flat program: instructions in words, and what the host must do between them. */
import { type Data, dataFrom } from '../../core/dtype.js'
import type { Attrs, Op, Spec } from '../../core/op.js'
import { sizeOf } from '../../core/shape.js'
import type { Graph } from './graph.js'
import { lower } from './lower.js'
import { optimized } from './passes.js'
import { type Place, type Plan, planMemory } from './plan.js'
import { instructionCode, type Lowered, type Step } from './steps.js'

/** An array in the arena. */
export interface Slot extends Spec {
  readonly offset: number
  readonly size: number
}
/** Instructions that run in one call, or one op by its own `forward`. */
export type Segment =
  | { readonly _tag: 'Code'; readonly words: Int32Array; readonly labels: readonly string[] }
  | {
      readonly _tag: 'Host'
      readonly op: Op
      readonly attrs: Attrs
      readonly args: readonly Slot[]
      readonly out: Slot
    }

export interface Program {
  readonly graph: Graph
  readonly lowered: Lowered
  readonly plan: Plan
  readonly segments: readonly Segment[]
  /** Numbers that lie in the arena before the first run. */
  readonly constants: readonly { readonly offset: number; readonly data: Data }[]
  /** `undefined` for an input that nothing reads. */
  readonly inputs: readonly (Slot | undefined)[]
  readonly outputs: readonly Slot[]
  /** By input, whether no step writes over its slot: after a run its numbers lie there still. */
  readonly stays: readonly boolean[]
  readonly bytes: number
}

export const programOf = (captured: Graph): Program => {
  const graph = optimized(captured)
  const lowered = lower(graph)
  const plan = planMemory(graph, lowered)
  const place = (at: number): Place => plan.places[at] ?? { offset: 0, bytes: 0 }
  const slot = (at: number): Slot => {
    const { shape, dtype } = graph.values[at]!
    return { offset: place(at).offset, size: sizeOf(shape), shape, dtype }
  }
  const encode = (step: Exclude<Step, { kind: 'host' }>, scratch = 0): readonly number[] => [
    instructionCode(step.kind as never),
    step.words.length,
    ...step.words.map((w) => (typeof w === 'number' ? w : w === 'scratch' ? scratch : place(w.at).offset)),
  ]
  const segments: Segment[] = []
  let words: number[] = []
  let labels: string[] = []
  const flush = (): void => {
    if (words.length > 0) segments.push({ _tag: 'Code', words: Int32Array.from(words), labels })
    words = []
    labels = []
  }
  for (const [i, step] of lowered.steps.entries()) {
    if (step.kind === 'host') {
      flush()
      const [at] = step.makes
      const v = graph.values[at!]!
      if (v._tag !== 'Apply') throw new TypeError('programOf: only operations run on the host')
      segments.push({ _tag: 'Host', op: v.op, attrs: v.attrs, args: v.args.map(slot), out: slot(at!) })
    } else {
      words.push(...encode(step, plan.scratch[i]?.offset))
      labels.push(step.label)
    }
  }
  flush()
  const inputs: (Slot | undefined)[] = graph.inputs.map(() => undefined)
  const constants: { offset: number; data: Data }[] = []
  graph.values.forEach((v, i) => {
    if (plan.places[i] === undefined) return
    if (v._tag === 'Input') inputs[v.index] = slot(i)
    if (v._tag === 'Literal') constants.push({ offset: place(i).offset, data: v.data })
  })
  lowered.scalars.forEach(({ value, dtype }, i) => {
    constants.push({ offset: place(graph.values.length + i).offset, data: dataFrom(dtype, [value]) })
  })
  const written = lowered.steps
    .flatMap((step, i) => [...step.makes.map((m) => plan.places[m]), plan.scratch[i]])
    .filter((p): p is Place => p !== undefined)
  const stays = graph.inputs.map((_input, index) => {
    const i = graph.values.findIndex((v) => v._tag === 'Input' && v.index === index)
    const { offset, bytes } = place(i)
    return written.every((w) => w.offset >= offset + bytes || w.offset + w.bytes <= offset)
  })
  const outputs = graph.outputs.map(slot)
  return { graph, lowered, plan, segments, constants, inputs, outputs, stays, bytes: plan.bytes }
}
