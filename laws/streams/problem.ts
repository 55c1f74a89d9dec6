/** Small training problems that the laws draw, and how they run and compare. */
import * as fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { type Observable, takeWhile } from 'rxjs'
import { type AnyTensor, isTensor, key, literal, type Scalar } from '../../src/core/index.js'
import { readTree } from '../../src/engine/index.js'
import { meanSquaredError } from '../../src/models/index.js'
import { tanh } from '../../src/models/layers/activation.js'
import { dense } from '../../src/models/layers/dense.js'
import { dropout } from '../../src/models/layers/dropout.js'
import { input } from '../../src/models/layers/input.js'
import { mul, neg, sum } from '../../src/ops/index.js'
import { gradientDescent, type OptimizerName, optimizers } from '../../src/optim/index.js'
import {
  begin,
  beginFit,
  type Dataset,
  type Epoch,
  examples,
  type Fit,
  type FitOptions,
  type FitOrder,
  fit,
  type Reason,
  rowsOf,
  supervised,
} from '../../src/streams/index.js'

export type AnyFit = Fit<any, any, any>
export type AnyRun = FitOptions<any, any, any, any> & FitOrder
/** A run with all that it needs. */
export interface Problem {
  readonly options: AnyRun
  readonly dataset: Dataset<any>
  readonly start: AnyFit
}

export const keys = fc.nat().map(key)
export const rows = (min = 1, max = 9): fc.Arbitrary<number> => fc.integer({ min, max })
const numbers = (size: number): fc.Arbitrary<number[]> =>
  fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: size, maxLength: size })

/** Inputs `[n, 2]` and targets `[n, 1]`. */
export const datasets: fc.Arbitrary<Dataset<any>> = rows().chain((n) =>
  fc
    .tuple(numbers(2 * n), numbers(n))
    .map(([x, y]) => examples(rowsOf(literal([n, 2], x)), rowsOf(literal([n, 1], y)))),
)

export const model = pipe(input(2), dense(3), tanh, dropout(0.4), dense(1))
export const objective = supervised(model, meanSquaredError('mean'))
export const optimizerNames = fc.constantFrom(...(Object.keys(optimizers) as readonly OptimizerName[]))

/** A network with dropout on random data, any optimizer, with and without early stopping and validation. */
export const problems: fc.Arbitrary<Problem> = fc
  .record({
    dataset: datasets,
    name: optimizerNames,
    validated: fc.boolean(),
    epochs: fc.integer({ min: 1, max: 3 }),
    patience: fc.constantFrom(null, 1, 2),
    size: fc.integer({ min: 1, max: 4 }),
    order: keys,
    noise: keys,
    first: keys,
  })
  .map(({ dataset, name, validated, epochs, patience, size, order, noise, first }) => {
    const optimizer = optimizers[name].make(0.05)
    const validate = ({ params }: any) => {
      const value = Number(readTree(sum(mul(params[0].weights, params[0].weights) as any) as AnyTensor)[0])
      return { value, metrics: { norm: Math.sqrt(value) } }
    }
    const common = { objective, optimizer, epochs, patience, size, key: order, pace: Number.POSITIVE_INFINITY }
    const start = beginFit<any, any, any>(begin(model.init(first), optimizer, noise))
    return { options: { ...common, ...(validated ? { validate } : {}) } as AnyRun, dataset, start }
  })

/**
 * A run of one step an epoch that counts: its parameter is the number of epochs done. Validation reads its values off a
 * list, one for each epoch.
 */
export const counting = (values: readonly number[], patience: number | null): Problem => {
  const optimizer = gradientDescent<Scalar>({ rate: 1 })
  const validate = ({ params }: any) => ({ value: values[Number(readTree(params)[0]) - 1]!, metrics: {} })
  return {
    options: {
      objective: (n: Scalar, state: null) => [neg(n), state],
      optimizer,
      validate,
      epochs: values.length,
      patience,
      size: 1,
      key: key(0),
      pace: Number.POSITIVE_INFINITY,
    } as AnyRun,
    dataset: { size: 1, batch: () => null },
    start: beginFit<any, any, any>(begin({ params: literal([], [0]), state: null }, optimizer, key(0))),
  }
}

/** What a stream emits in the call of `subscribe`. Throws where it is not done by then, or fails. */
export const emitted = <A>(source: Observable<A>): readonly A[] => {
  const items: A[] = []
  let done = false
  let failure: unknown
  source.subscribe({
    next: (item) => {
      items.push(item)
    },
    error: (error) => {
      failure = error
    },
    complete: () => {
      done = true
    },
  })
  if (failure !== undefined) throw failure
  if (!done) throw new Error('emitted: the stream is not done')
  return items
}
/** All states of a run, from some state on. */
export const statesOf = ({ options, dataset, start }: Problem, from: AnyFit = start): readonly AnyFit[] =>
  emitted(fit(options)(dataset, from))
/** The states of a run up to and with the first for which `holds`. */
export const statesUntil = ({ options, dataset, start }: Problem, holds: (now: AnyFit) => boolean): readonly AnyFit[] =>
  emitted(fit(options)(dataset, start).pipe(takeWhile((now) => !holds(now), true)))

type Plain = unknown
/** Anything as plain data: a tensor is its shape, element type and numbers, bit for bit. */
export const plain = (u: unknown): Plain => {
  if (isTensor(u)) return { shape: u.shape, dtype: u.dtype, numbers: Array.from(readTree(u) as Iterable<number>, show) }
  if (typeof u === 'number') return show(u)
  if (typeof u !== 'object' || u === null) return u
  if (Array.isArray(u)) return u.map(plain)
  return Object.fromEntries(Object.entries(u).map(([k, v]) => [k, plain(v)]))
}
// JSON has neither NaN nor infinities nor -0
const show = (x: number): string => (Object.is(x, -0) ? '-0' : String(x))
const toText = (u: unknown): string => JSON.stringify(plain(u))
/** Equal bit for bit: structure, shapes, element types, numbers. */
export const same = (a: unknown, b: unknown): boolean => toText(a) === toText(b)

/** The state as a file keeps it: to text and back, nothing shared with the original. */
export const throughText = <T>(state: T): T => {
  const revive = (u: any): any => {
    if (typeof u === 'string' && u !== '' && (u === 'NaN' || !Number.isNaN(Number(u)))) return Number(u)
    if (typeof u !== 'object' || u === null) return u
    if (Array.isArray(u)) return u.map(revive)
    if (Array.isArray(u.numbers)) return literal(u.shape.map(Number), u.numbers.map(Number), u.dtype)
    return Object.fromEntries(Object.entries(u).map(([k, v]) => [k, revive(v)]))
  }
  return revive(JSON.parse(toText(state)))
}

export const lastOf = <A>(items: readonly A[]): A => items.at(-1)!
export const reasonOf = (now: AnyFit): Reason['reason'] | undefined => now.stopped?.reason
export const valuesOf = (history: readonly Epoch[]): readonly number[] => history.map((e) => e.value)
