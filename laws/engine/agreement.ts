/** Every op, in every case of its domain and every element type it takes, gives the reference's numbers. */
import * as fc from 'fast-check'
import {
  type AnyTensor,
  apply,
  type Case,
  type Data,
  type DType,
  type Float,
  isFloat,
  showShape,
} from '../../src/core/index.js'
import { compile, type Engine, reference } from '../../src/engine/index.js'
import { type OpName, ops } from '../../src/ops/index.js'
import { argumentsOf } from '../arbitrary.js'
import { type Law, law } from '../law.js'
import { expectClaim } from './closeness.js'

const moving: readonly OpName[] = [
  'broadcastTo',
  'concat',
  'gather',
  'identity',
  'pad',
  'permute',
  'reshape',
  'slice',
  'stopGradient',
  'takeAlongAxis',
  'argSort',
  'where',
  'equal',
  'notEqual',
  'less',
  'lessEqual',
  'greater',
  'greaterEqual',
]
const numeric: readonly OpName[] = [
  'add',
  'sub',
  'mod',
  'mul',
  'maximum',
  'minimum',
  'sum',
  'max',
  'min',
  'scatterAdd',
  'addAlongAxis',
  'cumSum',
  'cast',
]

/** Element types besides the floating ones that stand in for `float` in an op's domain. */
export const others = (name: OpName): readonly DType[] =>
  moving.includes(name) ? ['i32', 'bool'] : numeric.includes(name) ? ['i32'] : []

/** Integers of every size, the extremes included. */
const wholes = fc.oneof(fc.integer({ min: -9, max: 9 }), fc.integer(), fc.constantFrom(-2147483648, 2147483647))

const drawn = (one: Case, dtype: DType): fc.Arbitrary<readonly AnyTensor[]> => {
  if (isFloat(dtype)) return argumentsOf(one, dtype as Float)
  const whole = dtype === 'bool' ? fc.integer({ min: 0, max: 1 }) : wholes
  return argumentsOf({ attrs: one.attrs, args: one.args }, 'f64').chain((args) =>
    fc.tuple(
      ...args.map((x, i) => {
        if (one.args[i]!.dtype === 'i32' || one.args[i]!.dtype === 'bool') return fc.constant(x)
        const size = reference.run([x])[0]!.length
        return fc
          .array(whole, { minLength: size, maxLength: size, size: 'max' })
          .map((values): AnyTensor => ({ shape: x.shape, dtype, node: { _tag: 'Literal', data: from(dtype, values) } }))
      }),
    ),
  )
}
const from = (dtype: DType, values: readonly number[]): Data =>
  dtype === 'bool' ? Uint8Array.from(values) : Int32Array.from(values)

const has = (one: Case): boolean => one.args.some(({ dtype = 'float' }) => dtype === 'float')

export const agreementLaws = (engine: Engine): readonly Law[] =>
  (Object.keys(ops) as readonly OpName[]).flatMap((name) =>
    ops[name].domain.flatMap((one, i) => {
      const dtypes: readonly DType[] = has(one) ? ['f32', 'f64', ...others(name)] : ['f32']
      return dtypes.map((dtype) => {
        const f = (args: readonly AnyTensor[]): AnyTensor => apply(ops[name], one.attrs, ...args)
        const compiled = compile(f, { engine })
        const shapes = one.args.map(({ shape }) => showShape(shape)).join(', ')
        return law(
          `${name}(${shapes}) case ${i} in ${has(one) ? dtype : 'its own types'}: the reference's numbers, read and compiled`,
          [drawn(one, dtype)],
          (args) => {
            const out = f(args)
            const numbers = reference.run(args)
            const expect = (got: Data): true => expectClaim(name, one.attrs, args, numbers, out, got)
            return expect(engine.run([out])[0]!) && expect(reference.run([compiled(args)])[0]!)
          },
        )
      })
    }),
  )
