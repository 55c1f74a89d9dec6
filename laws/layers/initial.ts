/** Laws of initial values. */
import * as fc from 'fast-check'
import { key, type Numbers } from '../../src/core/index.js'
import { read } from '../../src/engine/index.js'
import { type Fan, type Initial, type InitialName, initials } from '../../src/models/index.js'
import { type Law, law } from '../law.js'

/** What is claimed of initial values. */
export interface InitialClaims {
  readonly variance: (fan: Fan) => number
  /** Largest magnitude, where there is one. */
  readonly bound?: (fan: Fan) => number
}

const many = 65536
const fans = fc.record({ fanIn: fc.integer({ min: 1, max: 1000 }), fanOut: fc.integer({ min: 1, max: 1000 }) })
// few seeds, so that the statistics below hold always or never
const seeds = fc.nat({ max: 7 })
const draw = (initial: Initial, fan: Fan, seed: number, size: number): Numbers => read(initial(fan)(key(seed), [size]))
const average = (numbers: Numbers, f: (x: number) => number): number => {
  let total = 0
  for (const x of numbers) total += f(x)
  return total / numbers.length
}

/**
 * The laws of initial values: mean 0, the variance that is claimed (within 1.7 %: a hundredth in the deviation shows),
 * bounds, one draw for one key.
 */
export const initialLaws = (name: string, initial: Initial, { variance, bound }: InitialClaims): readonly Law[] => [
  law(`${name}: mean 0 and the variance of its formula`, [fans, seeds], (fan, seed) => {
    const [x, expected] = [draw(initial, fan, seed, many), variance(fan)]
    return (
      Math.abs(average(x, (v) => v)) <= 4 * Math.sqrt(expected / many) &&
      Math.abs(average(x, (v) => v * v) - expected) <= 0.017 * expected
    )
  }),
  ...(bound === undefined
    ? []
    : [
        law(`${name}: fills its bounds and stays within`, [fans, seeds], (fan, seed) => {
          const largest = Math.max(...Array.from(draw(initial, fan, seed, 4096), Math.abs))
          return largest <= bound(fan) * (1 + 1e-6) && largest >= bound(fan) * 0.995
        }),
      ]),
  law(`${name}: one key, one draw; another key, another`, [fans, fc.nat()], (fan, seed) => {
    const [a, again, b] = [seed, seed, seed + 1].map((s) => [...draw(initial, fan, s, 8)].join())
    return a === again && (variance(fan) === 0 || a !== b)
  }),
]

export const initialClaims: { readonly [N in InitialName]: InitialClaims } = {
  zeros: { variance: () => 0, bound: () => 0 },
  heNormal: { variance: ({ fanIn }) => 2 / fanIn },
  heUniform: { variance: ({ fanIn }) => 2 / fanIn, bound: ({ fanIn }) => Math.sqrt(6 / fanIn) },
  glorotNormal: { variance: ({ fanIn, fanOut }) => 2 / (fanIn + fanOut) },
  glorotUniform: {
    variance: ({ fanIn, fanOut }) => 2 / (fanIn + fanOut),
    bound: ({ fanIn, fanOut }) => Math.sqrt(6 / (fanIn + fanOut)),
  },
}

export const allInitialLaws: readonly Law[] = (Object.keys(initials) as readonly InitialName[]).flatMap((name) =>
  initialLaws(name, initials[name], initialClaims[name]),
)
