/** One way to use each op in a random program, total over the registry. See `drawn.ts` for what each must keep. */
import { type AnyTensor, apply, type DType, isFloat, literal, type Shape, sizeOf } from '../../src/core/index.js'
import {
  abs,
  add,
  argMax,
  argSort,
  atan2,
  broadcastTo,
  cast,
  ceil,
  cholesky,
  clamp,
  concat,
  cos,
  cumProd,
  cumSum,
  div,
  equal,
  erf,
  exp,
  expm1,
  eye,
  floor,
  foldInKey,
  gather,
  greater,
  greaterEqual,
  identity,
  less,
  lessEqual,
  log,
  log1p,
  matmul,
  max,
  maximum,
  min,
  minimum,
  mod,
  mul,
  neg,
  notEqual,
  type OpName,
  oneHot,
  ops,
  pad,
  permute,
  pow,
  randomUniform,
  recurrence,
  reshape,
  round,
  scatterAdd,
  sigmoid,
  sign,
  sin,
  slice,
  solve,
  sqrt,
  stopGradient,
  sub,
  sum,
  takeAlongAxis,
  tanh,
  transpose,
  triangularSolve,
  where,
} from '../../src/ops/index.js'
import { claims } from './closeness.js'
import { fitted, mixed, other, otherExact, positionsIn, type Site, type Value } from './site.js'

type Builder = (s: Site) => Value

/** Continuous, rounded: `f` maps [-1, 1] into itself and enlarges no difference. */
const rounded =
  (f: (x: any, s: Site) => AnyTensor): Builder =>
  (s) => ({ t: f(s.x.t, s), exact: false })
/** Exact on exact values. */
const kept =
  (f: (x: any, s: Site) => AnyTensor): Builder =>
  (s) => ({ t: f(s.x.t, s), exact: s.x.exact })
/** Of exact values, a fourth of a whole number. */
const stepped =
  (f: (x: any) => AnyTensor): Builder =>
  (s) =>
    mixed(s, { t: mul(f(mul(otherExact(s, [2, 3]), 4)) as any, 0.25), exact: true })
/** Along any axis: a sum of parts, or a product of numbers of at most 1, whose error is the mean of theirs. */
const scanned =
  (f: any, scaled: (x: any, count: number) => AnyTensor): Builder =>
  (s) => {
    const x = rows(s.x.t)
    const axis = s.nat(x.shape.length)
    const count = x.shape[axis]
    const y = f(scaled(x, count), axis, { reverse: s.nat(2) === 0, exclusive: s.nat(2) === 0 })
    return { t: f === cumProd ? mul(y, 1 / count) : y, exact: s.x.exact }
  }
const two =
  (f: (a: any, b: any) => any): Builder =>
  (s) => {
    const { t, exact } = other(s, s.x.t.shape)
    const [a, b] = s.nat(2) === 0 ? [s.x.t, t] : [t, s.x.t]
    return { t: f(a, b), exact: exact && s.x.exact }
  }
/** Values chosen by a comparison of exact ones. */
const chosen =
  (holds: (a: any, b: any) => AnyTensor): Builder =>
  (s) => {
    const shape = s.x.t.shape
    const kind = s.nat(3)
    const [a, b] =
      kind === 0
        ? [fitted(s.exact('i32').t, shape), fitted(s.exact('i32').t, shape)]
        : [otherExact(s, shape), otherExact(s, shape)]
    const truth = kind === 1 ? holds(a, 0) : holds(a, b)
    s.keep({ t: truth, exact: true })
    const { t, exact } = other(s, shape)
    return { t: where(truth as any, s.x.t, t), exact: exact && s.x.exact }
  }
const axesOf = (s: Site, rank: number): readonly number[] => {
  const bits = s.nat(2 ** rank)
  return Array.from({ length: rank }, (_, i) => i).filter((i) => (bits >> i) & 1)
}
const reducing =
  (f: (x: any, axes: any, keep: any) => any): Builder =>
  (s) => ({ t: f(s.x.t, axesOf(s, s.x.t.shape.length), s.nat(2) === 0 ? 'keep' : 'drop'), exact: s.x.exact })
/** By a case of the op's own domain; `main` is the step before, arguments in `from` choose and must be exact. */
const ofDomain =
  (name: OpName, main: number, from: readonly number[] = []): Builder =>
  (s) => {
    const op = ops[name]
    const { attrs, args: draws } = op.domain[s.nat(op.domain.length)]!
    const values = draws.map(({ shape }, i): Value => {
      if (from.includes(i)) return { t: otherExact(s, shape), exact: true }
      return i === main ? { t: fitted(s.x.t, shape), exact: s.x.exact } : other(s, shape)
    })
    const args = values.map(({ t }) => t as AnyTensor)
    const y: AnyTensor = apply(op, attrs, ...args)
    const claim = claims[name]
    if (claim._tag === 'Exact') return { t: y, exact: values.every(({ exact }) => exact) }
    const linear = claim._tag === 'Summed' ? claim.linear : []
    const ones = args.map((a, i) => new Float64Array(sizeOf(a.shape)).fill(linear.includes(i) ? 1 : 0))
    const terms = (op.forward(attrs, y, ones, args) as Float32Array).reduce((m, n) => Math.max(m, n), 1)
    return { t: mul(y as never, 0.5 / terms), exact: false }
  }
const within = (i: any, count: number): any => minimum(maximum(i, 0) as any, count - 1)

const rows = (x: AnyTensor): any => (x.shape.length === 0 ? reshape(x, [1]) : x)
const sizes = (n: number, s: Site): Shape => {
  const d = [1, 2, 3, 4, 5].filter((k) => n % k === 0)
  const [a, kind] = [d[s.nat(d.length)]!, s.nat(3)]
  return kind === 0 ? [n] : kind === 1 ? [a, n / a] : [n / a, 1, a]
}
/** Matrices whose diagonal outweighs the rest. */
const diagonally = (x: AnyTensor, shape: Shape): any =>
  add(mul(fitted(x, shape), 0.5) as any, mul(eye(shape.at(-1)!, x.dtype) as any, 3) as any)
const system =
  (f: (a: any, b: any, s: Site) => any): Builder =>
  (s) => {
    const { t, exact } = other(s, [3, 2])
    return { t: mul(f(diagonally(s.x.t, [3, 3]), t, s), 0.5), exact: exact && s.x.exact }
  }
const exponents = [2, 3, -1, 0.5, 2.5, 0, -2] as const

export const builders: { readonly [N in OpName]: Builder } = {
  abs: kept((x) => abs(x)),
  add: two((a, b) => mul(add(a, b) as any, 0.5)),
  addAlongAxis: rounded((x, s) => {
    const [count, size] = [1 + s.nat(4), 1 + s.nat(3)]
    const at = positionsIn(s, [count, 2], size, within)
    return mul(apply(ops.addAlongAxis, { axis: 0, size }, fitted(x, [count, 2]), at), 1 / count)
  }),
  argMax: (s) => {
    const x = rows(s.exact().t)
    const axis = s.nat(x.shape.length)
    const at: AnyTensor = argMax(x.shape[axis] === 0 ? literal([2], [1, 2]) : x, x.shape[axis] === 0 ? 0 : axis)
    s.keep({ t: at, exact: true })
    return mixed(s, { t: at, exact: true })
  },
  argSort: (s) => {
    const x = rows(s.exact().t)
    const axis = s.nat(x.shape.length)
    const order = { t: argSort(x, axis, { descending: s.nat(2) === 0 }), exact: true }
    s.keep(order)
    return mixed(s, order)
  },
  atan2: rounded((x, s) => mul(atan2(x, add(other(s, x.shape).t, 2) as any) as any, 0.5)),
  avgPool2d: ofDomain('avgPool2d', 0),
  avgPool2dByInput: ofDomain('avgPool2dByInput', 0),
  broadcastTo: kept((x, s) =>
    x.shape.length < 4 && sizeOf(x.shape) < 50 ? broadcastTo(x, [1 + s.nat(3), ...x.shape]) : x,
  ),
  cast: (s) => {
    const types: readonly DType[] = ['f32', 'f64', 'i32', 'bool']
    const { t } = s.exact()
    const wide = isFloat(t.dtype) ? mul(t, 8) : t
    const v = { t: cast(wide, types[s.nat(4)]!), exact: true }
    const small = isFloat(v.t.dtype) ? { t: clamp(v.t as never, -1, 1), exact: true } : v
    s.keep(small)
    return mixed(s, small)
  },
  ceil: stepped((x) => ceil(x)),
  cholesky: kept((x, s) => mul(cholesky(diagonally(x, [1 + s.nat(3), 3, 3])) as any, 0.4)),
  clamp: kept((x, s) => [clamp(x, -0.5, 0.75), clamp(x, Number.NEGATIVE_INFINITY, 0.5), clamp(x, 0, 1)][s.nat(3)]!),
  concat: (s) => {
    const x = rows(s.x.t)
    const axis = s.nat(x.shape.length)
    const shape = x.shape.map((d: number, i: number) => (i === axis ? s.nat(4) : d))
    const { t, exact } = other(s, shape)
    const parts: readonly any[] = s.nat(2) === 0 ? [x, t] : [t, x, x]
    return { t: concat(parts, axis), exact: exact && s.x.exact }
  },
  conv2d: ofDomain('conv2d', 0),
  conv2dByInput: ofDomain('conv2dByInput', 1),
  conv2dByWeights: ofDomain('conv2dByWeights', 0),
  cos: rounded((x) => cos(x)),
  cumProd: scanned(cumProd, (x) => x),
  cumSum: scanned(cumSum, (x, n) => mul(x, 1 / n)),
  div: two((a, b) => mul(div(a, add(b, 2) as any) as any, 0.5)),
  equal: chosen((a, b) => equal(a, b)),
  erf: rounded((x) => mul(erf(x) as any, 0.88)),
  exp: rounded((x) => exp(sub(x, 1) as any)),
  expm1: rounded((x) => mul(expm1(x) as any, 0.36)),
  floor: stepped((x) => floor(x)),
  foldIn: (s) => {
    const key = { t: foldInKey(fitted(s.exact('i32').t, [2]), s.nat(9)), exact: true }
    s.keep(key)
    return mixed(s, key)
  },
  gather: kept((x, s) => {
    const from = rows(x)
    return gather(from, positionsIn(s, [1 + s.nat(4)], from.shape[0], within))
  }),
  greater: chosen((a, b) => greater(a, b)),
  greaterEqual: chosen((a, b) => greaterEqual(a, b)),
  identity: kept((x, s) => [identity(x), mul(x, 1), sub(x, 0), div(x, 1), neg(neg(x) as any)][s.nat(5)] as AnyTensor),
  less: chosen((a, b) => less(a, b)),
  lessEqual: chosen((a, b) => lessEqual(a, b)),
  log: rounded((x) => sub(log(add(x, 2) as any), 0.5)),
  log1p: rounded((x) => sub(log1p(add(x, 1) as any), 0.5)),
  matmul: rounded((x, s) => {
    const [m, n, k, batch] = [1 + s.nat(5), 1 + s.nat(5), 1 + s.nat(7), s.nat(2) === 0 ? [] : [2]]
    const [flipA, flipB] = [s.nat(2), s.nat(2)]
    const b = other(s, [...batch, ...(flipB === 0 ? [k, n] : [n, k])]).t
    const a = fitted(x, [...batch, ...(flipA === 0 ? [m, k] : [k, m])])
    return mul(matmul(flipA === 0 ? a : transpose(a), flipB === 0 ? b : transpose(b)) as any, 0.5 / k)
  }),
  max: reducing(max),
  maximum: two((a, b) => maximum(a, b)),
  maxPool2d: ofDomain('maxPool2d', 0),
  maxPool2dByInput: ofDomain('maxPool2dByInput', 1, [0]),
  maxPool2dGather: ofDomain('maxPool2dGather', 1, [0]),
  min: reducing(min),
  minimum: two((a, b) => minimum(a, b)),
  mod: (s) => {
    const [a, b] = [otherExact(s, [2, 3]), otherExact(s, [3])]
    return mixed(s, { t: mod(a, where(equal(b, 0), 0.75, b) as any), exact: true })
  },
  mul: two((a, b) => mul(mul(a, b) as any, 0.5)),
  neg: kept((x) => neg(x)),
  notEqual: chosen((a, b) => notEqual(a, b)),
  oneHot: (s) => mixed(s, { t: oneHot(rows(s.exact('i32').t), 3, s.dtype), exact: true }),
  pad: kept((x, s) => {
    const counts = (): readonly number[] => x.shape.map(() => s.nat(3))
    return pad(x, { before: counts(), after: counts(), between: counts(), value: s.nat(2) / 2 })
  }),
  permute: kept((x, s) => {
    const axes: number[] = x.shape.map((_: number, i: number) => i)
    return permute(
      x,
      x.shape.map(() => axes.splice(s.nat(axes.length), 1)[0]!),
    )
  }),
  pow: rounded((x, s) => mul(pow(add(mul(x, 0.25), 1) as any, exponents[s.nat(exponents.length)]!) as any, 0.5)),
  randomUniform: (s) => {
    const key = fitted(s.exact('i32').t, [2])
    return mixed(s, { t: randomUniform(key, [1 + s.nat(5), 3], s.dtype), exact: true })
  },
  recurrence: (s) => {
    const a = otherExact(s, [2, 4])
    const t: any = recurrence(a, fitted(s.x.t, [2, 4]), s.nat(2), { reverse: s.nat(2) === 0 })
    return { t: mul(t, 0.25), exact: s.x.exact }
  },
  reshape: kept((x, s) => reshape(x, sizes(sizeOf(x.shape), s))),
  round: stepped((x) => round(x)),
  scatterAdd: rounded((x, s) => {
    const [count, places] = [1 + s.nat(4), 1 + s.nat(3)]
    const updates = fitted(x, [count, 2])
    return mul(scatterAdd(updates, positionsIn(s, [count], places, within), places) as any, 1 / count)
  }),
  sigmoid: rounded((x) => sigmoid(x)),
  sign: (s) => mixed(s, { t: sign(otherExact(s, [2, 3])), exact: true }),
  sin: rounded((x) => sin(x)),
  slice: kept((x, s) => {
    const start: readonly number[] = x.shape.map((d: number) => s.nat(d))
    const stop: readonly number[] = x.shape.map((d: number, i: number) => start[i]! + s.nat(d - start[i]! + 1))
    return slice(x, { start, stop, step: x.shape.map(() => 1 + s.nat(3)) })
  }),
  solve: system((a, b) => solve(a, b)),
  sqrt: kept((x) => sub(sqrt(add(x, 1.5) as any), 1)),
  stopGradient: kept((x) => stopGradient(x)),
  sub: two((a, b) => mul(sub(a, b) as any, 0.5)),
  sum: rounded((x, s) => {
    const axes = axesOf(s, x.shape.length)
    const count = axes.reduce((n, a) => n * x.shape[a], 1)
    return mul(sum(x, axes as any, s.nat(2) === 0 ? 'keep' : 'drop') as any, 1 / count)
  }),
  takeAlongAxis: kept((x, s) => {
    const from = rows(x)
    const axis = s.nat(from.shape.length)
    const shape = from.shape.map((d: number, i: number) => (i === axis ? 1 + s.nat(4) : d))
    return takeAlongAxis(from, positionsIn(s, shape, from.shape[axis], within), axis as never)
  }),
  tanh: rounded((x) => tanh(x)),
  triangularSolve: system((a, b, s) => triangularSolve({ lower: s.nat(2) === 0, transposed: s.nat(2) === 0 })(a, b)),
  where: (s) => {
    const { t, exact } = other(s, s.x.t.shape)
    const truth = fitted(s.exact('bool').t, s.x.t.shape)
    return { t: where(truth, s.x.t, t), exact: exact && s.x.exact }
  },
}
