/** What a compiled function does: its graph after the passes, its instructions with their costs, its memory. */
import { bytesOf, type DType } from '../../core/dtype.js'
import { type Shape, showShape, sizeOf } from '../../core/shape.js'
import { attrsText, exactly } from '../identity.js'
import { capture } from './capture.js'
import type { Value } from './graph.js'
import type { Place } from './plan.js'
import { type Program, programOf } from './program.js'
import type { Step } from './steps.js'

/** A value of the graph; arguments by their position among the values. */
export interface ExplainedValue {
  /** Such as `input 0`, `literal 0.5`, `matmul`. */
  readonly what: string
  readonly shape: Shape
  readonly dtype: DType
  readonly args: readonly number[]
}
export interface ExplainedInstruction {
  /** Such as `map mul add [2, 3]`. */
  readonly label: string
  /** Where it runs: in the machine's one call, or by the op's own `forward` between two calls. */
  readonly runs: 'machine' | 'host'
  readonly bytesRead: number
  readonly bytesWritten: number
  /** Floating-point operations. */
  readonly flops: number
  /** Where its results lie in the arena. */
  readonly results: readonly Place[]
  /** Whether a result takes the memory of an argument. */
  readonly inPlace: boolean
}
export interface Explanation {
  readonly values: readonly ExplainedValue[]
  /** Positions among the values. */
  readonly outputs: readonly number[]
  readonly instructions: readonly ExplainedInstruction[]
  readonly bytesRead: number
  readonly bytesWritten: number
  readonly flops: number
  /** Size of the arena. */
  readonly bytes: number
  /** Bytes that all values would take side by side. */
  readonly bytesApart: number
}

/** Literals of at most so many elements are shown. */
const shown = 4

const explainedValue = (v: Value): ExplainedValue => {
  const { shape, dtype } = v
  if (v._tag === 'Input') return { what: `input ${v.index}`, shape, dtype, args: [] }
  if (v._tag === 'Literal') {
    const numbers = v.data.length <= shown ? Array.from(v.data, exactly).join(', ') : '…'
    return { what: `literal ${numbers}`.trimEnd(), shape, dtype, args: [] }
  }
  const attrs = Object.keys(v.attrs).length === 0 ? '' : ` ${attrsText(v.attrs)}`
  return { what: `${v.op.name}${attrs}`, shape, dtype, args: v.args }
}

const instruction = ({ graph, lowered, plan }: Program, step: Step): ExplainedInstruction => {
  const { values } = graph
  const bytesAt = (at: number): number =>
    at < values.length
      ? sizeOf(values[at]!.shape) * bytesOf[values[at]!.dtype]
      : bytesOf[lowered.scalars[at - values.length]!.dtype]
  const total = (all: readonly number[]): number => [...new Set(all)].reduce((n, at) => n + bytesAt(at), 0)
  const [read, made] = [total(step.reads), total(step.makes)]
  const results = step.makes.flatMap((at) => plan.places[at] ?? [])
  return {
    label: step.label,
    runs: step.kind === 'host' ? 'host' : 'machine',
    // A strided copy touches of the larger side no more than the smaller one has.
    bytesRead: step.kind === 'read' ? Math.min(read, made) : read,
    bytesWritten: step.kind === 'write' ? Math.min(read, made) : made,
    flops: step.flops,
    results,
    inPlace: step.makes.some((m) => step.inPlace.some((r) => plan.places[r] === plan.places[m])),
  }
}

/** `explain` as data. */
export const explanation =
  <A, B>(f: (a: A) => B) =>
  (a: A): Explanation => {
    const program = programOf(capture(f, a).graph)
    const { graph, lowered, plan } = program
    const instructions = lowered.steps.map((step) => instruction(program, step))
    const total = (of: (i: ExplainedInstruction) => number): number => instructions.reduce((n, i) => n + of(i), 0)
    return {
      values: graph.values.map(explainedValue),
      outputs: graph.outputs,
      instructions,
      bytesRead: total((i) => i.bytesRead),
      bytesWritten: total((i) => i.bytesWritten),
      flops: total((i) => i.flops),
      bytes: plan.bytes,
      bytesApart: plan.apart,
    }
  }

const whole = new Intl.NumberFormat('en')
const count = (n: number, what: string): string => `${whole.format(n)} ${what}${n === 1 ? '' : 's'}`
/** Columns of text, numbers to the right. */
const table = (rows: readonly (readonly string[])[]): readonly string[] => {
  const widths = rows[0]!.map((_, c) => Math.max(...rows.map((row) => row[c]!.length)))
  return rows.map((row) =>
    `  ${row.map((text, c) => (c === 0 || c === row.length - 1 ? text.padEnd(widths[c]!) : text.padStart(widths[c]!))).join('  ')}`.trimEnd(),
  )
}

/**
 * What `compile(f)` does with an argument of this form: the graph after the passes, each instruction with the bytes it
 * reads and writes, its floating-point operations and where its results lie in the arena, and what all of it adds up to.
 *
 * @example console.log(explain(f)(x))
 */
export const explain =
  <A, B>(f: (a: A) => B) =>
  (a: A): string => {
    const e = explanation(f)(a)
    const values = e.values.map(({ what, dtype, shape, args }, i) => {
      const from = args.length === 0 ? '' : ` (${args.map((v) => `%${v}`).join(', ')})`
      return `  %${i} ${dtype} ${showShape(shape)} = ${what}${from}`
    })
    const rows = e.instructions.map((i) => [
      i.runs === 'host' ? `${i.label} on the host` : i.label,
      whole.format(i.bytesRead),
      whole.format(i.bytesWritten),
      whole.format(i.flops),
      i.results.map(({ offset }) => whole.format(offset)).join(', ') + (i.inPlace ? ' in place' : ''),
    ])
    return [
      'graph',
      ...values,
      `  result: ${e.outputs.map((o) => `%${o}`).join(', ')}`,
      'instructions',
      ...table([['', 'bytes read', 'written', 'operations', 'at'], ...rows]),
      `total: ${count(e.instructions.length, 'instruction')}, ${count(e.bytesRead, 'byte')} read, ${count(e.bytesWritten, 'byte')} written, ${count(e.flops, 'floating-point operation')}`,
      `memory: ${count(e.bytes, 'byte')}; without reuse ${whole.format(e.bytesApart)}`,
    ].join('\n')
  }
