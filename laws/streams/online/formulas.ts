/** Laws of learners against their textbook formulas, written by hand. */
import * as fc from 'fast-check'
import { key, literal } from '../../../src/core/index.js'
import { read } from '../../../src/engine/index.js'
import { diff } from '../../../src/grad/index.js'
import { add, exp, gather, log1p, mul, reshape, sub, sum } from '../../../src/ops/index.js'
import { gradientDescent } from '../../../src/optim/index.js'
import {
  factorizationMachine,
  type Labelled,
  linearRegression,
  logisticRegression,
  type Online,
  softmaxRegression,
} from '../../../src/streams/index.js'
import { type Law, law } from '../../law.js'
import { near } from '../../numeric.js'
import { numbers } from './records.js'

const names = ['a', 'b', 'c'] as const
const rate = 0.1
const optimizer = gradientDescent<any>({ rate })
/** Records with all of three features. */
const whole = fc.tuple(numbers, numbers, numbers).map(([a, b, c]) => ({ a, b, c }))
const row = (x: Readonly<Record<string, number>>): readonly number[] => names.map((name) => x[name]!)
const allNear = (a: readonly number[], b: readonly number[], tolerance = 1e-12): boolean =>
  a.length === b.length && a.every((v, i) => near(v, b[i]!, tolerance))
const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((s, v, i) => s + v * b[i]!, 0)
const sigma = (z: number): number => 1 / (1 + Math.exp(-z))

/** The first rows of a tensor of parameters, as they are in a state. */
const rowsOf = (t: any, width = 1): readonly number[] => [...read(t)].slice(0, names.length * width)
const learntFrom = <S, Y>(online: Online<S, any, Y, any>, all: readonly Labelled<any, Y>[]): S =>
  all.reduce((s, { x, y }) => online.learnOne(s, x, y), online.init)

/** Weights and intercept by hand: `slope` is the derivative of the loss by the score. */
const byHand = (
  all: readonly Labelled<any, any>[],
  slope: (z: number, y: number) => number,
  l2: number,
): readonly number[] =>
  all.reduce<readonly number[]>(
    (now, { x, y }) => {
      const [w, b] = [now.slice(0, 3), now[3]!]
      const d = slope(dot(w, row(x)) + b, y)
      return [...w.map((v, i) => v - rate * (d * row(x)[i]! + l2 * v)), b - rate * d]
    },
    [0, 0, 0, 0],
  )
const ofState = ({ params }: any): readonly number[] => [...rowsOf(params.weights), ...read(params.intercept)]
const records = (y: fc.Arbitrary<number>) => fc.array(fc.record({ x: whole, y }), { minLength: 1, maxLength: 8 })
const marks = fc.constantFrom(0, 1)

/** The naive sum over all pairs, as an expression. */
const naive = ({ weights, factors, intercept }: any, x: any): any => {
  const at = (t: any, i: number): any => gather(t, literal([], [i], 'i32') as any)
  const pairs = [0, 1, 2].flatMap((i) => [0, 1, 2].filter((j) => j > i).map((j) => [i, j] as const))
  const terms = pairs.map(([i, j]): any =>
    mul<any, any, any>(
      sum(mul<any, any, any>(at(factors, i), at(factors, j)) as any),
      mul<any, any, any>(at(x, i), at(x, j)),
    ),
  )
  const linear: any = add<any, any, any>(sum(mul<any, any, any>(weights, x) as any) as any, intercept)
  return terms.reduce((a, b) => add<any, any, any>(a, b) as any, linear)
}

/** Against formulas. */
export const formulaLaws: readonly Law[] = [
  law('logisticRegression: w ← w - η ((σ(w·x + b) - y) x + λ w), in f64', [records(marks)], (all) => {
    const online = logisticRegression({ optimizer, l2: 0.2 })
    return allNear(
      ofState(learntFrom<any, any>(online, all)),
      byHand(all, (z, y) => sigma(z) - y, 0.2),
    )
  }),
  law('linearRegression: w ← w - η 2 (w·x + b - y) x, in f64', [records(numbers)], (all) =>
    allNear(
      ofState(learntFrom(linearRegression({ optimizer: gradientDescent({ rate: rate / 20 }) }), all)),
      byHand(all, (z, y) => (z - y) / 10, 0),
      1e-10,
    ),
  ),
  law(
    'logisticRegression: a step is that of `diff` of ln(1 + e^(-z)) or ln(1 + e^z)',
    [whole, whole, marks, marks],
    (x0, x, y0, y) => {
      const online = logisticRegression({ optimizer })
      const before = online.learnOne(online.init, x0, y0 as 0 | 1)
      const { weights, intercept } = before.params
      const inputs = literal([4], [...row(x), 0], 'f64')
      const loss = (p: any): any => {
        const z: any = add<any, any, any>(sum(mul<any, any, any>(p.weights, inputs) as any) as any, p.intercept)
        return log1p(exp(mul(z, y === 1 ? -1 : 1) as any) as any)
      }
      const [, back] = diff(loss)({ weights, intercept } as any)
      const gradient: any = back(literal([], [1], 'f64') as any)
      const after: any = online.learnOne(before, x, y as 0 | 1).params
      return (['weights', 'intercept'] as const).every((name) =>
        allNear(
          [...read(after[name])],
          [...read(sub<any, any, any>(before.params[name], mul(gradient[name], rate) as any) as any)],
        ),
      )
    },
  ),
  law('logisticRegression: a batch takes the mean of its gradients', [records(marks)], (all) => {
    const online = logisticRegression({ optimizer })
    const first = online.learnOne(online.init, { a: 0.5, b: -1, c: 2 }, 1)
    const now = ofState(first)
    const slopes = all.map(({ x, y }) => sigma(dot(now.slice(0, 3), row(x)) + now[3]!) - y)
    const mean = [0, 1, 2, 3].map(
      (i) => all.reduce((s, { x }, k) => s + slopes[k]! * (i < 3 ? row(x)[i]! : 1), 0) / all.length,
    )
    const after = ofState(online.learnBatch!(first, all as any))
    return allNear(
      after,
      now.map((v, i) => v - rate * mean[i]!),
    )
  }),
  law('logisticRegression: what it says of both classes sums to 1', [records(marks), whole], (all, x) => {
    const online = logisticRegression({ optimizer })
    const said = online.predictOne(learntFrom<any, any>(online, all), x)
    return near(said[0] + said[1], 1, 1e-15)
  }),
  law('softmaxRegression: of two classes it is logisticRegression of twice the rate', [records(marks)], (all) => {
    const two = softmaxRegression({ classes: [0, 1], optimizer })
    const one = logisticRegression({ optimizer: gradientDescent({ rate: 2 * rate }) })
    const [s, l] = [learntFrom(two, all), learntFrom<any, any>(one, all)]
    return all.every(({ x }) => near(two.predictOne(s, x)[1]!, one.predictOne(l, x)[1], 1e-10))
  }),
  law('factorizationMachine: predicts the naive sum over pairs, in f64', [records(numbers), whole], (all, x) => {
    const online = factorizationMachine({ factors: 3, key: key(5), optimizer: gradientDescent({ rate: 0.01 }) })
    const state = learntFrom(online, all)
    const inputs = literal([4], [...row(x), 0], 'f64')
    return near(online.predictOne(state, x), read(naive(state.params, inputs))[0]!, 1e-11)
  }),
  law('factorizationMachine: a step is that of `diff` of the naive sum', [whole, whole, numbers], (x0, x, y) => {
    const online = factorizationMachine({ factors: 2, deviation: 0.5, optimizer: gradientDescent({ rate: 0.01 }) })
    const before = online.learnOne(online.init, x0, 1)
    const inputs = literal([4], [...row(x), 0], 'f64')
    const loss = (p: any): any => {
      const off: any = sub<any, any, any>(naive(p, inputs), literal([], [y], 'f64') as any)
      return reshape(mul<any, any, any>(off, off) as any, [])
    }
    const [, back] = diff(loss)(before.params as any)
    const gradient: any = back(literal([], [1], 'f64') as any)
    const after: any = online.learnOne(before, x, y).params
    return (['weights', 'factors', 'intercept'] as const).every((name) =>
      allNear(
        [...read(after[name])],
        [...read(sub<any, any, any>(before.params[name], mul(gradient[name], 0.01) as any) as any)],
        1e-10,
      ),
    )
  }),
]
