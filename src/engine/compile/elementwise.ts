/** Which ops a fused map can run, and in which type it computes them. */
import type { DType } from '../../core/dtype.js'
import type { MapFunction } from '../opcodes.js'
import type { Apply } from './graph.js'

/** Ops that are the map function of their name, with all their arguments as registers. */
const direct: ReadonlySet<string> = new Set<MapFunction>([
  'add',
  'sub',
  'mul',
  'div',
  'neg',
  'abs',
  'sign',
  'erf',
  'sin',
  'cos',
  'atan2',
  'floor',
  'ceil',
  'round',
  'mod',
  'exp',
  'expm1',
  'log',
  'log1p',
  'sqrt',
  'sigmoid',
  'tanh',
  'maximum',
  'minimum',
  'where',
  'equal',
  'notEqual',
  'less',
  'lessEqual',
  'greater',
  'greaterEqual',
])
const arithmeticOfIntegers: ReadonlySet<string> = new Set([
  'add',
  'sub',
  'mul',
  'neg',
  'maximum',
  'minimum',
  'abs',
  'sign',
  'mod',
])
const comparisons: ReadonlySet<string> = new Set(['equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual'])

/** A map function with plain numbers after its registers. */
export interface MapCall {
  readonly fn: MapFunction
  readonly numbers: readonly number[]
}

/** An exponent as the sum of two numbers of a type: one of f32 alone would be too coarse. */
const exponentParts = (exponent: number, dtype: DType): readonly number[] => {
  if (dtype !== 'f32') return [exponent, 0]
  const first = Math.fround(exponent)
  if (Number.isFinite(first) || !Number.isFinite(exponent))
    return [first, Number.isFinite(first) ? exponent - first : 0]
  return [Math.sign(exponent) * 2 ** 127, 0] // as large as makes no difference
}

/** How a map runs an op; `undefined` where it cannot. */
export const mapCall = (v: Apply, typeOf: (at: number) => DType): MapCall | undefined => {
  const name = v.op.name
  if (name === 'pow') return { fn: 'pow', numbers: exponentParts(v.attrs.exponent as number, v.dtype) }
  if (name === 'clamp') return { fn: 'clamp', numbers: [v.attrs.min as number, v.attrs.max as number] }
  if (name === 'cast') {
    const from = typeOf(v.args[0]!)
    if (v.dtype === 'bool') return { fn: 'notEqual', numbers: [0] }
    return { fn: v.dtype === 'i32' && from !== 'bool' ? 'truncate' : 'copy', numbers: [] }
  }
  return direct.has(name) ? { fn: name as MapFunction, numbers: [] } : undefined
}

/** The type of the registers that compute a value: that of its numbers, or for tests on numbers that of what is tested. */
export const computeType = (v: Apply, typeOf: (at: number) => DType): Exclude<DType, 'bool'> | undefined => {
  const call = mapCall(v, typeOf)
  if (call === undefined) return undefined
  const of = comparisons.has(v.op.name) || (v.op.name === 'cast' && (v.dtype === 'i32' || v.dtype === 'bool'))
  const type = of ? typeOf(v.args[0]!) : v.dtype
  if (type === 'bool') return 'f32'
  const integer = type === 'i32' && !comparisons.has(v.op.name) && v.op.name !== 'cast' && v.op.name !== 'where'
  return integer && !arithmeticOfIntegers.has(v.op.name) ? undefined : type
}
