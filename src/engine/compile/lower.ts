/** From values to steps: elementwise chains become fused maps, the rest one kernel each, and what has none runs on the host. */
import { bytesOf, type DType, isFloat } from '../../core/dtype.js'
import { type Shape, sameShape, sizeOf, stridesOf } from '../../core/shape.js'
import {
  dtypes,
  functions,
  type Instruction,
  type LoadMode,
  modes,
  rankLimit,
  reductions,
  registerLimit,
} from '../opcodes.js'
import { along } from './along.js'
import { computeType, mapCall } from './elementwise.js'
import { withEpilogues } from './epilogues.js'
import type { Apply, Graph } from './graph.js'
import { aroundAxes } from './reductions.js'
import type { Lowered, Step, Word } from './steps.js'
import { windowed } from './windows.js'

/** Ops that look at their positions even where nothing is stored. */
const looking: ReadonlySet<string> = new Set(['gather', 'scatterAdd', 'takeAlongAxis', 'addAlongAxis'])

const typeCode = (dtype: DType): number => dtypes.indexOf(dtype)

/** How a map can read `from` in place of its broadcast to `to`; `undefined` where only a copy serves. */
const loadMode = (from: Shape, to: Shape): { readonly mode: LoadMode; readonly inner: number } | undefined => {
  if (sizeOf(from) === 1) return { mode: 'scalar', inner: 1 }
  if (sizeOf(from) === sizeOf(to)) return { mode: 'full', inner: 1 }
  const aligned = [...Array.from({ length: to.length - from.length }, () => 1), ...from]
  const first = aligned.findIndex((d) => d !== 1)
  const last = aligned.findLastIndex((d) => d !== 1)
  const same = (a: number, b: number): boolean => aligned.slice(a, b).every((d, i) => d === to[a + i])
  if (same(first, to.length)) return { mode: 'inner', inner: sizeOf(to.slice(first)) }
  if (same(0, last + 1)) return { mode: 'outer', inner: sizeOf(to.slice(last + 1)) }
  return undefined
}

const swapsLastTwo = (order: readonly number[]): boolean => {
  const n = order.length
  return n >= 2 && order.every((a, i) => a === (i === n - 1 ? n - 2 : i === n - 2 ? n - 1 : i))
}

/** A strided copy: shape, strides in elements on the side that is not dense, and where it starts there. */
const strided = (
  kind: 'read' | 'write',
  v: Apply,
  at: number,
  source: number,
  shape: Shape,
  strides: readonly number[],
  base: number,
): Step => ({
  kind,
  makes: [at],
  reads: [source],
  inPlace: [],
  words: [bytesOf[v.dtype], base, { at: source }, { at }, shape.length, ...shape, ...strides],
  flops: 0,
  label: `${v.op.name} [${v.shape.join(', ')}]`,
})

export const lower = (graph: Graph): Lowered => {
  const { values, outputs } = graph
  const scalars: { value: number; dtype: DType }[] = []
  const scalar = (value: number, dtype: DType): number => {
    const known = scalars.findIndex((s) => Object.is(s.value, value) && s.dtype === dtype)
    return values.length + (known >= 0 ? known : scalars.push({ value, dtype }) - 1)
  }
  const typeOf = (at: number): DType => values[at]!.dtype
  const home = values.map((_, i) => i)
  values.forEach((v, i) => {
    if (v._tag === 'Apply' && v.op.name === 'reshape') home[i] = home[v.args[0]!]!
  })
  const kept = new Set(outputs.map((o) => home[o]!))

  // Who reads what, seen through broadcasts that a map reads in place.
  const consumers = values.map((): number[] => [])
  const apply = (at: number): Apply | undefined => {
    const v = values[at]!
    return v._tag === 'Apply' ? v : undefined
  }
  const computes = values.map((v) => (v._tag === 'Apply' ? computeType(v, typeOf) : undefined))
  /** The memory a map reads for an argument, and how. */
  const load = (
    arg: number,
    shape: Shape,
  ): { readonly from: number; readonly mode: LoadMode; readonly inner: number } => {
    const v = apply(arg)
    if (v?.op.name === 'broadcastTo') {
      const source = v.args[0]!
      const way = loadMode(values[source]!.shape, shape)
      if (way !== undefined) return { from: home[source]!, ...way }
    }
    return { from: home[arg]!, mode: 'full', inner: 1 }
  }
  const transposed = (arg: number): { readonly from: number; readonly flag: number } => {
    const v = apply(arg)
    return v?.op.name === 'permute' && swapsLastTwo(v.attrs.order as readonly number[])
      ? { from: home[v.args[0]!]!, flag: 1 }
      : { from: home[arg]!, flag: 0 }
  }
  values.forEach((v, i) => {
    if (v._tag !== 'Apply' || v.op.name === 'reshape') return
    for (const a of v.args) {
      if (computes[i] !== undefined) consumers[load(a, v.shape).from]!.push(i)
      else if (v.op.name === 'matmul') consumers[transposed(a).from]!.push(i)
      else consumers[home[a]!]!.push(i)
    }
  })

  /** Registers that a map of some values needs at most: one for each of them, and for each number or array that they read. */
  const registersOf = (inside: readonly number[]): number => {
    const loads = inside.flatMap((i) => {
      const v = apply(i)!
      const arrays = v.args.map((a) => load(a, v.shape))
      const { numbers } = mapCall(v, typeOf)!
      return [
        ...arrays.filter((l) => !inside.includes(l.from)).map((l) => `${l.from} ${l.mode} ${l.inner}`),
        ...numbers.map((n) => `number ${n}`),
      ]
    })
    return inside.length + new Set(loads).size
  }

  // A value joins the map that reads it first, element by element; who reads it later finds it stored.
  const group = values.map(() => -1)
  const members = new Map<number, number[]>()
  const when = (i: number): number => (group[i]! >= 0 ? group[i]! : i) // steps run in the order of these
  for (let i = values.length - 1; i >= 0; i--) {
    const v = apply(i)
    if (v === undefined || computes[i] === undefined || sizeOf(v.shape) === 0) continue
    const readers = consumers[i]!
    const root = readers.reduce((first, r) => Math.min(first, when(r)), values.length)
    const joins =
      members.has(root) &&
      readers.every(
        (r) =>
          group[r] !== root ||
          (computes[r] === computes[i] &&
            sameShape(values[r]!.shape, v.shape) &&
            apply(r)!.args.every((a) => load(a, v.shape).from !== i || load(a, v.shape).mode === 'full')),
      ) &&
      registersOf([...members.get(root)!, i]) <= registerLimit
    group[i] = joins ? root : i
    if (joins) members.get(root)!.push(i)
    else members.set(i, [i])
  }

  const mapStep = (root: number): Step => {
    const inside = members.get(root)!.toSorted((a, b) => a - b)
    const type = computes[root]!
    const shape = values[root]!.shape
    const loads: { from: number; mode: LoadMode; inner: number }[] = []
    const registerOf = new Map<number, number>()
    const loaded = (from: number, mode: LoadMode, inner: number): number => {
      const known = loads.findIndex((l) => l.from === from && l.mode === mode && l.inner === inner)
      return known >= 0 ? known : loads.push({ from, mode, inner }) - 1
    }
    const argument = (arg: number): { readonly inside: number } | { readonly load: number } => {
      const { from, mode, inner } = load(arg, shape)
      return group[from] === root && registerOf.has(from) ? { inside: from } : { load: loaded(from, mode, inner) }
    }
    const code: { fn: number; dst: number; args: readonly ReturnType<typeof argument>[] }[] = []
    for (const i of inside) {
      const v = apply(i)!
      const { fn, numbers } = mapCall(v, typeOf)!
      const args = [...v.args.map(argument), ...numbers.map((n) => ({ load: loaded(scalar(n, type), 'scalar', 1) }))]
      registerOf.set(i, i)
      code.push({ fn: functions.indexOf(fn), dst: i, args })
    }
    const stores = inside.filter((i) => i === root || kept.has(i) || consumers[i]!.some((r) => group[r] !== root))
    // Registers: loads first, then results, each free again after its last reader.
    const lastRead = new Map<number, number>()
    code.forEach((c, at) => {
      for (const a of c.args) if ('inside' in a) lastRead.set(a.inside, at)
    })
    for (const s of stores) lastRead.set(s, code.length)
    const free: number[] = []
    let registers = loads.length
    const place = new Map<number, number>()
    const words: Word[] = []
    code.forEach((c, at) => {
      const args = c.args.map((a) => ('inside' in a ? place.get(a.inside)! : a.load))
      const dst = free.pop() ?? registers++
      place.set(c.dst, dst)
      words.push(c.fn, dst, args[0] ?? 0, args[1] ?? 0, args[2] ?? 0)
      for (const [value, when] of lastRead) if (when === at && place.has(value)) free.push(place.get(value)!)
    })
    const size = sizeOf(shape)
    return {
      kind: 'map',
      makes: stores,
      reads: loads.map((l) => l.from),
      inPlace: loads.filter((l) => l.mode === 'full').map((l) => l.from),
      words: [
        typeCode(type),
        size,
        loads.length,
        code.length,
        stores.length,
        registers,
        ...loads.flatMap((l): readonly Word[] => [
          { at: l.from },
          typeCode(l.from < values.length ? values[l.from]!.dtype : scalars[l.from - values.length]!.dtype),
          modes.indexOf(l.mode),
          l.inner,
        ]),
        ...words,
        ...stores.flatMap((s): readonly Word[] => [{ at: s }, typeCode(values[s]!.dtype), place.get(s)!]),
      ],
      flops: code.length * size,
      label: `map ${inside.map((i) => apply(i)!.op.name).join(' ')} [${shape.join(', ')}]`,
    }
  }

  const kernel = (at: number, v: Apply): Step => {
    const size = sizeOf(v.shape)
    const args = v.args.map((a) => home[a]!)
    const make = (kind: Step['kind'], words: readonly Word[], flops = 0, reads: readonly number[] = args): Step => ({
      kind,
      makes: [at],
      reads,
      inPlace: [],
      words,
      flops,
      label: `${v.op.name} [${v.shape.join(', ')}]`,
    })
    const host = (): Step => make('host', [])
    const [first = 0, second = 0] = args
    const from = v.args.length > 0 ? values[v.args[0]!]!.shape : []
    if (Math.max(v.shape.length, from.length) > rankLimit) return host()
    switch (v.op.name) {
      case 'sum':
      case 'max':
      case 'min': {
        const around = aroundAxes(from, v.attrs.axes as readonly number[])
        if (around === undefined || !isFloat(v.dtype)) return host()
        const kind = reductions.indexOf(v.op.name)
        return make('reduce', [kind, typeCode(v.dtype), ...around, { at: first }, { at }], sizeOf(from))
      }
      case 'argMax': {
        const around = aroundAxes(from, [v.attrs.axis as number])
        const type = values[v.args[0]!]!.dtype
        if (around === undefined || !isFloat(type) || sizeOf(from) === 0) return host()
        return make('argMax', [typeCode(type), ...around, { at: first }, { at }])
      }
      case 'matmul': {
        if (!isFloat(v.dtype)) return host()
        const [m, n, k] = [v.shape.at(-2)!, v.shape.at(-1)!, from.at(-1)!]
        const [a, b] = [transposed(v.args[0]!), transposed(v.args[1]!)]
        const batch = sizeOf(v.shape.slice(0, -2))
        const words: readonly Word[] = [
          typeCode(v.dtype),
          batch,
          m,
          n,
          k,
          a.flag,
          b.flag,
          { at: a.from },
          { at: b.from },
          { at },
          0,
        ]
        return make('matmul', words, 2 * batch * m * n * k, [a.from, b.from])
      }
      case 'permute': {
        const strides = stridesOf(from)
        return strided(
          'read',
          v,
          at,
          first,
          v.shape,
          (v.attrs.order as readonly number[]).map((a) => strides[a]!),
          0,
        )
      }
      case 'broadcastTo': {
        const strides = stridesOf(from)
        const skip = v.shape.length - from.length
        const steps = v.shape.map((_, i) => (i < skip || from[i - skip] === 1 ? 0 : strides[i - skip]!))
        return strided('read', v, at, first, v.shape, steps, 0)
      }
      case 'slice': {
        const { start, step } = v.attrs as { readonly start: readonly number[]; readonly step: readonly number[] }
        const strides = stridesOf(from)
        const base = start.reduce((n, s, i) => n + s * strides[i]!, 0)
        return strided(
          'read',
          v,
          at,
          first,
          v.shape,
          strides.map((s, i) => s * step[i]!),
          base,
        )
      }
      case 'gather': {
        const rows = from[0]!
        const width = sizeOf(from.slice(1))
        return make('gather', [
          bytesOf[v.dtype] * width,
          sizeOf(values[v.args[1]!]!.shape),
          rows,
          { at: first },
          { at: second },
          { at },
        ])
      }
      case 'scatterAdd': {
        if (!isFloat(v.dtype)) return host()
        const count = sizeOf(values[v.args[1]!]!.shape)
        return make('scatterAdd', [
          typeCode(v.dtype),
          sizeOf(v.shape.slice(1)),
          count,
          v.shape[0]!,
          { at: first },
          { at: second },
          { at },
        ])
      }
      case 'oneHot':
        return isFloat(v.dtype)
          ? make('oneHot', [typeCode(v.dtype), sizeOf(from), v.attrs.depth as number, { at: first }, { at }])
          : host()
      case 'randomUniform':
        return make('randomUniform', [typeCode(v.dtype), size, { at: first }, { at }])
      case 'foldIn':
        return make('foldIn', [{ at: first }, { at: second }, { at }])
      default: {
        const shapes = v.args.map((a) => values[a]!.shape)
        const line = along(v.op.name, v.attrs, shapes, v.shape, v.args.length > 0 ? typeOf(v.args[0]!) : v.dtype)
        if (line !== undefined) {
          const places = (line.twice ? [first, first] : args).map((a) => ({ at: a }))
          const words: readonly Word[] = [...line.numbers, ...places, { at }, 'scratch']
          return { ...make(line.kind, words, line.flops), scratch: line.scratch }
        }
        const plan = windowed(v.op.name, v.attrs, shapes, v.shape, v.dtype)
        if (plan === undefined || (v.dtype !== 'f32' && v.dtype !== 'f64')) return host()
        const { numbers, scratch, flops } = plan
        const words: readonly Word[] = [
          typeCode(v.dtype),
          ...numbers,
          ...args.map((a) => ({ at: a })),
          { at },
          'scratch',
          ...(v.op.name === 'conv2d' ? [0] : []),
        ]
        return { ...make(v.op.name as Instruction, words, flops), scratch }
      }
    }
  }

  /** Steps of ops that write parts of their result one after another. */
  const parts = (at: number, v: Apply): readonly Step[] => {
    const fill = (value: number): Step => ({
      kind: 'fill',
      makes: [at],
      reads: [scalar(value, v.dtype)],
      inPlace: [],
      words: [bytesOf[v.dtype], sizeOf(v.shape), { at: scalar(value, v.dtype) }, { at }],
      flops: 0,
      label: `fill [${v.shape.join(', ')}]`,
    })
    const strides = stridesOf(v.shape)
    if (v.op.name === 'pad') {
      const { before, between, value } = v.attrs as {
        readonly before: readonly number[]
        readonly between: readonly number[]
        readonly value: number
      }
      const base = before.reduce((n, b, i) => n + b * strides[i]!, 0)
      const steps = strides.map((s, i) => s * (between[i]! + 1))
      return [fill(value), strided('write', v, at, home[v.args[0]!]!, values[v.args[0]!]!.shape, steps, base)]
    }
    const axis = v.attrs.axis as number
    let base = 0
    return v.args.map((a) => {
      const { shape } = values[a]!
      const step = strided('write', v, at, home[a]!, shape, strides, base)
      base += shape[axis]! * strides[axis]!
      return step
    })
  }

  // What a map or a matrix product reads in place needs no memory of its own, unless someone else reads it.
  const needed = new Set<number>(kept)
  const steps: Step[] = []
  for (let i = values.length - 1; i >= 0; i--) {
    const v = apply(i)
    if (v === undefined || v.op.name === 'reshape' || (group[i]! >= 0 && group[i] !== i)) continue
    const mapped = group[i] === i
    if (!needed.has(i) && !(mapped && members.get(i)!.some((m) => needed.has(m)))) continue
    const made = mapped
      ? [mapStep(i)]
      : sizeOf(v.shape) === 0 && !looking.has(v.op.name)
        ? []
        : (v.op.name === 'pad' || v.op.name === 'concat') && v.shape.length <= rankLimit
          ? parts(i, v)
          : [kernel(i, v)]
    steps.push(...made.toReversed())
    for (const step of made) for (const r of step.reads) needed.add(r)
  }
  return { steps: withEpilogues(steps.toReversed(), values, kept), home, scalars }
}
