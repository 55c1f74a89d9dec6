/** What every operator on streams promises, over the registry: nothing hidden, nothing lost, nothing from the future. */
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import {
  concat,
  EMPTY,
  finalize,
  from,
  NEVER,
  Observable,
  type OperatorFunction,
  type Timestamp,
  take,
  throwError,
  timestamp,
  VirtualTimeScheduler,
} from 'rxjs'
import { key, type Scalar, scalar } from '../../src/core/index.js'
import { metrics } from '../../src/models/index.js'
import { mul } from '../../src/ops/index.js'
import { gradientDescent } from '../../src/optim/index.js'
import {
  asMachine,
  batchMachine,
  begin,
  type Detector,
  delayedMachine,
  driftMachine,
  inTurn,
  learnMachine,
  type Machine,
  metricsMachine,
  type OperatorName,
  operatorOf,
  operators,
  prequentialMachine,
  resumable,
  scoredBy,
  shuffleMachine,
  swapIn,
  windowMachine,
  wrong,
} from '../../src/streams/index.js'
import { type Law, law } from '../law.js'
import { counting, doneAtOnce, received, records } from './learners.js'
import { plain, same, throughText } from './problem.js'

/** An operator with options, on a clock, and what it may be given. */
interface Example {
  readonly items: fc.Arbitrary<readonly any[]>
  readonly make: (clock: VirtualTimeScheduler) => OperatorFunction<any, any>
}

/** By name, with options that each has to check for itself. */
const of = (name: OperatorName, ...options: readonly unknown[]): OperatorFunction<any, any> =>
  operators[name].make(...options)

const numbers = fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 25 })
const withOffsets = records.map(received)
const tests = records.map((drawn) =>
  received(drawn.map(({ x, y }) => ({ x, y, prediction: { a: (x + 1) / 11, b: (10 - x) / 11 } }))),
)
const accuracy = {
  metrics: { accuracy: metrics.accuracy, loss: metrics.logLoss },
  over: { last: 4 },
  scored: scoredBy(['a', 'b']),
} as const
/** Drifts at every third error, and warns before. */
const impatient: Detector<number> = {
  init: 0,
  update: (state, value) => (state % 3) + value,
  verdict: (state) => (state === 3 ? 'drift' : state === 2 ? 'warning' : 'stable'),
}
const watching = { online: counting, detector: impatient, error: wrong, respond: swapIn(counting) }
const descent = gradientDescent<Scalar>({ rate: 0.5 })

/** One or more examples of each operator. Total: a new operator needs one. */
const examples: { readonly [N in OperatorName]: readonly Example[] } = {
  batches: [
    { items: numbers, make: () => of('batches', 3) },
    { items: numbers, make: (scheduler) => of('batches', { size: 4, within: 1, scheduler }) },
  ],
  shuffleBuffer: [
    { items: numbers, make: () => of('shuffleBuffer', { size: 4, key: key(1) }) },
    { items: numbers, make: () => of('shuffleBuffer', { size: 4, key: key(1), wait: 6 }) },
  ],
  window: [
    { items: numbers, make: () => of('window', { size: 3, every: 2 }) },
    { items: numbers, make: () => of('window', { span: 10, every: 5, lateness: 4, time: (t: number) => t }) },
  ],
  train: [
    {
      items: fc.array(
        fc.integer({ min: 1, max: 3 }).map((n) => scalar(n)),
        { maxLength: 4 },
      ),
      make: () =>
        of(
          'train',
          (w: Scalar, state: null, b: Scalar) => [mul(w, b), state],
          descent,
          begin({ params: scalar(1), state: null }, descent, key(0)),
        ),
    },
  ],
  validate: [
    { items: numbers, make: () => of('validate', { every: 3, measure: (n: number) => ({ value: n, metrics: {} }) }) },
  ],
  stopEarly: [
    {
      items: numbers.map((all) =>
        all.map((n) => ({ state: n, validation: n % 3 === 0 ? null : { value: n, metrics: {} } })),
      ),
      make: () => of('stopEarly', 4),
    },
  ],
  checkpointEvery: [
    {
      items: numbers,
      make: (scheduler) =>
        of('checkpointEvery', { every: 3, interval: 5, scheduler, save: () => () => doneAtOnce(E.right(null)) }),
    },
  ],
  limitRate: [{ items: numbers, make: (scheduler) => of('limitRate', { perSecond: 100, burst: 3, scheduler }) }],
  learnOne: [{ items: withOffsets, make: () => of('learnOne', counting) }],
  predictOne: [
    {
      items: numbers.map(received),
      make: () => of('predictOne', counting, { a: 3, b: 1 }),
    },
  ],
  prequential: [{ items: withOffsets, make: () => of('prequential', counting) }],
  withDelayedLabels: [
    {
      items: numbers.map((all) => received(all.map((n) => ({ id: `r${n}` })))),
      make: () =>
        of(
          'withDelayedLabels',
          { records: 3, id: (v: { id: string }) => v.id, recordTime: () => 0, labelTime: () => 0 },
          EMPTY,
        ),
    },
  ],
  detectDrift: [{ items: withOffsets, make: () => of('detectDrift', watching) }],
  rollingMetrics: [{ items: tests, make: () => of('rollingMetrics', accuracy) }],
}

interface Seen {
  readonly values: readonly unknown[]
  readonly how: 'open' | 'complete' | 'error'
  readonly error?: unknown
}
/** What an operator emits while its clock runs out. */
const seen = (make: Example['make'], source: Observable<unknown>, clock = new VirtualTimeScheduler()): Seen => {
  const values: unknown[] = []
  let how: Seen['how'] = 'open'
  let error: unknown
  source.pipe(make(clock)).subscribe({
    next: (value) => {
      values.push(value)
    },
    error: (e) => {
      how = 'error'
      error = e
    },
    complete: () => {
      how = 'complete'
    },
  })
  clock.flush()
  return { values, how, error }
}

/** Items two milliseconds apart, without an end. */
const spaced = (all: readonly unknown[], clock: VirtualTimeScheduler): Observable<unknown> =>
  new Observable((subscriber) => {
    for (const [i, item] of all.entries()) clock.schedule(() => subscriber.next(item), 2 * (i + 1))
  })

const generalLaws = (name: string, { items, make }: Example): readonly Law[] => [
  law(`${name}: of nothing comes nothing, and the end comes with the end`, [items], (all) => {
    const none = seen(make, EMPTY)
    return none.how === 'complete' && none.values.length === 0 && seen(make, from(all)).how === 'complete'
  }),
  law(`${name}: an error of the source comes through, after what came before`, [items], (all) => {
    const error = new Error('of the source')
    const {
      values,
      how,
      error: got,
    } = seen(
      make,
      concat(
        from(all),
        throwError(() => error),
      ),
    )
    const before = seen(make, concat(from(all), NEVER))
    const through = how === 'error' && got === error
    return (through || before.how === 'complete') && same(values, before.values.slice(0, values.length))
  }),
  law(`${name}: subscribed twice it begins anew`, [items], (all) => {
    const clock = new VirtualTimeScheduler()
    const stream = from(all).pipe(make(clock))
    const first = seen(() => (s) => s, stream, clock).values
    const second = seen(() => (s) => s, stream, clock).values
    return same(first, second) && same(first, seen(make, from(all)).values)
  }),
  law(`${name}: what comes out depends on nothing later`, [items, fc.nat()], (all, drawn) => {
    const count = drawn % (all.length + 1)
    const until = (part: readonly unknown[]) => {
      const clock = new VirtualTimeScheduler()
      const { values } = seen(() => (s) => s.pipe(make(clock), timestamp(clock)), spaced(part, clock), clock)
      return (values as readonly Timestamp<unknown>[]).filter((v) => v.timestamp <= 2 * count).map(({ value }) => value)
    }
    return same(until(all.slice(0, count)), until(all))
  }),
  law(`${name}: changes nothing that it is given`, [items], (all) => {
    const before = plain(all)
    seen(make, from(all))
    return same(before, plain(all))
  }),
  law(`${name}: who leaves leaves the source, too`, [items, fc.nat()], (all, drawn) => {
    let left = false
    const source = concat(from(all), NEVER).pipe(
      finalize(() => {
        left = true
      }),
    )
    const whole = seen(make, concat(from(all), NEVER)).values
    if (whole.length === 0) return true
    const count = 1 + (drawn % whole.length)
    const clock = new VirtualTimeScheduler()
    const { values, how } = seen((c) => (s) => s.pipe(make(c), take(count)), source, clock)
    return left && how === 'complete' && same(values, whole.slice(0, count))
  }),
]

/** A machine, and what it may be given. */
export interface MachineExample {
  readonly machine: Machine<any, any, any>
  readonly items: fc.Arbitrary<readonly any[]>
}
const events = fc
  .array(fc.tuple(fc.boolean(), fc.nat({ max: 12 }), fc.nat({ max: 3 })), { maxLength: 40 })
  .map((all) => {
    let at = 0
    return all.map(([isLabel, n, later]) => {
      at += later
      return isLabel
        ? { _tag: 'Label' as const, at, id: `r${n}`, y: `y${n}` }
        : { _tag: 'Record' as const, at, id: `r${n}`, value: { name: `v${n}` } }
    })
  })
/** What is remembered, as machines: by name of operator, with the particular in brackets. */
const machines: Readonly<Record<string, MachineExample>> = {
  batches: { machine: batchMachine(3), items: numbers },
  shuffleBuffer: { machine: shuffleMachine({ size: 4, key: key(2) }), items: numbers },
  'shuffleBuffer (wait)': { machine: shuffleMachine({ size: 3, key: key(2), wait: 5 }), items: numbers },
  'window (count)': { machine: windowMachine<number>({ size: 4, every: 3 }), items: numbers },
  'window (time)': {
    machine: windowMachine({ span: 8, every: 3, lateness: 4, time: (t: number) => t }),
    items: numbers,
  },
  learnOne: { machine: asMachine(learnMachine(counting)), items: records },
  prequential: { machine: asMachine(prequentialMachine(counting)), items: records },
  detectDrift: { machine: asMachine(driftMachine(watching)), items: records },
  'rollingMetrics (last)': {
    machine: asMachine(metricsMachine(accuracy)),
    items: tests.map((all) => all.map(({ value }) => value)),
  },
  'rollingMetrics (fading)': {
    machine: asMachine(metricsMachine({ ...accuracy, over: { fading: 0.9 } })),
    items: tests.map((all) => all.map(({ value }) => value)),
  },
  withDelayedLabels: { machine: delayedMachine({ records: 4, within: 9 }), items: events },
  inTurn: {
    machine: inTurn(
      shuffleMachine<number>({ size: 3, key: key(5) }),
      batchMachine<number>(2),
      windowMachine({ size: 2, every: 1 }),
    ),
    items: numbers,
  },
}

const valuesOf = (source: Observable<unknown>): readonly any[] => seen(() => (s) => s, source).values
/**
 * The laws of a machine, the user's own included: resumed from any place it goes on as if it had never stopped.
 *
 * @example for (const law of machineLaws('mine', { machine: mine, items: fc.array(fc.integer()) })) check(law)
 */
export const machineLaws = (name: string, { machine, items }: MachineExample): readonly Law[] => [
  law(
    `${name}: from any place on it goes on as if it had never stopped, also through a file`,
    [items, fc.nat()],
    (all, drawn) => {
      const source = received(all)
      const whole = valuesOf(from(source).pipe(resumable(machine)))
      const cut = drawn % (all.length + 1)
      const place = cut === 0 ? { state: machine.init, offset: null } : throughText(whole[cut - 1])
      const rest = valuesOf(from(source.slice(cut)).pipe(resumable(machine, place)))
      return same(rest, whole.slice(cut))
    },
  ),
  law(`${name}: one emission for each record, with its offset, and at most one at the end`, [items], (all) => {
    const stream = from(received(all)).pipe(resumable(machine))
    const whole = valuesOf(stream)
    if (!same(whole, valuesOf(stream))) return false // subscribed twice it begins anew
    const more = whole.length - all.length
    return (
      (more === 0 || (more === 1 && machine.end !== undefined)) &&
      whole.every(({ offset }, i) => offset === (Math.min(i + 1, all.length) || null))
    )
  }),
  law(`${name}: as an operator on items it gives the same without the places`, [items], (all) =>
    same(
      valuesOf(from(all).pipe(operatorOf(machine))),
      valuesOf(from(received(all)).pipe(resumable(machine))).flatMap(({ values }) => values),
    ),
  ),
  law(`${name}: a step is pure`, [items], (all) => {
    let now = machine.init
    return all.every((item) => {
      const [before, given] = [plain(now), plain(item)]
      const once = machine.step(now, item)
      const twice = machine.step(now, item)
      const pure = same(plain(once), plain(twice)) && same(plain(now), before) && same(plain(item), given)
      now = once[0]
      return pure
    })
  }),
]

/** Machines in turn are the operators piped. */
const turnLaw = law(
  'inTurn: is the machines piped one into the other',
  [numbers, fc.nat(), fc.integer({ min: 1, max: 4 })],
  (all, seed, size) => {
    const [first, second, third] = [
      shuffleMachine<number>({ size, key: key(seed) }),
      batchMachine<number>(2),
      windowMachine<readonly number[]>({ size: 2, every: 1 }),
    ]
    return same(
      valuesOf(from(all).pipe(operatorOf(inTurn(first, second, third)))),
      valuesOf(from(all).pipe(operatorOf(first), operatorOf(second), operatorOf(third))),
    )
  },
)

/** Laws of all operators, over their registry, and of what they remember. */
export const operatorLaws: readonly Law[] = [
  ...Object.entries(examples).flatMap(([name, all]) =>
    all.flatMap((example, i) => generalLaws(i === 0 ? name : `${name} (another)`, example)),
  ),
  ...Object.entries(machines).flatMap(([name, example]) => machineLaws(name, example)),
  turnLaw,
]
