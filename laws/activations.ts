/** Laws of any activation, the user's own included: what its entry claims of it. */
import * as fc from 'fast-check'
import { type Float, literal } from '../src/core/index.js'
import { grad, hvp } from '../src/grad/index.js'
import {
  type Activation,
  type ActivationEntry,
  activationEntries,
  cast,
  type ElementFacts,
  mul,
  onesLike,
  type RowFacts,
  sum,
} from '../src/ops/index.js'
import { deepLaws } from './activations/deep.js'
import { rowLaws } from './activations/rows.js'
import { tensor } from './arbitrary.js'
import { derivativeLaws } from './diff.js'
import { type Law, law } from './law.js'
import { close, finite, near, numbers } from './numeric.js'

const rowOf = (values: readonly number[], dtype: Float = 'f64'): any => literal([values.length], values, dtype)
const at = (f: Activation, values: readonly number[], dtype?: Float): readonly number[] =>
  numbers(f(rowOf(values, dtype)))
/** The derivative at each number. */
const slopesAt = (f: Activation, values: readonly number[], dtype?: Float): readonly number[] =>
  numbers(grad((x: any) => sum(f(x)))(rowOf(values, dtype)))

const dtypes = fc.constantFrom<Float>('f32', 'f64')
/** Near 0, where there is most to see, and out to ±10⁴. */
const wide = fc.oneof(
  fc.double({ min: -8, max: 8, noNaN: true }),
  fc.double({ min: -1e4, max: 1e4, noNaN: true }),
  fc.constantFrom(-1e4, -745, -104, -3, 0, 3, 89, 710, 1e4),
)
const some = fc.array(wide, { minLength: 1, maxLength: 6 })
/** Where a grid begins, so that it does not always meet the same points. */
const offsets = fc.double({ min: 0, max: 0.02, noNaN: true })
/** Numbers from -12 to 12, a fiftieth apart, the ends, and both sides of each joint. */
const gridOf = ({ joints }: ElementFacts, offset: number): readonly number[] =>
  [
    -1e4,
    ...Array.from({ length: 1200 }, (_, i) => -12 + offset + i / 50),
    ...joints.flatMap(({ at }) => [at - 1e-6, at + 1e-6]),
    1e4,
  ].sort((x, y) => x - y)

const least = (row: readonly number[]): number => row.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
const greatest = (row: readonly number[]): number => row.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
/** Whether numbers lie in an interval, but for rounding. */
const within = (row: readonly number[], [from, to]: readonly [number, number], rounding: number): boolean =>
  row.every((y) => y >= from - rounding * Math.abs(from) && y <= to + rounding * Math.abs(to))
/** Whether numbers come near to both ends of an interval, or far where it has no end. */
const fills = (row: readonly number[], [from, to]: readonly [number, number]): boolean =>
  (from === Number.NEGATIVE_INFINITY ? least(row) < -10 : least(row) <= from + 1e-3) &&
  (to === Number.POSITIVE_INFINITY ? greatest(row) > 10 : greatest(row) >= to - 1e-3)
/** The last bit of an element type, with room for a few operations. */
const rounding = (dtype: Float): number => (dtype === 'f32' ? 1e-6 : 1e-10)

const symmetries: {
  readonly [S in Exclude<ElementFacts['symmetry'], 'none'>]: (x: number) => readonly [number, number, number]
} = {
  // f(-x) + sign·f(x) = sum: [sign, sum, 0]
  odd: () => [1, 0, 0],
  half: () => [1, 1, 0],
  ramp: (x) => [-1, -x, 0],
}
const symmetric = (f: Activation, kind: keyof typeof symmetries, values: readonly number[]): boolean => {
  const [there, back] = [
    at(f, values),
    at(
      f,
      values.map((x) => -x),
    ),
  ]
  return values.every((x, i) => {
    const [sign, total] = symmetries[kind](x)
    return near(back[i]! + sign * there[i]!, total, 1e-12)
  })
}

const elementLaws = (name: string, f: Activation, facts: ElementFacts): readonly Law[] => {
  const { range, slopes, ends, atZero, monotone, symmetry, joints } = facts
  const steepest = Math.max(...slopes.map(Math.abs), ...joints.flatMap((j) => j.slopes.map(Math.abs)))
  const away = (x: number): boolean => joints.every((j) => Math.abs(x - j.at) > 1e-9)
  return [
    law(`${name}: values lie in its range`, [some, dtypes], (x, dtype) =>
      within(at(f, x, dtype), range, rounding(dtype)),
    ),
    law(`${name}: values fill its range`, [offsets], (by) => fills(at(f, gridOf(facts, by)), range)),
    law(`${name}: derivatives lie in their range`, [some, dtypes], (x, dtype) =>
      within(slopesAt(f, x.filter(away), dtype), slopes, 10 * rounding(dtype)),
    ),
    law(`${name}: derivatives fill their range`, [offsets], (by) =>
      fills(slopesAt(f, gridOf(facts, by).filter(away)), slopes),
    ),
    law(`${name}: the value at 0 and the slopes far from it`, [fc.double({ min: 5e3, max: 1e4, noNaN: true })], (x) => {
      const [below, above] = slopesAt(f, [-x, x])
      return at(f, [0])[0] === atZero && near(below!, ends[0], 1e-7) && near(above!, ends[1], 1e-7)
    }),
    law(`${name}: ${monotone ? 'a larger input never gives a smaller output' : 'not monotone'}`, [offsets], (by) => {
      const y = at(f, gridOf(facts, by))
      return y.every((v, i) => i === 0 || v >= y[i - 1]! - 1e-15) === monotone
    }),
    law(`${name}: ${symmetry === 'none' ? 'no symmetry' : `symmetry: ${symmetry}`}`, [some, offsets], (x, by) =>
      (Object.keys(symmetries) as readonly (keyof typeof symmetries)[]).every((kind) =>
        kind === symmetry ? symmetric(f, kind, x) : !symmetric(f, kind, gridOf(facts, by)),
      ),
    ),
    law(
      `${name}: continuous, and nowhere steeper than its steepest slope`,
      [wide, wide, fc.nat({ max: 12 })],
      (a, b, k) => {
        const c = a + (b - a) * 10 ** -k
        const [y, z] = at(f, [a, c])
        return Math.abs(y! - z!) <= steepest * Math.abs(a - c) * (1 + 1e-9) + 1e-12 * (1 + Math.abs(y!))
      },
    ),
    ...joints.map((joint) =>
      law(
        `${name}: at ${joint.at} the formulas meet, with the stated slopes`,
        [fc.integer({ min: 6, max: 9 })],
        (k) => {
          const h = 10 ** -k
          const points = [joint.at - h, joint.at, joint.at + h]
          const [before, here, after] = at(f, points)
          return (
            slopesAt(f, points).every((s, i) => near(s, joint.slopes[i]!, 10 * h)) &&
            Math.abs(before! - here!) <= 2 * steepest * h &&
            Math.abs(after! - here!) <= 2 * steepest * h
          )
        },
      ),
    ),
    law(`${name}: finite to the second derivative, up to ±10⁴`, [some, dtypes], (x, dtype) => {
      const g = (a: any): any => sum(mul(f(a), 0.7) as any)
      const a = rowOf(x, dtype)
      return finite(f(a)) && finite(grad(g)(a)) && finite(hvp(g)(a, onesLike(a)))
    }),
    law(`${name}: f32 is near f64`, [some], (x) =>
      close(cast(f(cast(rowOf(x), 'f32')), 'f64'), f(cast(cast(rowOf(x), 'f32'), 'f64')), 2e-6),
    ),
    ...derivativeLaws(name, f, tensor([3], { away: joints.map((j) => j.at) })),
  ]
}

/** Laws of one activation with one choice of options. */
const lawsOf = (name: string, f: Activation, facts: ElementFacts | RowFacts): readonly Law[] =>
  facts.acts === 'onElements' ? elementLaws(name, f, facts) : rowLaws(name, f, facts)

/**
 * The laws of an activation, given as the registry gives it, for each of its options to try.
 *
 * @example for (const law of activationLaws('cube', cubeEntry)) check(law)
 */
export const activationLaws = <O>(name: string, { of, options, facts }: ActivationEntry<O>): readonly Law[] =>
  options.flatMap((option) => {
    const shown = JSON.stringify(option)
    return lawsOf(shown === '{}' ? name : `${name} ${shown}`, of(option), facts(option))
  })

/** All laws of activations, over their registry, and of deep chains of them. */
export const allActivationLaws: readonly Law[] = [
  ...Object.entries<ActivationEntry<any>>(activationEntries).flatMap(([name, entry]) => activationLaws(name, entry)),
  ...deepLaws,
]
