/** Laws of clipping by length. */
import * as fc from 'fast-check'
import { isFloat, leaves, literal } from '../../src/core/index.js'
import { readScalar } from '../../src/engine/index.js'
import { clipByValue, globalNorm } from '../../src/optim/index.js'
import { type Law, law } from '../law.js'
import { type AnyOptimizer, magnitudes, mixedTree, near, numbersOf, respond, stepsOf } from './trajectory.js'

const maxima = fc.double({ min: -2, max: 2, noNaN: true }).map((power) => 10 ** power)
const vectors = fc.array(fc.oneof(fc.constant(0), magnitudes(3)), { minLength: 1, maxLength: 5 })
const norm = (xs: readonly number[]): number => Math.hypot(...xs)

/**
 * Laws of a transform that shortens what is longer than `max` and leaves the rest alone: the whole tree as one vector, or
 * with `'leaf'` each leaf for itself.
 */
export const clippingLaws = (
  name: string,
  make: (max: number) => AnyOptimizer,
  of: 'tree' | 'leaf' = 'tree',
): readonly Law[] => {
  const clip = (max: number, g: readonly number[]): readonly number[] => stepsOf(make(max), [g])[0]!
  return [
    law(
      `${name}: nothing is longer than the maximum`,
      [maxima, vectors],
      (max, g) => norm(clip(max, g)) <= max * (1 + 1e-12),
    ),
    law(
      `${name}: what is too long gets the length of the maximum and keeps its direction`,
      [maxima, vectors],
      (max, g) => (norm(g) <= max ? true : near(1e-12)([clip(max, g)], [g.map((x) => (x / norm(g)) * max)])),
    ),
    law(`${name}: what is short enough is untouched`, [maxima, vectors], (max, g) => {
      const short = g.map((x) => (norm(g) === 0 ? 0 : (x / norm(g)) * max * 0.999))
      return near(0)([clip(max, short)], [short])
    }),
    law(`${name}: twice is once`, [maxima, vectors], (max, g) =>
      near(1e-14)([clip(max, clip(max, g))], [clip(max, g)]),
    ),
    law(`${name}: zeros stay zeros`, [maxima], (max) => near(0)([clip(max, [0, 0])], [[0, 0]])),
    law(
      `${name}: ${of === 'tree' ? 'all floating point leaves of a tree are one vector' : 'each floating point leaf is a vector'}, the others become zeros`,
      [maxima, mixedTree],
      (max, gradient) => {
        const { step } = respond(make(max), gradient, [gradient])[0]!
        const floats = leaves(gradient).map((t) => (isFloat(t.dtype) ? numbersOf(t) : numbersOf(t).map(() => 0)))
        const factor = (xs: readonly number[]) => Math.min(1, max / norm(of === 'tree' ? floats.flat() : xs))
        return (
          near(1e-6)(
            leaves(step).map(numbersOf),
            floats.map((xs) => xs.map((x) => (x === 0 ? 0 : x * factor(xs)))),
          ) && leaves(step).every((t, i) => t.dtype === leaves(gradient)[i]!.dtype)
        )
      },
    ),
  ]
}

/** Laws of clipping entries. */
export const clipByValueLaws: readonly Law[] = [
  law('clipByValue: presses each entry into [-max, max]', [maxima, vectors], (max, g) =>
    near(0)(stepsOf(clipByValue(max), [g]), [g.map((x) => Math.sign(x) * Math.min(Math.abs(x), max))]),
  ),
]

/** Laws of the length itself. */
export const globalNormLaws: readonly Law[] = [
  law('globalNorm: is the length of all leaves as one vector', [vectors, vectors], (a, b) => {
    const tree = { a: literal([a.length], a, 'f64'), b: [literal([1, b.length], b, 'f64')] }
    return near(1e-14)([[readScalar(globalNorm(tree))]], [[norm([...a, ...b])]])
  }),
]
