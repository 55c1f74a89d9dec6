/** Elementary functions over the whole range of their type: at most 2 units in the last place in f32, 4 in f64. */
import * as fc from 'fast-check'
import { type AnyTensor, apply, type Data, type Float, fromData } from '../../src/core/index.js'
import { compile, type Engine, reference } from '../../src/engine/index.js'
import { type OpName, ops } from '../../src/ops/index.js'
import { type Law, law } from '../law.js'
import { expectSame, expectUnits, unitsApart } from './closeness.js'

const stride = 2 ** 14 + 1
/** For functions that take long: some by the reference, powers by WebAssembly. */
const longer = 2 ** 17 + 1

export const functions: readonly { readonly name: OpName; readonly attrs: object; readonly stride: number }[] = [
  ...(['sin', 'cos', 'erf'] as const).map((name) => ({ name, attrs: {}, stride: longer })),
  ...(['exp', 'expm1', 'log', 'log1p', 'sigmoid', 'sqrt', 'tanh'] as const).map((name) => ({
    name,
    attrs: {},
    stride,
  })),
  ...[0.5, -0.5, 2, 3, -1, -2, 2.5, -7.25, 1 / 3, 17, 100.5, 0.01].map((exponent) => ({
    name: 'pow' as const,
    attrs: { exponent },
    stride: Number.isInteger(2 * exponent) && Math.abs(exponent) <= 3 ? stride : longer,
  })),
]

/** Every `step`-th bit pattern of f32, from one on: both signs, subnormal numbers, infinities and NaN. */
export const patterns = (from: number, step: number): Float32Array => {
  const count = Math.floor((2 ** 32 - from - 1) / step) + 1
  const bits = new Uint32Array(count)
  for (let i = 0; i < count; i++) bits[i] = from + i * step
  return new Float32Array(bits.buffer)
}
/** Numbers of f64 by random bits, and on [-800, 800], [-2, 2] and near 1: where the functions bend. */
export const doubles = (seeds: readonly number[]): Float64Array => {
  const words = Uint32Array.from(
    { length: 2 * 4096 },
    (_, i) => Math.imul(seeds[i % seeds.length]! + i, 0x9e3779b1) >>> 0,
  )
  for (let i = 1; i < words.length; i++) words[i] = Math.imul(words[i]! ^ (words[i - 1]! >>> 13), 0x85ebca6b) >>> 0
  const raw = new Float64Array(words.buffer)
  const unit = Float64Array.from(raw, (_, i) => words[2 * i]! / 2 ** 31 - 1 + words[2 * i + 1]! / 2 ** 63)
  return Float64Array.of(...raw, ...unit.map((x) => 800 * x), ...unit.map((x) => 2 * x), ...unit.map((x) => 1 + x / 16))
}

const evaluatorOf = (engine: Engine, name: OpName, attrs: object): ((x: AnyTensor) => readonly [Data, Data]) => {
  const f = (x: AnyTensor): AnyTensor => apply(ops[name], attrs as never, x)
  const compiled = compile(f, { engine })
  return (x) => [reference.run([f(x)])[0]!, reference.run([compiled(x)])[0]!]
}

/** The largest distance from the reference in units in the last place, and where. */
export const furthest = (engine: Engine, name: OpName, attrs: object, x: Data, dtype: Float) => {
  const [expected, got] = evaluatorOf(engine, name, attrs)(fromData([x.length], x, dtype))
  const apart = unitsApart(expected, got)
  let at = 0
  for (let i = 1; i < x.length; i++) if (apart(i) > apart(at)) at = i
  return { units: apart(at), x: x[at]!, expected: expected[at]!, got: got[at]! }
}

export const elementaryLaws = (engine: Engine): readonly Law[] => [
  ...functions.flatMap(({ name, attrs, stride }) => {
    const called = `${name}${'exponent' in attrs ? ` ${attrs.exponent}` : ''}`
    const evaluated = evaluatorOf(engine, name, attrs)
    return [
      law(`${called} in f32: at most 2 units off over all bit patterns`, [fc.nat({ max: stride - 1 })], (from) => {
        const x = patterns(from, stride)
        return expectUnits(called, ...evaluated(fromData([x.length], x, 'f32')), 2)
      }),
      law(`${called} in f64: at most 4 units off`, [fc.array(fc.nat(), { minLength: 3, maxLength: 3 })], (seeds) => {
        const x = doubles(seeds)
        return expectUnits(called, ...evaluated(fromData([x.length], x, 'f64')), 4)
      }),
    ]
  }),
  ...(['mod', 'atan2'] as const).map((name) =>
    law(
      `${name} of random bits, and of numbers of like size`,
      [fc.constantFrom<Float>('f32', 'f64'), fc.array(fc.nat(), { minLength: 3, maxLength: 3 })],
      (dtype, seeds) => {
        const all = dtype === 'f64' ? doubles(seeds) : patterns(seeds[0]! % 4096, 2 ** 18 + 1)
        const a = fromData([all.length], all, dtype)
        const b = fromData([all.length], all.slice().reverse(), dtype)
        const scaled = fromData(
          [all.length],
          all.map((x, i) => x * (0.001 + ((i * 7) % 40))),
          dtype,
        )
        const f = ([x, y]: readonly AnyTensor[]): AnyTensor => apply(ops[name], {}, x!, y!)
        const compiled = compile(f, { engine })
        const same =
          name === 'mod'
            ? expectSame
            : (what: string, p: Data, q: Data) => expectUnits(what, p, q, dtype === 'f32' ? 2 : 4)
        return [b, scaled].every((y) =>
          same(name, reference.run([f([a, y])])[0]!, reference.run([compiled([a, y])])[0]!),
        )
      },
    ),
  ),
]
