/** Where each op runs in a compiled program: by a kernel in the machine's one call, or by its `forward` on the host. */
import { type AnyTensor, apply, type Case, type DType, input, showShape, sizeOf } from '../../src/core/index.js'
import { explanation } from '../../src/engine/index.js'
import { type OpName, ops } from '../../src/ops/index.js'
import { others } from './agreement.js'

const columns = ['f32', 'f64', 'i32'] as const
type Column = (typeof columns)[number]

interface Placed {
  readonly column: Column
  /** Instructions on the machine by kind, `host`, or nothing where another value's memory serves. */
  readonly runs: readonly string[]
  readonly what: string
}

const placed = (name: OpName, one: Case, dtype: Column): readonly Placed[] => {
  const args = one.args.map(({ shape, dtype: own = 'float' }, i) =>
    input(`${i}`, shape, (own === 'float' ? dtype : own) as DType),
  )
  const out: AnyTensor = apply(ops[name], one.attrs, ...args)
  const has = one.args.some(({ dtype: own = 'float' }) => own === 'float')
  const column = has ? dtype : columns.find((c) => c === out.dtype)
  if (column !== dtype || sizeOf(out.shape) === 0) return []
  const { instructions } = explanation((xs: readonly AnyTensor[]) => apply(ops[name], one.attrs, ...xs))(args)
  const runs = instructions.map(({ runs, label }) => (runs === 'host' ? 'host' : label.split(' ')[0]!))
  const shapes = one.args.map(({ shape }) => showShape(shape)).join(', ')
  const attrs = Object.entries(one.attrs).map(([key, value]) => ` ${key} ${JSON.stringify(value)}`)
  return [{ column, runs, what: `${shapes}${attrs.join('')}` }]
}

/** `machine`, `host`, both where cases differ, `in place` where nothing runs, and a dash where the op has no such type. */
const verdict = (all: readonly Placed[]): string => {
  if (all.length === 0) return '–'
  const on = [
    ...(all.some(({ runs }) => runs.some((r) => r !== 'host')) ? ['machine'] : []),
    ...(all.some(({ runs }) => runs.includes('host')) ? ['host'] : []),
  ]
  return on.length === 0 ? 'in place' : on.join(', ')
}

const why = (all: readonly Placed[]): string => {
  const hosted = all.filter(({ runs }) => runs.includes('host'))
  if (hosted.length === 0) return ''
  if (hosted.length === all.length) return 'no kernel yet'
  const types = columns.filter((c) => all.some((p) => p.column === c))
  const whole = types.filter((c) => all.every((p) => p.column !== c || p.runs.includes('host')))
  const some = hosted.filter(({ column }) => !whole.includes(column)).map(({ what }) => what)
  return [
    ...(whole.length > 0 ? [`no kernel for ${whole.join(', ')}`] : []),
    ...(some.length > 0 ? [`host for ${[...new Set(some)].map((s) => `\`${s}\``).join('; ')}`] : []),
  ].join('; ')
}

/** A row for every op of the registry, over every case of its domain in every element type that it takes. */
export const placementTable = (): string => {
  const rows = (Object.keys(ops) as readonly OpName[]).toSorted().map((name) => {
    const types = columns.filter((c) => c !== 'i32' || others(name).includes('i32') || ops[name].domain.every(ownTypes))
    const all = types.flatMap((c) => ops[name].domain.flatMap((one) => placed(name, one, c)))
    const cells = columns.map((c) => verdict(all.filter((p) => p.column === c)))
    return `| \`${name}\` | ${cells.join(' | ')} | ${why(all)} |`
  })
  return ['| op | f32 | f64 | i32 | on the host because |', '|---|---|---|---|---|', ...rows, ''].join('\n')
}
const ownTypes = (one: Case): boolean => one.args.every(({ dtype = 'float' }) => dtype !== 'float')
