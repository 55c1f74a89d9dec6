/** NaN, infinities, zeros of both signs, subnormal and huge numbers, through every function of one, two and three numbers. */
import * as fc from 'fast-check'
import { type AnyTensor, type Attrs, apply, type Float, fromData, literal } from '../../src/core/index.js'
import { compile, type Engine, reference } from '../../src/engine/index.js'
import { cast, clamp, type OpName, ops, pow, where } from '../../src/ops/index.js'
import { type Law, law } from '../law.js'
import { claims, expectClaim, expectSame, expectUnits } from './closeness.js'

/** Numbers around everything that is special in a floating type. */
export const specials = (dtype: Float): readonly number[] => {
  const [tiny, least, most] =
    dtype === 'f32' ? [2 ** -149, 2 ** -126, 3.4028234663852886e38] : [2 ** -1074, 2 ** -1022, Number.MAX_VALUE]
  const positive = [0, tiny, 3 * tiny, least / 2, least, 1e-20, 1e-8, 0.1, 0.5, 1 - 2 ** -24, 1, 1 + 2 ** -23, 1.5, 2]
  const larger = [
    3,
    17.5,
    88.72283,
    103.9,
    709.78,
    745.2,
    2 ** 24 + 1,
    2147483520,
    2147483648,
    1e10,
    most,
    Number.POSITIVE_INFINITY,
  ]
  return [Number.NaN, ...[...positive, ...larger].flatMap((x) => [x, -x])]
}

type Of = (name: OpName, attrs?: Attrs) => { readonly name: OpName; readonly attrs: Attrs }
const call: Of = (name, attrs = {}) => ({ name, attrs })

const exponents = [
  2,
  3,
  -1,
  0.5,
  -0.5,
  0,
  -0,
  2.5,
  -3,
  1e10,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.NaN,
  1 / 3,
  1023,
  0.001,
]
const one = [
  ...(
    [
      'abs',
      'neg',
      'sign',
      'sqrt',
      'floor',
      'ceil',
      'round',
      'sin',
      'cos',
      'erf',
      'exp',
      'expm1',
      'log',
      'log1p',
      'sigmoid',
      'tanh',
    ] as const
  ).map((n) => call(n)),
  ...(['f32', 'f64', 'i32', 'bool'] as const).map((dtype) => call('cast', { dtype })),
  ...exponents.map((exponent) => call('pow', { exponent })),
  ...[
    [-1, 1],
    [0, 1],
    [-0, 0],
    [0, -0],
    [2, 1],
    [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
    [Number.NaN, 1],
    [-1, Number.NaN],
  ].map(([min, max]) => call('clamp', { min: min!, max: max! })),
]
const two = (
  [
    ...['add', 'sub', 'mul', 'div', 'maximum', 'minimum', 'mod', 'atan2'],
    ...['equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual'],
  ] as readonly OpName[]
).map((n) => call(n))
const along = (['sum', 'max', 'min', 'argMax'] as const).flatMap((name) =>
  [0, 1].map((axis) => (name === 'argMax' ? call(name, { axis }) : call(name, { axes: [axis], keep: false }))),
)

/** All pairs of special numbers, as two rows of numbers. */
const pairs = (dtype: Float): readonly [AnyTensor, AnyTensor] => {
  const all = specials(dtype)
  const a = all.flatMap((x) => all.map(() => x))
  const b = all.flatMap(() => all)
  return [literal([a.length], a, dtype), literal([b.length], b, dtype)]
}

const named = ({ name, attrs }: ReturnType<Of>): string => {
  const text = Object.entries(attrs).map(([key, value]) => ` ${key} ${Object.is(value, -0) ? '-0' : String(value)}`)
  return `${name}${text.join('')}`
}

export const specialLaws = (engine: Engine): readonly Law[] => {
  const agrees = (what: ReturnType<Of>, args: readonly AnyTensor[]): boolean => {
    const f = (xs: readonly AnyTensor[]): AnyTensor => apply(ops[what.name], what.attrs, ...xs)
    const [got] = reference.run([compile(f, { engine })(args)])
    const data = reference.run(args)
    const out = f(args)
    // Sums that meet an infinity or overflow are as the reference has them; claims bound the rest.
    return claims[what.name]._tag === 'Summed'
      ? expectClaim(what.name, what.attrs, args, data, out, got!)
      : claims[what.name]._tag === 'Exact' || out.dtype === 'bool'
        ? expectSame(what.name, reference.run([out])[0]!, got!)
        : expectUnits(what.name, reference.run([out])[0]!, got!, out.dtype === 'f32' ? 2 : 4)
  }
  const dtypes: readonly Float[] = ['f32', 'f64']
  const drawn = fc.record({ dtype: fc.constantFrom(...dtypes), from: fc.nat({ max: 40 }), count: fc.nat({ max: 80 }) })
  return [
    ...one.map((what) =>
      law(`special numbers: ${named(what)}`, [fc.constantFrom(...dtypes)], (dtype) =>
        agrees(what, [literal([specials(dtype).length], specials(dtype), dtype)]),
      ),
    ),
    ...two.map((what) =>
      law(`special numbers: ${named(what)} of all pairs`, [fc.constantFrom(...dtypes)], (dtype) =>
        agrees(what, pairs(dtype)),
      ),
    ),
    // Sums of huge numbers may overflow on the way in one order and not in another.
    ...along.map((what) =>
      law(`special numbers: ${named(what)}`, [drawn], ({ dtype, from, count }) => {
        const moderate = specials(dtype).filter(
          (x) => what.name !== 'sum' || !(Math.abs(x) > 1e30 && Math.abs(x) < Number.POSITIVE_INFINITY),
        )
        const values = Array.from({ length: 2 * (count + 1) }, (_, i) => moderate[(from + i * 7) % moderate.length]!)
        return agrees(what, [literal([2, count + 1], values, dtype)])
      }),
    ),
    law('special numbers: fused chains keep them', [fc.constantFrom(...dtypes)], (dtype) => {
      const f = ([a, b]: readonly [any, any]): AnyTensor =>
        where(cast(clamp(a, -1, 1), 'bool'), pow(cast(cast(b, 'i32'), dtype) as any, 2), a) as AnyTensor
      const args = pairs(dtype)
      const [got] = reference.run([compile(f, { engine })(args)])
      return expectUnits('chain', reference.run([f(args)])[0]!, got!, 2)
    }),
    law(
      'special numbers: NaN keeps being NaN whatever its bits',
      [fc.integer({ min: 1, max: 0x3fffff }), fc.boolean()],
      (bits, quiet) => {
        const data = new Float32Array(new Int32Array([0x7f800000 | bits | (quiet ? 0x400000 : 0)]).buffer)
        const f = (x: AnyTensor): AnyTensor => apply(ops.tanh, {}, x)
        return Number.isNaN(reference.run([compile(f, { engine })(fromData([1], data, 'f32'))])[0]![0]!)
      },
    ),
  ]
}
