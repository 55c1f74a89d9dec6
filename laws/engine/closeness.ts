/**
 * How far an engine's numbers may lie from the reference's: a total table, so that a new op must say.
 *
 * - `exact`: the same number, signs of zeros included; NaN for NaN.
 * - `rounded`: at most 2 units in the last place in f32, 4 in f64.
 * - `summed`: a sum of `n` terms, in any order: `n · eps · Σ|term|` and one unit in the last place. Where terms are
 *   summed in double precision, `eps` is that of f64. Terms are the op's own on absolute values.
 */
import { type AnyTensor, type Attrs, type Data, type DType, type Float, isFloat } from '../../src/core/index.js'
import { type OpName, ops } from '../../src/ops/index.js'

export type Claim =
  | { readonly _tag: 'Exact' }
  | { readonly _tag: 'Rounded' }
  | {
      readonly _tag: 'Summed'
      readonly in: 'double' | 'own'
      /** Arguments in which the op is linear. */
      readonly linear: readonly number[]
    }

const exact: Claim = { _tag: 'Exact' }
const rounded: Claim = { _tag: 'Rounded' }
const summed = (precision: 'double' | 'own', ...linear: readonly number[]): Claim => ({
  _tag: 'Summed',
  in: precision,
  linear,
})

export const claims: { readonly [N in OpName]: Claim } = {
  abs: exact,
  add: exact,
  addAlongAxis: summed('own', 0),
  argMax: exact,
  argSort: exact,
  atan2: rounded,
  avgPool2d: summed('own', 0),
  avgPool2dByInput: summed('own', 0),
  broadcastTo: exact,
  cast: exact,
  ceil: exact,
  cholesky: exact,
  clamp: exact,
  concat: exact,
  conv2d: summed('own', 0, 1),
  conv2dByInput: summed('own', 0, 1),
  conv2dByWeights: summed('own', 0, 1),
  cos: rounded,
  cumProd: exact,
  cumSum: exact,
  div: exact,
  equal: exact,
  erf: rounded,
  exp: rounded,
  expm1: rounded,
  floor: exact,
  foldIn: exact,
  gather: exact,
  greater: exact,
  greaterEqual: exact,
  identity: exact,
  less: exact,
  lessEqual: exact,
  log: rounded,
  log1p: rounded,
  matmul: summed('own', 0, 1),
  max: exact,
  maximum: exact,
  maxPool2d: exact,
  maxPool2dByInput: summed('own', 1),
  maxPool2dGather: exact,
  min: exact,
  minimum: exact,
  mod: exact,
  mul: exact,
  neg: exact,
  notEqual: exact,
  oneHot: exact,
  pad: exact,
  permute: exact,
  pow: rounded,
  randomUniform: exact,
  recurrence: exact,
  reshape: exact,
  round: exact,
  scatterAdd: summed('own', 0),
  sigmoid: rounded,
  sign: exact,
  sin: rounded,
  slice: exact,
  solve: exact,
  sqrt: exact,
  stopGradient: exact,
  sub: exact,
  sum: summed('double', 0),
  takeAlongAxis: exact,
  tanh: rounded,
  triangularSolve: exact,
  where: exact,
}

export const epsilon: { readonly [D in Float]: number } = { f32: 2 ** -23, f64: 2 ** -52 }
const units: { readonly [D in Float]: number } = { f32: 2, f64: 4 }

/**
 * Units in the last place between two floating arrays, element by element: 0 for equal numbers and for two NaN,
 * infinite where one is NaN, and where zeros differ in sign. Both arrays have one type.
 */
export const unitsApart = (a: Data, b: Data): ((i: number) => number) => {
  const distance = a instanceof Float32Array ? distance32(a, b) : distance64(a, b)
  return (i) => {
    const [x, y] = [a[i]!, b[i]!]
    if (Object.is(x, y)) return 0
    return Number.isNaN(x) || Number.isNaN(y) || (x === 0 && y === 0) ? Number.POSITIVE_INFINITY : distance(i)
  }
}
/** On the line of all numbers of a type neighbours differ by 1, and both zeros are 0. */
const distance32 = (a: Data, b: Data): ((i: number) => number) => {
  const [p, q] = [a, b].map((data) => new Int32Array(data.buffer, data.byteOffset, data.length))
  const at = (bits: number): number => (bits < 0 ? -(bits & 0x7fffffff) : bits)
  return (i) => Math.abs(at(p![i]!) - at(q![i]!))
}
const distance64 = (a: Data, b: Data): ((i: number) => number) => {
  const [p, q] = [a, b].map((data) => new BigInt64Array(data.buffer, data.byteOffset, data.length))
  const at = (bits: bigint): bigint => (bits < 0n ? -(bits & 0x7fffffffffffffffn) : bits)
  return (i) => Math.abs(Number(at(p![i]!) - at(q![i]!)))
}

/** Throws an `Error` that shows the first element that is further off than allowed. */
export const expectWithin = (
  what: string,
  expected: Data,
  got: Data,
  within: (expected: number, got: number, i: number) => boolean,
): true => {
  if (expected.length !== got.length) throw new Error(`${what}: expected ${expected.length} numbers, got ${got.length}`)
  for (let i = 0; i < expected.length; i++)
    if (!Object.is(expected[i], got[i]) && !within(expected[i]!, got[i]!, i))
      throw new Error(`${what}: expected ${show(expected[i]!)} at position ${i}, got ${show(got[i]!)}`)
  return true
}
const show = (x: number): string => (Object.is(x, -0) ? '-0' : String(x))

export const expectSame = (what: string, expected: Data, got: Data): true =>
  expectWithin(what, expected, got, () => false)
/** Floating numbers at most so many units in the last place apart, all others equal. */
export const expectUnits = (what: string, expected: Data, got: Data, most: number): true => {
  if (expected instanceof Int32Array || expected instanceof Uint8Array) return expectSame(what, expected, got)
  const apart = unitsApart(expected, got)
  return expectWithin(what, expected, got, (_x, _y, i) => apart(i) <= most)
}

const ulp = (x: number, dtype: Float): number =>
  Math.max(Math.abs(x) * epsilon[dtype], dtype === 'f32' ? 2 ** -149 : 2 ** -1074)

/** An op's result as far from the reference's as its claim allows. Throws an `Error` where it is further. */
export const expectClaim = (
  name: OpName,
  attrs: Attrs,
  args: readonly AnyTensor[],
  numbers: readonly Data[],
  out: { readonly shape: readonly number[]; readonly dtype: DType },
  got: Data,
): true => {
  const op = ops[name]
  const expected = op.forward(attrs, out, numbers, args)
  const claim = claims[name]
  if (claim._tag === 'Exact' || !isFloat(out.dtype)) return expectSame(name, expected, got)
  const dtype = out.dtype
  if (claim._tag === 'Rounded') return expectUnits(name, expected, got, units[dtype])
  const sizes = numbers.map((data, i) => (claim.linear.includes(i) ? data.map(Math.abs) : data))
  const ones = numbers.map((data, i) => (claim.linear.includes(i) ? data.slice().fill(1) : data))
  const total = op.forward(attrs, out, sizes as readonly Data[], args)
  const count = op.forward(attrs, out, ones, args)
  const window = ((attrs.window as readonly number[] | undefined) ?? [1]).reduce((a, b) => a * b) // averages hide their count
  const eps = epsilon[claim.in === 'double' ? 'f64' : dtype]
  return expectWithin(name, expected, got, (x, y, i) => {
    if (!Number.isFinite(total[i]!)) return Number.isNaN(x) ? Number.isNaN(y) : x === y
    return Math.abs(x - y) <= count[i]! * window * eps * total[i]! + ulp(x, dtype) || (x === 0 && y === 0)
  })
}
