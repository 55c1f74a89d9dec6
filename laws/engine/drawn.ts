/**
 * Random programs over all ops, at least 40 steps deep.
 *
 * Every step takes the result of the step before, and others from all that came before. Floating values stay in
 * [-1, 1], and no step enlarges the error of its arguments: so errors add up, and a difference beyond that is real. A
 * value is `exact` where only exact ops led to it: engines must agree on its every bit, and only from such values do
 * steps go that are not continuous (comparisons, positions, conversions to integers).
 */
import * as fc from 'fast-check'
import { type AnyTensor, type Float, isFloat, literal, sizeOf } from '../../src/core/index.js'
import { add, mul, type OpName, ops } from '../../src/ops/index.js'
import { booleans, integers, tensor } from '../arbitrary.js'
import { builders } from './builders.js'
import { fitted, floating, type Site, type Value } from './site.js'

export interface Arguments {
  readonly floats: readonly AnyTensor[]
  readonly whole: AnyTensor
  readonly truth: AnyTensor
  readonly key: AnyTensor
}
interface Step {
  readonly op: OpName
  readonly seeds: readonly number[]
  readonly out: boolean
}
export interface Program {
  readonly dtype: Float
  /** The value of the last step, and of some others. */
  readonly run: (a: Arguments) => readonly Value[]
}

const most = 300
const longs = [1, 15, 17, 33, 130, 257] as const

const running =
  (dtype: Float, steps: readonly Step[]) =>
  ({ floats, whole, truth, key }: Arguments): readonly Value[] => {
    const pool: Value[] = [...floats, whole, truth, key].map((t) => ({ t, exact: true }))
    pool.push({ t: literal([2, 2], [0.5, -1, 0.25, 0.75], dtype), exact: true })
    let x = pool[0]!
    const outputs: Value[] = []
    for (const { op, seeds, out } of steps) {
      let next = 0
      const nat = (count: number): number => seeds[next++ % seeds.length]! % count
      const pick = (test: (v: Value) => boolean): Value => pool.filter(test)[nat(pool.filter(test).length)]!
      const site: Site = {
        x,
        dtype,
        nat,
        any: () => pick(() => true),
        exact: (wanted) => pick((v) => v.exact && (wanted === undefined || v.t.dtype === wanted)),
        keep: (v) => {
          pool.push(v)
        },
      }
      const made = builders[op](site)
      pool.push(made)
      if (out) outputs.push(made)
      const size = sizeOf(made.t.shape)
      if (made.t.dtype === dtype && size > 0 && size <= most) x = made
      else {
        const other = floating(made, dtype)
        x = { t: mul(add(x.t, fitted(other.t, x.t.shape)), 0.5), exact: x.exact && other.exact }
      }
    }
    return [x, ...outputs]
  }

const argumentsFor = (dtype: Float, long: number): fc.Arbitrary<Arguments> => {
  const one = (shape: readonly number[]): fc.Arbitrary<AnyTensor> => tensor(shape, { min: -1, max: 1, dtype })
  return fc.record({
    floats: fc.tuple(...[[2, 3], [3], [4, 1, 2], [], [1, 5], [0, 3], [long]].map(one)),
    whole: integers([2, 3], -9, 9),
    truth: booleans([3]),
    key: integers([2], -2147483648, 2147483647),
  })
}

const seeds = fc.array(fc.nat({ max: 99999 }), { minLength: 8, maxLength: 8 })
/** A program and two sets of arguments for it. */
export const drawnPrograms: fc.Arbitrary<readonly [Program, Arguments, Arguments]> = fc
  .record({
    dtype: fc.constantFrom<Float>('f32', 'f64'),
    long: fc.constantFrom(...longs),
    steps: fc.array(
      fc.record({
        op: fc.constantFrom(...(Object.keys(ops) as readonly OpName[])),
        seeds,
        out: fc.nat({ max: 5 }).map((n) => n === 0),
      }),
      { minLength: 40, maxLength: 60, size: 'max' },
    ),
  })
  .chain(({ dtype, long, steps }) => {
    const program: Program = Object.assign(
      { dtype, run: running(dtype, steps) },
      { [fc.toStringMethod]: () => `${dtype} ${steps.map(({ op, out }) => `${op}${out ? '*' : ''}`).join(' ')}` },
    )
    return fc.tuple(fc.constant(program), argumentsFor(dtype, long), argumentsFor(dtype, long))
  })

/** The tensors that a program gives. */
export const tensorsOf = (values: readonly Value[]): readonly AnyTensor[] => values.map(({ t }) => t)
/** The floating values of a program, to differentiate. */
export const floatsOf = (values: readonly Value[]): readonly AnyTensor[] =>
  tensorsOf(values).filter(({ dtype }) => isFloat(dtype))
