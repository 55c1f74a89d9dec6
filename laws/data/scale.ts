/** Laws of scaling and of the summaries it is fitted to. */
import * as fc from 'fast-check'
import { applyScaling, fitScaling, invertScaling, type Summary, summary, summaryMonoid } from '../../src/data/index.js'
import { type Law, law } from '../law.js'

const numbers = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { maxLength: 40 })
export const scalings = fc.constantFrom('standard' as const, 'minMax' as const, 'none' as const)

const close = (a: number, b: number, scale: number): boolean => a === b || Math.abs(a - b) <= 1e-9 * Math.max(1, scale)
const sameSummary = (a: Summary, b: Summary): boolean => {
  const size = Math.max(...[a.min, a.max, b.min, b.max].filter(Number.isFinite).map(Math.abs), 1)
  return (
    a.count === b.count &&
    a.min === b.min &&
    a.max === b.max &&
    close(a.mean, b.mean, size) &&
    close(a.squares, b.squares, a.count * size * size)
  )
}

export const scaleLaws: readonly Law[] = [
  law('scaling inverts', [scalings, numbers, numbers], (kind, seen, later) => {
    const scaling = fitScaling(kind)(summary(seen))
    const size = Math.max(...[...seen, ...later].map(Math.abs), 1)
    return [...seen, ...later].every((x) => close(invertScaling(scaling)(applyScaling(scaling)(x)), x, size))
  }),
  law('min-max scaling lands in [0, 1]', [numbers], (seen) => {
    const scale = applyScaling(fitScaling('minMax')(summary(seen)))
    return seen.map(scale).every((y) => y >= 0 && y <= 1)
  }),
  law(
    'standard scaling leaves mean 0 and variance 1, or 0 where all numbers are equal',
    [fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 40 })],
    (seen) => {
      const scaled = summary(seen.map(applyScaling(fitScaling('standard')(summary(seen)))))
      const variance = new Set(seen).size === 1 ? 0 : 1
      return close(scaled.mean, 0, 1) && close(scaled.squares / scaled.count, variance, 1)
    },
  ),
  law('summaries of parts merge to the summary of the whole', [numbers, numbers], (a, b) =>
    sameSummary(summary([...a, ...b]), summaryMonoid.concat(summary(a), summary(b))),
  ),
  law('merging summaries is associative', [numbers, numbers, numbers], (a, b, c) => {
    const { concat } = summaryMonoid
    const [x, y, z] = [summary(a), summary(b), summary(c)] as const
    return sameSummary(concat(concat(x, y), z), concat(x, concat(y, z)))
  }),
  law('the empty summary is the identity', [numbers], (a) => {
    const { concat, empty } = summaryMonoid
    const x = summary(a)
    return [concat(x, empty), concat(empty, x)].every((y) => sameSummary(y, x))
  }),
]
