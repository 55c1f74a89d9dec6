/** Laws of test-then-train: learning one record at a time, drift, late labels, rolling metrics. */
import * as fc from 'fast-check'
import { from } from 'rxjs'
import { type MetricName, metrics } from '../../src/models/index.js'
import {
  type DelayedEvent,
  ddm,
  delayedMachine,
  detectDrift,
  driftAware,
  type Joined,
  learnOn,
  learnOne,
  type MaybeLabelled,
  type Over,
  prequential,
  prequentialChunks,
  raiseRate,
  reset,
  rolling,
  type Scored,
  swapIn,
  wrong,
} from '../../src/streams/index.js'
import { type Law, law } from '../law.js'
import { near } from '../numeric.js'
import { counting, received, records } from './learners.js'
import { emitted, same } from './problem.js'

type Records = readonly MaybeLabelled<number, 'a' | 'b'>[]
const hasLabel = (r: Records[number]): r is { x: number; y: 'a' | 'b' } => r.y !== null

const learningLaws: readonly Law[] = [
  law('learnOne: the states are those of a fold over what has a label', [records], (drawn) => {
    const out = emitted(from(received(drawn)).pipe(learnOne(counting)))
    return out.every(({ state, offset, value }, i) => {
      const expected = drawn
        .slice(0, i + 1)
        .filter(hasLabel)
        .reduce((s, { x, y }) => counting.learnOne(s, x, y), counting.init)
      return same(state, expected) && offset === i + 1 && value === drawn[i]
    })
  }),
  law('prequential: learns as `learnOne`, and predicts by the state before', [records], (drawn) => {
    const source = received(drawn)
    const [out, learnt] = [
      emitted(from(source).pipe(prequential(counting))),
      emitted(from(source).pipe(learnOne(counting))),
    ]
    return out.every(({ state, offset, value }, i) => {
      const before = learnt[i - 1]?.state ?? counting.init
      return (
        same(state, learnt[i]!.state) &&
        offset === i + 1 &&
        same(value, { ...drawn[i]!, prediction: counting.predictOne(before, drawn[i]!.x) })
      )
    })
  }),
  law('prequential: no prediction depends on its own label or a later one', [records, fc.nat()], (drawn, cut) => {
    const at = cut % (drawn.length + 1)
    const other: Records = drawn.map((r, i) => (i < at || r.y === null ? r : { ...r, y: r.y === 'a' ? 'b' : 'a' }))
    const predictions = (all: Records) =>
      emitted(from(received(all)).pipe(prequential(counting))).map(({ value }) => value.prediction)
    return same(predictions(other).slice(0, at + 1), predictions(drawn).slice(0, at + 1))
  }),
  law(
    'prequentialChunks: the same tests, and the state after each chunk',
    [records, fc.integer({ min: 1, max: 9 })],
    (drawn, size) => {
      const source = received(drawn)
      const chunks = Array.from({ length: Math.ceil(source.length / size) }, (_, i) =>
        source.slice(i * size, (i + 1) * size),
      )
      const one = emitted(from(source).pipe(prequential(counting)))
      const many = emitted(from(chunks).pipe(prequentialChunks(counting)))
      return (
        same(
          many.flatMap(({ values }) => values),
          one.map(({ value }) => value),
        ) && many.every(({ state, offset }) => same(state, one[Number(offset) - 1]!.state))
      )
    },
  ),
]

const watching = { online: counting, detector: ddm({ least: 3 }), error: wrong }
/** Of which the second half has the other label. */
const turning: fc.Arbitrary<Records> = fc
  .tuple(
    fc.array(fc.nat({ max: 9 }), { maxLength: 40 }),
    fc.array(fc.constantFrom(0, 0, 0, 1), { minLength: 40, maxLength: 40 }),
  )
  .map(([xs, noise]) =>
    xs.map((x, i) => ({
      x,
      y: (x + noise[i]! + (i > xs.length / 2 ? 1 : 0)) % 2 === 0 ? ('a' as const) : ('b' as const),
    })),
  )
const driftLaws: readonly Law[] = [
  law('detectDrift: with `learnOn` it learns and predicts as `prequential`', [turning], (drawn) => {
    const out = emitted(from(received(drawn)).pipe(detectDrift({ ...watching, respond: learnOn(counting) })))
    const plainly = emitted(from(received(drawn)).pipe(prequential(counting)))
    return out.every(({ state, value: { verdict: _, ...test }, offset }, i) => {
      const { value, state: learner } = plainly[i]!
      return same(state.learner, learner) && same(test, value) && offset === i + 1
    })
  }),
  law(
    'detectDrift: its verdicts are the detector’s on the errors of what it predicted, and it counts the drifts',
    [turning, fc.boolean()],
    (drawn, swap) => {
      const respond: any = swap ? swapIn(counting) : reset(counting)
      const out = emitted(from(received(drawn)).pipe(detectDrift({ ...watching, respond })))
      const { init, update, verdict } = watching.detector
      let state = init
      let drifts = 0
      return out.every(({ value, state: { drifts: counted } }) => {
        state = update(state, wrong(value.prediction, value.y!))
        if (verdict(state) === 'drift') drifts++
        return value.verdict === verdict(state) && counted === drifts
      })
    },
  ),
  law(
    'detectDrift: is `prequential` of the learner that is aware of drift',
    [turning, fc.integer({ min: 1, max: 9 })],
    (drawn, count) => {
      const options = {
        ...watching,
        respond: raiseRate(
          counting,
          { ...counting, learnOne: (s: any, x: number, y: any) => counting.learnOne(counting.learnOne(s, x, y), x, y) },
          count,
        ),
      }
      const aware = emitted(from(received(drawn)).pipe(prequential(driftAware(options))))
      const out = emitted(from(received(drawn)).pipe(detectDrift(options)))
      return out.every(
        ({ state, value: { verdict: _, ...test } }, i) => same(state, aware[i]!.state) && same(test, aware[i]!.value),
      )
    },
  ),
  law('detectDrift: with `reset` the learner knows what came since the drift alone', [turning], (drawn) => {
    const out = emitted(from(received(drawn)).pipe(detectDrift({ ...watching, respond: reset(counting) })))
    let since: typeof counting.init = counting.init
    return out.every(({ value, state }) => {
      since = counting.learnOne(value.verdict === 'drift' ? counting.init : since, value.x, value.y!)
      return same(state.learner, since)
    })
  }),
  law('detectDrift: with `swapIn` a background model knows what came since the warning alone', [turning], (drawn) => {
    const out = emitted(from(received(drawn)).pipe(detectDrift({ ...watching, respond: swapIn(counting) })))
    let background: typeof counting.init | null = null
    return out.every(({ value, state }) => {
      const learnt: typeof counting.init = counting.learnOne(background ?? counting.init, value.x, value.y!)
      const swapped = value.verdict !== 'drift' || same(state.learner, learnt)
      background = value.verdict === 'warning' ? learnt : null
      return swapped && same(state.memory, background)
    })
  }),
]

type Event = DelayedEvent<string, string>
const events: fc.Arbitrary<readonly Event[]> = fc
  .array(fc.tuple(fc.boolean(), fc.nat({ max: 15 }), fc.nat({ max: 4 })), { maxLength: 60 })
  .map((all) => {
    let at = 0
    return all.map(([isLabel, n, later]): Event => {
      at += later
      return isLabel
        ? { _tag: 'Label', at, id: `${n}`, y: `y${at}` }
        : { _tag: 'Record', at, id: `${n}`, value: `v${at}` }
    })
  })
/** The same by looking through everything that came, each time. */
const joinedNaively = (all: readonly Event[], most: number, within: number) => {
  const counts = { joined: 0, expired: 0, late: 0, duplicate: 0, unknown: 0, repeated: 0 }
  const out: Joined<string, string>[] = []
  const past: { id: string; at: number; value: string; fate: string; number: number }[] = []
  for (const event of all) {
    const known = past.slice(-2 * most).find(({ id }) => id === event.id)
    const adds = event._tag === 'Record' && known === undefined
    const number = past.length + (adds ? 1 : 0)
    for (const r of past)
      if (r.fate === 'waiting' && (number - r.number > most || event.at - r.at > within)) {
        r.fate = 'expired'
        counts.expired++
      }
    if (event._tag === 'Record') {
      if (known !== undefined) counts.repeated++
      else past.push({ id: event.id, at: event.at, value: event.value, fate: 'waiting', number: past.length })
    } else if (known === undefined) counts.unknown++
    else if (known.fate === 'expired') counts.late++
    else if (known.fate === 'joined') counts.duplicate++
    else {
      known.fate = 'joined'
      counts.joined++
      out.push({ value: known.value, y: event.y })
    }
  }
  return { counts, out, waiting: past.filter(({ fate }) => fate === 'waiting').length }
}
const few = fc.integer({ min: 1, max: 5 })
const labelLaws: readonly Law[] = [
  law(
    'withDelayedLabels: joins and counts as one who remembers everything',
    [events, few, fc.constantFrom(3, 10, 1000)],
    (all, most, within) => {
      const { init, step } = delayedMachine<string, string>({ records: most, within })
      let state = init
      const out: Joined<string, string>[] = []
      for (const event of all) {
        const [next, values] = step(state, event)
        state = next
        out.push(...values)
      }
      const expected = joinedNaively(all, most, within)
      const { joined, late, duplicate, unknown, repeated, expired } = state.counts
      return (
        same(state.counts, expected.counts) &&
        same(out, expected.out) &&
        joined + late + duplicate + unknown === all.filter((e) => e._tag === 'Label').length &&
        state.next + repeated === all.filter((e) => e._tag === 'Record').length &&
        state.next - joined - expired === expected.waiting &&
        expected.waiting <= most
      )
    },
  ),
  law('withDelayedLabels: its memory has a bound, however long the stream', [few], (most) => {
    const { init, step } = delayedMachine<string, string>({ records: most })
    const size = (n: number): number => {
      let state = init
      for (let i = 0; i < n; i++) state = step(state, { _tag: 'Record', at: 0, id: `${1000 + i}`, value: 'v' })[0]
      return JSON.stringify(state).length
    }
    return size(900) <= size(40 * most) + 40 * most
  }),
]

const numbered: readonly MetricName[] = ['mse', 'mae', 'r2']
const named = (Object.keys(metrics) as readonly MetricName[]).filter(
  (name) => !['rocAuc', 'averagePrecision'].includes(name),
)
const share = fc.double({ min: 0.01, max: 1, noNaN: true })
const scored = (name: MetricName): fc.Arbitrary<readonly Scored[]> =>
  fc.array(
    numbered.includes(name)
      ? fc.record({ truth: share, prediction: fc.tuple(share) })
      : fc.record({
          truth: fc.nat({ max: 1 }),
          prediction: fc.oneof(share, fc.constantFrom(0.5)).map((p) => [1 - p, p]),
        }),
    { maxLength: 30 },
  )
const sameNumber = (a: number, b: number): boolean => near(a, b, 1e-9) || (Number.isNaN(a) && Number.isNaN(b))
/** Metrics of records at once, as the metric itself says. */
const atOnce = (name: MetricName, all: readonly Scored[]): number => {
  const { make, prediction } = metrics[name]
  const { of, value } = make(2)
  const own = (p: readonly number[]): readonly number[] =>
    prediction === 'class' ? [p[1]! > p[0]! ? 1 : 0] : prediction === 'score' ? [p[1]!] : p
  return value(of(all.map(({ truth }) => truth) as never, all.flatMap((r) => own(r.prediction)) as never))
}
const rolled = (name: MetricName, over: Over, all: readonly Scored[]): readonly number[] => {
  const { init, add, read } = rolling({ metrics: { it: metrics[name] }, over })
  let state = init
  return all.map((record) => {
    state = add(state, record)
    return read(state).it!
  })
}
const rollingLaws: readonly Law[] = named.flatMap((name) => [
  law(`rollingMetrics: of a window, ${name} of its records at once`, [scored(name), few], (all, last) =>
    rolled(name, { last }, all).every((got, i) =>
      sameNumber(got, atOnce(name, all.slice(Math.max(0, i + 1 - last), i + 1))),
    ),
  ),
  law(`rollingMetrics: fading by ½, ${name} of each record twice as often as the one before`, [scored(name)], (all) => {
    const recent = all.slice(-8)
    const copies = recent.flatMap((record, i) => new Array<Scored>(2 ** i).fill(record))
    return recent.length === 0 || sameNumber(rolled(name, { fading: 0.5 }, recent).at(-1)!, atOnce(name, copies))
  }),
])

const memoryLaw = law('rollingMetrics: its memory has a bound, however long the stream', [few], (last) => {
  const { init, add } = rolling({ metrics: { it: metrics.logLoss }, over: { last } })
  const size = (n: number): number => {
    let state = init
    for (let i = 0; i < n; i++) state = add(state, { truth: i % 2, prediction: [0.5, 0.5] })
    return JSON.stringify(state).length
  }
  const full = Math.max(...Array.from({ length: last }, (_, i) => size(5 * last + i)))
  return size(600) <= full && size(601) <= full + 20
})

export const testingLaws: readonly Law[] = [...learningLaws, ...driftLaws, ...labelLaws, ...rollingLaws, memoryLaw]
