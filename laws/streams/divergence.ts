/** Laws of divergence: seen at its own step, named, and nothing lost. */
import * as fc from 'fast-check'
import { leaves, literal, type Scalar, scalar } from '../../src/core/index.js'
import { read } from '../../src/engine/index.js'
import { add, div, exp, mean, mul, pow, sqrt, square, sub, sum } from '../../src/ops/index.js'
import { gradientDescent } from '../../src/optim/index.js'
import { begin, beginFit, examples, outcome, rowsOf } from '../../src/streams/index.js'
import { type Law, law } from '../law.js'
import { type AnyRun, lastOf, type Problem, problems, reasonOf, same, statesOf, statesUntil } from './problem.js'

const cut = fc.nat()
const isFinite = (tree: unknown): boolean => leaves(tree).every((t) => [...read(t)].every(Number.isFinite))
/** What holds of every run that diverges, and where its message points. */
const endsWell = (problem: Problem, message: RegExp): boolean => {
  const states = statesUntil(problem, (now) => now.stopped !== null)
  const last = lastOf(states)
  const before = states.at(-2) ?? problem.start
  const reason = last.stopped
  if (reason?.reason !== 'diverged') return false
  const taken = states.filter((s) => s.position.batch > 0 && s.stopped === null).length
  return (
    reason.step === taken + 1 &&
    message.test(reason.message) &&
    !reason.message.includes('\n') &&
    same({ ...last, stopped: null }, { ...before, stopped: null }) &&
    states.every(({ training }) => isFinite([training.params, training.state])) &&
    isFinite([outcome(last).best.snapshot, outcome(last).last.snapshot]) &&
    same(statesOf(problem, last), [last])
  )
}
const runOf = (objective: (params: any, batch: any) => any, params: unknown, rate: number, count = 6): Problem => {
  const optimizer = gradientDescent<any>({ rate })
  return {
    options: {
      objective: (p: unknown, state: null, batch: unknown) => [objective(p, batch) as Scalar, state],
      optimizer,
      epochs: 50,
      patience: null,
      size: 2,
      key: { k0: 0, k1: 0 },
      pace: Number.POSITIVE_INFINITY,
    } as unknown as AnyRun,
    dataset: rowsOf(
      literal(
        [count, 2],
        Array.from({ length: 2 * count }, (_, i) => 1 + i),
      ),
    ),
    start: beginFit<any, any, any>(begin({ params, state: null }, optimizer, { k0: 0, k1: 0 })),
  }
}
const layersOf = (w: number) => [{ weights: literal([2], [w, w]) }, { weights: literal([2], [w, -w]) }]

export const divergenceLaws: readonly Law[] = [
  law(
    'divergence: a rate far too large ends in one, with the op and the parameter before it',
    [problems, fc.integer({ min: 20, max: 38 })],
    ({ options, ...rest }, power) => {
      const optimizer = gradientDescent<any>({ rate: 10 ** power })
      const start = beginFit<any, any, any>({
        ...rest.start.training,
        optimizer: optimizer.init(rest.start.training.params),
      })
      const { validate: _, ...unvalidated } = options
      const problem = { ...rest, start, options: { ...unvalidated, optimizer, epochs: 20, patience: null } as AnyRun }
      const states = statesOf(problem)
      // where all gradients vanish no rate is too large
      if (reasonOf(lastOf(states)) !== 'diverged') return states.every(({ training }) => isFinite(training.params))
      return endsWell(
        problem,
        /^(loss: \w+ f32 \[.*\]: -?(NaN|Infinity) at position \d+, computed from parameter [01]\/(weights|bias)|gradient of parameter [01]\/(weights|bias): \w+ f32 .*|step of parameter [01]\/(weights|bias): \w+ f32 .*)$/,
      )
    },
  ),
  law(
    'divergence: numbers that are not finite in the data are named',
    [problems, cut, fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY), fc.boolean()],
    ({ options, dataset, ...rest }, drawn, value, inTarget) => {
      const all = dataset.batch(Int32Array.from({ length: dataset.size }, (_, i) => i))
      const spoil = (t: any) => {
        const numbers = [...read(t)]
        numbers[drawn % numbers.length] = value
        return rowsOf(literal(t.shape, numbers))
      }
      const spoiled = inTarget ? examples(rowsOf(all.x), spoil(all.y)) : examples(spoil(all.x), rowsOf(all.y))
      const problem = { ...rest, options: { ...options, patience: null } as AnyRun, dataset: spoiled }
      return endsWell(
        problem,
        new RegExp(`^batch ${inTarget ? 'y' : 'x'} f32 \\[\\d, \\d\\]: ${value} at position \\d$`),
      )
    },
  ),
  law(
    'divergence: a gradient that is not finite under a finite loss is seen at its own step',
    [fc.nat({ max: 1 })],
    (which) => {
      const objective = (layers: any) =>
        add(
          sum(mul(layers[1 - which].weights, 0)) as any,
          sum(sqrt(mul(layers[which].weights, 0) as any) as any) as any,
        )
      const problem = runOf(objective, layersOf(1), 0.1)
      return (
        lastOf(statesOf(problem)).stopped !== null &&
        endsWell(problem, new RegExp(`^gradient of parameter ${which}/weights: (div|pow|mul) f32 .*at position 0$`))
      )
    },
  ),
  law(
    'divergence: a step out of range under a finite gradient is seen before it is taken',
    [fc.double({ min: 1, max: 9, noNaN: true })],
    (w) => {
      const problem = runOf((layers: any) => mean(mul(layers[1].weights, 1e30) as any), layersOf(w), 1e30)
      return endsWell(problem, /^step of parameter 1\/weights: \w+ f32 \[2\]: -?Infinity at position 0$/)
    },
  ),
  law(
    'divergence: an overflow in a layer names the op and the last parameter before it',
    [fc.nat({ max: 1 })],
    (which) => {
      const objective = (layers: any, batch: any) => {
        const first = exp(mul(mul(batch, layers[0].weights) as any, which === 0 ? 100 : 0) as any)
        return mean(
          square(sub(exp(mul(mul(first as any, layers[1].weights) as any, 100) as any) as any, 0) as any) as any,
        )
      }
      return endsWell(
        runOf(objective, layersOf(2), 0.1),
        new RegExp(`^loss: exp f32 \\[2, 2\\]: Infinity at position \\d, computed from parameter ${which}/weights$`),
      )
    },
  ),
  law(
    'divergence: in slices it is seen too, also where a state is finite again after the next batch',
    [fc.integer({ min: 0, max: 5 }), fc.nat({ max: 5 }).map((n) => 1 + (n % 3))],
    (zero, size) => {
      const optimizer = gradientDescent<Scalar>({ rate: 0.1 })
      const problem: Problem = {
        options: {
          // The state is the sum of 1/x over the last batch alone.
          objective: (n: Scalar, _: Scalar, x: any) => [mul(n, n), sum(div(1, x))],
          optimizer,
          epochs: 3,
          patience: null,
          size,
          key: { k0: 0, k1: 0 },
          pace: Number.POSITIVE_INFINITY,
        } as unknown as AnyRun,
        dataset: rowsOf(
          literal(
            [6],
            Array.from({ length: 6 }, (_, i) => (i === zero ? 0 : i + 1)),
          ),
        ),
        start: beginFit<any, any, any>(begin({ params: scalar(1), state: scalar(0) }, optimizer, { k0: 0, k1: 0 })),
      }
      const last = lastOf(statesOf(problem))
      const inSlices = lastOf(statesOf({ ...problem, options: { ...problem.options, emits: 'slices' } }))
      return endsWell(problem, /^step of state: (div|sum) f32 /) && same(last, inSlices)
    },
  ),
  law('divergence: the best epoch before it is kept', [fc.integer({ min: 1, max: 5 })], (good) => {
    // counts down its parameter, and the root of a negative number ends the run
    const optimizer = gradientDescent<Scalar>({ rate: 1 })
    const problem: Problem = {
      options: {
        objective: (n: Scalar, state: null) => [add(n, mul(0, pow(n as any, 0.5) as any) as any), state],
        optimizer,
        validate: ({ params }: any) => ({ value: -read(params)[0]!, metrics: {} }),
        epochs: 100,
        patience: null,
        size: 1,
        key: { k0: 0, k1: 0 },
        pace: Number.POSITIVE_INFINITY,
      } as unknown as AnyRun,
      dataset: { size: 1, batch: () => null },
      start: beginFit<any, any, any>(begin({ params: scalar(good + 0.5), state: null }, optimizer, { k0: 0, k1: 0 })),
    }
    const last = lastOf(statesOf(problem))
    return (
      endsWell(problem, /^loss: pow f32 \[\]: NaN at position 0, computed from parameter$/) && last.best?.epoch === 1
    )
  }),
]
