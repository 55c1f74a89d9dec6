/** Laws of initial values. */
import * as fc from 'fast-check'
import { key, type Numbers } from '../../src/core/index.js'
import { read } from '../../src/engine/index.js'
import {
  type Fan,
  type Initial,
  type InitialName,
  type InitialNumbers,
  initialOf,
  initials,
} from '../../src/models/index.js'
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

/** `null` where the laws of independent numbers do not hold. */
export const initialClaims: { readonly [N in InitialName]: InitialClaims | null } = {
  zeros: { variance: () => 0, bound: () => 0 },
  heNormal: { variance: ({ fanIn }) => 2 / fanIn },
  heUniform: { variance: ({ fanIn }) => 2 / fanIn, bound: ({ fanIn }) => Math.sqrt(6 / fanIn) },
  glorotNormal: { variance: ({ fanIn, fanOut }) => 2 / (fanIn + fanOut) },
  glorotUniform: {
    variance: ({ fanIn, fanOut }) => 2 / (fanIn + fanOut),
    bound: ({ fanIn, fanOut }) => Math.sqrt(6 / (fanIn + fanOut)),
  },
  leCunNormal: { variance: ({ fanIn }) => 1 / fanIn },
  leCunUniform: { variance: ({ fanIn }) => 1 / fanIn, bound: ({ fanIn }) => Math.sqrt(3 / fanIn) },
  orthogonal: null,
}

/** Variance of a standard normal number between -2 and 2. */
const cut = 0.7737413035
const numberedClaims: readonly (readonly [
  spec: Exclude<InitialNumbers, { initial: 'constant' }>,
  claims: InitialClaims,
])[] = [
  [
    { initial: 'uniform', bound: 0.3 },
    { variance: () => 0.03, bound: () => 0.3 },
  ],
  [{ initial: 'normal', deviation: 0.02 }, { variance: () => 4e-4 }],
  [{ initial: 'truncatedNormal', deviation: 0.5 }, { variance: () => 0.25 * cut }],
]

const matrixShapes = fc.constantFrom<readonly number[]>([4, 4], [7, 3], [2, 6], [2, 2, 3, 5], [5], [1, 1])
const orthogonalLaws: readonly Law[] = [
  law(
    'orthogonal: rows or columns, whichever are fewer, have length 1 and right angles',
    [matrixShapes, seeds],
    (shape, seed) => {
      const w = read(initials.orthogonal({ fanIn: 1, fanOut: 1 })(key(seed), shape))
      const across = shape.at(-1)!
      const down = w.length / across
      const [rows, at] =
        down <= across
          ? [down, (r: number, i: number) => w[r * across + i]!]
          : [across, (r: number, i: number) => w[i * across + r]!]
      const inner = (a: number, b: number): number => {
        let sum = 0
        for (let i = 0; i < w.length / rows; i++) sum += at(a, i) * at(b, i)
        return sum
      }
      return Array.from({ length: rows ** 2 }, (_, n) => [Math.floor(n / rows), n % rows] as const).every(
        ([a, b]) => Math.abs(inner(a, b) - (a === b ? 1 : 0)) <= 1e-6,
      )
    },
  ),
  law('orthogonal: no direction is preferred', [seeds], (seed) => {
    const first = Array.from(
      { length: 500 },
      (_, i) => read(initials.orthogonal({ fanIn: 1, fanOut: 1 })(key(1000 * seed + i), [2, 2]))[0]!,
    )
    const mean = first.reduce((a, b) => a + b, 0) / first.length
    const square = first.reduce((a, b) => a + b * b, 0) / first.length
    return Math.abs(mean) <= 0.19 && Math.abs(square - 0.5) <= 0.095
  }),
]
const cutLaw = law('truncatedNormal: stays within two deviations', [seeds], (seed) =>
  [...draw(initialOf({ initial: 'truncatedNormal', deviation: 0.5 }), { fanIn: 3, fanOut: 2 }, seed, 4096)].every(
    (x) => Math.abs(x) <= 1,
  ),
)
const constantLaw = law('constant: its value everywhere', [fc.double({ min: -9, max: 9, noNaN: true })], (value) =>
  [...draw(initialOf({ initial: 'constant', value }), { fanIn: 3, fanOut: 2 }, 0, 5)].every(
    (x) => x === Math.fround(value),
  ),
)

export const allInitialLaws: readonly Law[] = [
  ...(Object.keys(initials) as readonly InitialName[]).flatMap((name) => {
    const claims = initialClaims[name]
    return claims === null ? [] : initialLaws(name, initials[name], claims)
  }),
  ...numberedClaims.flatMap(([spec, claims]) => initialLaws(spec.initial, initialOf(spec), claims)),
  constantLaw,
  cutLaw,
  ...orthogonalLaws,
]
