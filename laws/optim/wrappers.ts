/** Laws of optimizers around optimizers, and of noise: what each adds, stated on plain numbers. */
import * as fc from 'fast-check'
import { key, literal, scalar } from '../../src/core/index.js'
import { readScalar, settle } from '../../src/engine/index.js'
import {
  accumulate,
  adam,
  addNoise,
  averagedParams,
  chain,
  clipByGlobalNorm,
  exponentialAverage,
  gradientDescent,
  identity,
  lookAhead,
  momentum,
  onPlateau,
  perGroup,
  plateau,
  polyakAverage,
  stepDecay,
} from '../../src/optim/index.js'
import { type Law, law } from '../law.js'
import {
  type AnyOptimizer,
  type History,
  histories,
  near,
  numbersOf,
  rates,
  respond,
  signed,
  stepsOf,
  vector,
} from './trajectory.js'

const inner: Readonly<Record<string, (rate: number) => AnyOptimizer>> = {
  momentum: (rate) => momentum({ rate }),
  'adam with stairs': (rate) => adam({ rate: stepDecay({ rate, factor: 0.5, every: 1 }) }),
}
const optimizer = fc.constantFrom(...Object.keys(inner))
const decays = fc.double({ min: 0, max: 0.99, noNaN: true })
const meanOf = (gradients: History): readonly number[] =>
  gradients[0]!.map((_, k) => gradients.reduce((sum, g) => sum + g[k]!, 0) / gradients.length)
/** Parameters after each step, the first, which are 1, included. */
const placesOf = (of: AnyOptimizer, gradients: History): History => {
  const first = gradients[0]!.map(() => 1)
  return [first, ...respond(of, vector(first), gradients.map(vector)).map(({ params }) => numbersOf(params))]
}
const averagesOf = (of: AnyOptimizer, gradients: History): History =>
  respond(of, vector(gradients[0]!.map(() => 1)), gradients.map(vector)).map(({ state }) =>
    numbersOf(averagedParams(state)),
  )

const accumulation: readonly Law[] = [
  law(
    'accumulate: equals steps on the means of the gradients, with nothing between',
    [optimizer, rates, fc.integer({ min: 1, max: 3 }), histories(signed, 7)],
    (name, rate, every, given) => {
      const parts = Array.from({ length: Math.floor(given.length / every) }, (_, i) =>
        given.slice(i * every, (i + 1) * every),
      )
      const whole = stepsOf(inner[name]!(rate), [...parts.map(meanOf), given[0]!])
      const zero = given[0]!.map(() => 0)
      const expected = given.map((_, t) => ((t + 1) % every === 0 ? whole[(t + 1) / every - 1]! : zero))
      return near(1e-12)(stepsOf(accumulate(every, inner[name]!(rate)), given), expected)
    },
  ),
  law('accumulate: of one is the optimizer', [optimizer, rates, histories(signed)], (name, rate, given) =>
    near(0)(stepsOf(accumulate(1, inner[name]!(rate)), given), stepsOf(inner[name]!(rate), given)),
  ),
]

const averages: readonly Law[] = [
  law(
    'exponentialAverage: is βᵗ w₀ + Σ (1 - β) β^age w',
    [optimizer, rates, decays, histories(signed)],
    (name, rate, decay, given) => {
      const places = placesOf(inner[name]!(rate), given)
      const expected = given.map((_, i) => {
        const t = i + 1
        return places[0]!.map((first, k) =>
          places
            .slice(1, t + 1)
            .reduce((sum, w, age) => sum + (1 - decay) * decay ** (t - 1 - age) * w[k]!, decay ** t * first),
        )
      })
      return near(1e-12)(averagesOf(exponentialAverage(inner[name]!(rate), { decay }), given), expected)
    },
  ),
  law(
    'exponentialAverage: without bias is the mean with weights β^age of what came after steps',
    [optimizer, rates, fc.double({ min: 0.1, max: 0.99, noNaN: true }), histories(signed)],
    (name, rate, decay, given) => {
      const places = placesOf(inner[name]!(rate), given)
      const expected = given.map((_, i) => {
        const weights = Array.from({ length: i + 1 }, (__, at) => decay ** (i - at))
        const total = weights.reduce((a, b) => a + b)
        return places[0]!.map((__, k) => weights.reduce((sum, c, at) => sum + c * places[at + 1]![k]!, 0) / total)
      })
      const of = exponentialAverage(inner[name]!(rate), { decay, debias: true })
      return near(1e-12)(averagesOf(of, given), expected)
    },
  ),
  law(
    'polyakAverage: is the mean of what came after steps',
    [optimizer, rates, histories(signed)],
    (name, rate, given) => {
      const places = placesOf(inner[name]!(rate), given).slice(1)
      const expected = places.map((_, i) => meanOf(places.slice(0, i + 1)))
      return near(1e-12)(averagesOf(polyakAverage(inner[name]!(rate)), given), expected)
    },
  ),
  ...(
    [
      ['exponentialAverage', exponentialAverage],
      ['polyakAverage', polyakAverage],
    ] as const
  ).map(([average, wrap]) =>
    law(`${average}: changes no step`, [optimizer, rates, histories(signed)], (name, rate, given) =>
      near(0)(stepsOf(wrap(inner[name]!(rate)), given), stepsOf(inner[name]!(rate), given)),
    ),
  ),
]

const lookingAhead: readonly Law[] = [
  law(
    'lookAhead: every k steps, from where the slow weights are, part of the way that k steps of the optimizer go',
    [rates, fc.integer({ min: 1, max: 3 }), fc.double({ min: 0.1, max: 1, noNaN: true }), histories(signed, 7)],
    (rate, every, share, given) => {
      let [slow, fast] = [given[0]!.map(() => 1), given[0]!.map(() => 1)]
      const expected = given.map((g, t) => {
        fast = fast.map((w, k) => w - rate * g[k]!)
        if ((t + 1) % every === 0) {
          slow = slow.map((s, k) => s + share * (fast[k]! - s))
          fast = slow
        }
        return fast
      })
      const of = lookAhead(gradientDescent({ rate }), { every, rate: share })
      return near(1e-12)(placesOf(of, given).slice(1), expected)
    },
  ),
  law('lookAhead: all the way is the optimizer', [optimizer, rates, histories(signed)], (name, rate, given) =>
    near(1e-12)(
      placesOf(lookAhead(inner[name]!(rate), { every: 2, rate: 1 }), given),
      placesOf(inner[name]!(rate), given),
    ),
  ),
]

const grouped: readonly Law[] = [
  law(
    'perGroup: groups move as they would apart, a norm over each group included',
    [rates, histories(signed), histories(signed)],
    (rate, left, right) => {
      const parts = {
        one: chain(clipByGlobalNorm<any>(1), adam({ rate })),
        two: chain(clipByGlobalNorm<any>(1), momentum({ rate: 2 * rate })),
      }
      const size = Math.min(left.length, right.length)
      const tree = (a: readonly number[], b: readonly number[]) => ({
        layers: [vector(a), { bias: vector(b), table: literal([1], [1], 'i32') }],
        last: vector(b),
      })
      const ones = (g: readonly number[]): readonly number[] => g.map(() => 1)
      const together = respond(
        perGroup((path) => (path === 'layers/0' ? 'one' : 'two'), parts),
        tree(ones(left[0]!), ones(right[0]!)),
        left.slice(0, size).map((g, t) => tree(g, right[t]!)),
      )
      const alone = stepsOf(parts.one, left.slice(0, size))
      const pairs = stepsOf(
        parts.two,
        right.slice(0, size).map((g) => [...g, ...g]),
      )
      return together.every(({ step }, t) => {
        const both = [...numbersOf(step.layers[1].bias), ...numbersOf(step.last)]
        return (
          near(1e-12)([numbersOf(step.layers[0])], [alone[t]!]) &&
          near(1e-12)([both], [pairs[t]!]) &&
          numbersOf(step.layers[1].table)[0] === 0
        )
      })
    },
  ),
  law('perGroup: of one group is its optimizer', [optimizer, rates, histories(signed)], (name, rate, given) =>
    near(0)(
      stepsOf(
        perGroup(() => 'all', { all: inner[name]!(rate) }),
        given,
      ),
      stepsOf(inner[name]!(rate), given),
    ),
  ),
]

const seeds = fc.nat({ max: 1e6 })
const noises = (seed: number, steps: number, size: number): History => {
  const zero = Array(size).fill(0) as readonly number[]
  return stepsOf(addNoise({ key: key(seed), variance: 4, decay: 1 }), Array(steps).fill(zero))
}
const noise: readonly Law[] = [
  law('addNoise: the same key gives the same noise', [seeds, histories(signed)], (seed, given) => {
    const noisy = () => stepsOf(addNoise({ key: key(seed) }), given)
    return near(0)(noisy(), noisy())
  }),
  law('addNoise: adds what it would add to zeros', [seeds, histories(signed)], (seed, given) => {
    const of = { key: key(seed) }
    const alone = stepsOf(
      addNoise(of),
      given.map((g) => g.map(() => 0)),
    )
    return near(1e-14)(
      stepsOf(addNoise(of), given),
      given.map((g, t) => g.map((x, k) => x + alone[t]![k]!)),
    )
  }),
  law('addNoise: other steps, leaves and keys have other noise', [seeds], (seed) => {
    const tree = { a: vector([0, 0]), b: vector([0, 0]) }
    const drawn = [seed, seed + 1].flatMap((s) =>
      respond(addNoise({ key: key(s) }), tree, [tree, tree]).flatMap(({ step }) => numbersOf(step)),
    )
    return new Set(drawn).size === drawn.length
  }),
  law('addNoise: has mean 0 and a variance that falls with the step', [seeds], (seed) => {
    const size = 2000
    return noises(seed, 3, size).every((step, t) => {
      const deviation = Math.sqrt(4 / (1 + t))
      const mean = step.reduce((a, b) => a + b) / size
      const second = step.reduce((a, b) => a + b * b, 0) / size
      const fourth = step.reduce((a, b) => a + b ** 4, 0) / size
      // six standard errors of each
      return (
        Math.abs(mean / deviation) < 6 / Math.sqrt(size) &&
        Math.abs(second / deviation ** 2 - 1) < 6 * Math.sqrt(2 / size) &&
        Math.abs(fourth / deviation ** 4 - 3) < 6 * Math.sqrt(96 / size)
      )
    })
  }),
  law('addNoise: of variance 0 is identity', [seeds, histories(signed)], (seed, given) =>
    near(0)(stepsOf(addNoise({ key: key(seed), variance: 0 }), given), stepsOf(identity(), given)),
  ),
]

const metrics = fc.array(fc.double({ min: 0.5, max: 2, noNaN: true }), { minLength: 1, maxLength: 12 })
const plateaus: readonly Law[] = [
  law('plateau: metrics that get better leave the factor at 1', [metrics], (drawn) => {
    const { init, observe } = plateau({ patience: 0 })
    const end = drawn.reduce((state, m, i) => settle(observe(state, scalar(m * 0.2 ** i, 'f64'))), init())
    return readScalar(end.factor) === 1 && readScalar(end.best) === drawn.at(-1)! * 0.2 ** (drawn.length - 1)
  }),
  law(
    'plateau: a metric that stays multiplies the factor every patience + 1 times',
    [fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 12 })],
    (patience, count) => {
      const { init, observe } = plateau({ patience, factor: 0.5 })
      let state = init()
      for (let i = 0; i <= count; i++) state = settle(observe(state, scalar(1, 'f64')))
      return readScalar(state.factor) === 0.5 ** Math.floor(count / (patience + 1))
    },
  ),
  law('onPlateau: multiplies steps by its factor', [optimizer, rates, histories(signed)], (name, rate, given) => {
    const of = onPlateau<any, any>(inner[name]!(rate), { patience: 0, factor: 0.25 })
    const flat = (state: any) => of.observe(of.observe(state, scalar(1, 'f64')), scalar(1, 'f64'))
    const held = { ...of, init: (params: any) => flat(of.init(params)) }
    const plain = stepsOf(inner[name]!(rate), given)
    return (
      near(0)(stepsOf(of, given), plain) &&
      near(1e-15)(
        stepsOf(held, given),
        plain.map((step) => step.map((x) => x / 4)),
      )
    )
  }),
]

export const wrapperLaws: readonly Law[] = [
  ...accumulation,
  ...averages,
  ...lookingAhead,
  ...grouped,
  ...noise,
  ...plateaus,
]
