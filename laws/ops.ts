/** Laws of an operation. They quantify over its domain, so they prove an op of one's own as well as the built-in ones. */
import * as fc from 'fast-check'
import {
  type AnyTensor,
  apply,
  type Case,
  type Data,
  type Draw,
  type Float,
  isFloat,
  type Op,
  type Spec,
  sameShape,
  showShape,
  sizeOf,
} from '../src/core/index.js'
import { fromData } from '../src/core/tensor.js'
import { reference } from '../src/engine/index.js'
import { diff } from '../src/grad/index.js'
import { zerosLike } from '../src/ops/index.js'
import { stopGradientOp } from '../src/ops/stopGradient.js'
import { argument, argumentsOf } from './arbitrary.js'
import { type Law, law } from './law.js'
import { adjoint, close, moved, same } from './numeric.js'

export interface OpClaims {
  /**
   * What `backward` is: the true derivative (the default), nothing at all on purpose (`stopGradient`), or something
   * else on purpose (a straight-through estimator), of which only shapes are checked.
   */
  readonly backward?: 'derivative' | 'nothing' | 'other'
}

type Tensors = readonly AnyTensor[]
const arrays = { f32: Float32Array, f64: Float64Array, i32: Int32Array, bool: Uint8Array }

const dtypeOf = ({ dtype = 'float' }: Draw): Spec['dtype'] => (dtype === 'float' ? 'f64' : dtype)
const describe = ({ name }: Op, { attrs, args }: Case): string => {
  const shapes = args.map(({ shape, dtype = 'float' }) => `${dtype === 'float' ? '' : `${dtype} `}${showShape(shape)}`)
  const text = JSON.stringify(attrs)
  return `${name}(${shapes.join(', ')})${text === '{}' ? '' : ` ${text}`}`
}
const dataOf = (args: Tensors): readonly Data[] => reference.run(args)
const identical = (a: Data, b: Data): boolean => a.length === b.length && a.every((x, i) => Object.is(x, b[i]))
const floatsOf = (args: Tensors): Tensors => args.filter((x) => isFloat(x.dtype))
/** `args` with its floating ones replaced, in order. */
const withFloats = (args: Tensors, floats: Tensors): Tensors => {
  let next = 0
  return args.map((x) => (isFloat(x.dtype) ? floats[next++]! : x))
}

/** What holds of numbers: the shape rule, purity, precision. */
const forwardLaws = (op: Op, one: Case, say: (what: string) => string): readonly Law[] => {
  const { attrs } = one
  const run = (args: Tensors): { readonly out: Spec; readonly data: Data } => {
    const out: AnyTensor = apply(op, attrs, ...args)
    return { out, data: op.forward(attrs, out, dataOf(args), args) }
  }
  const either = fc.constantFrom<Float>('f64', 'f32').chain((dtype) => argumentsOf(one, dtype))
  const precise = law(say('f32 agrees with f64'), [argumentsOf(one, 'f64')], (args) => {
    const narrow = args.map((x, i) =>
      isFloat(x.dtype) ? fromData(x.shape, new Float32Array(dataOf(args)[i]!), 'f32') : x,
    )
    const [wide, slim] = [run(args), run(narrow)].map(({ data }) =>
      fromData([data.length], Float64Array.from(data), 'f64'),
    )
    return close(wide, slim, 1e-6)
  })
  return [
    law(say('forward fills the shape that the shape rule gives'), [either], (args) => {
      const { out, data } = run(args)
      return data instanceof arrays[out.dtype] && data.length === sizeOf(out.shape)
    }),
    law(say('forward leaves its arguments as they are and gives the same again'), [either], (args) => {
      const before = dataOf(args).map((data) => data.slice())
      const [first, second] = [run(args).data.slice(), run(args).data]
      return identical(first, second) && dataOf(args).every((data, i) => identical(data, before[i]!))
    }),
    ...(one.args.some((draw) => isFloat(dtypeOf(draw))) ? [precise] : []),
  ]
}

/** What holds of derivatives. */
const backwardLaws = (op: Op, one: Case, say: (what: string) => string, claim: string): readonly Law[] => {
  const { attrs } = one
  const specs = one.args.map((draw): Spec => ({ shape: draw.shape, dtype: dtypeOf(draw) }))
  const shape = op.shape(attrs, ...specs)
  const dtype = op.dtype === undefined ? specs[0]!.dtype : op.dtype(attrs, ...specs)
  const f = (args: Tensors): AnyTensor => apply(op, attrs, ...args)
  const back = (args: Tensors, dy: AnyTensor): readonly (AnyTensor | null)[] => op.backward(attrs, dy, f(args), ...args)
  /** Cotangents of the floating arguments, zeros for `null`. */
  const pulled = (args: Tensors, dy: AnyTensor): Tensors => {
    const all = back(args, dy)
    return args.flatMap((x, i) => (isFloat(x.dtype) ? [all[i] ?? zerosLike(x)] : []))
  }

  const wide = argumentsOf(one, 'f64')
  const small = (s: Spec): fc.Arbitrary<AnyTensor> => argument({ shape: s.shape, min: -1, max: 1 })
  const moves = fc.tuple(...specs.filter((s) => isFloat(s.dtype)).map(small))
  const cotangent: fc.Arbitrary<AnyTensor> = isFloat(dtype)
    ? argument({ shape, min: -1, max: 1 }, dtype)
    : argument({ shape, min: 0, max: 1, dtype })

  const shaped = law(
    say('backward gives each argument a cotangent of its shape, or null'),
    [wide, cotangent],
    (args, dy) => {
      const all = back(args, dy)
      const fits = (x: AnyTensor, d: AnyTensor | null): boolean =>
        d === null || (isFloat(dtype) && isFloat(x.dtype) && d.dtype === x.dtype && sameShape(d.shape, x.shape))
      return all.length === args.length && args.every((x, i) => fits(x, all[i]!))
    },
  )
  const nothing = law(say('nothing flows back'), [wide, cotangent], (args, dy) =>
    back(args, dy).every((d) => d === null),
  )
  const flat = law(say('flat: small moves of the arguments change nothing'), [wide, moves], (args, v) => {
    const at = (step: number): AnyTensor => f(withFloats(args, moved(floatsOf(args), step, v)))
    return same(at(1e-5), f(args)) && same(at(-1e-5), f(args))
  })
  const first = law(say('backward is the adjoint of the derivative'), [wide, moves, cotangent], (args, v, w) =>
    adjoint((x: Tensors) => f(withFloats(args, x)), floatsOf(args), v, w, pulled(args, w)),
  )
  const second = law(
    say('backward is differentiable: the adjoint again, to second order'),
    [wide, moves, moves, cotangent, cotangent],
    (args, v, w, dy, ddy) => {
      type Both = readonly [Tensors, AnyTensor]
      const g = ([x, d]: Both): Tensors => pulled(withFloats(args, x), d)
      const at: Both = [floatsOf(args), dy]
      return adjoint(g, at, [v, ddy], w, diff(g)(at)[1](w))
    },
  )

  if (!specs.some((s) => isFloat(s.dtype))) return [shaped]
  if (!isFloat(dtype)) return [shaped, flat]
  if (claim === 'nothing') return [shaped, nothing]
  return claim === 'other' || dtype === 'f32' ? [shaped] : [shaped, first, second]
}

/**
 * Everything an op must keep, over every case of its domain: the shape rule is what `forward` fills; arguments stay as
 * they are; f32 agrees with f64; `backward` fits its arguments and is the adjoint of the derivative by central
 * differences in f64, to first and to second order. `null` counts as zero, so it must be zero.
 *
 * The name of each law begins with the op and the case. Throws `ShapeError` for a case that the op does not accept.
 *
 * @example for (const law of opLaws(myOp)) check(law)
 */
export const opLaws = (
  op: Op,
  { backward = op === stopGradientOp ? 'nothing' : 'derivative' }: OpClaims = {},
): readonly Law[] => [
  law(`${op.name}: has a domain`, [fc.constant(op.domain)], (domain) => domain.length > 0),
  ...op.domain.flatMap((one) => {
    const say = (what: string): string => `${describe(op, one)}: ${what}`
    return [...forwardLaws(op, one, say), ...backwardLaws(op, one, say, backward)]
  }),
]
