/** The example of the operators' README: one pipeline, stopped anywhere, saved in a bundle, and resumed. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { concatMap, from, lastValueFrom, take, tap, toArray } from 'rxjs'
import { expect, test } from 'vitest'
import { key, literal } from '../../src/core/index.js'
import { readScalar } from '../../src/engine/index.js'
import { decodeBundle, encodeBundle } from '../../src/io/index.js'
import { binaryCrossEntropy, metrics, type ParamsOf } from '../../src/models/index.js'
import { dense, input } from '../../src/models/layers/index.js'
import { adam } from '../../src/optim/index.js'
import {
  asMachine,
  begin,
  checkpointEvery,
  ddm,
  driftMachine,
  examples,
  inTurn,
  logisticRegression,
  metricsMachine,
  ofRecords,
  oneHotEncoder,
  type Place,
  pipeline,
  received,
  resumable,
  rowsOf,
  score,
  scoredBy,
  signals,
  standardScaler,
  stopEarly,
  supervised,
  swapIn,
  train,
  validate,
  wrong,
} from '../../src/streams/index.js'

/** What is near in one half of the stream is far in the other; every eleventh record has no label. */
const records = Array.from({ length: 400 }, (_, i) => {
  const x = { u: 10 + Math.sin(3 * i), v: 100 * Math.cos(7 * i) }
  const near = x.u > 10 === i < 200
  return { x, y: i % 11 === 5 ? null : near ? ('yes' as const) : ('no' as const) }
})
const learner = pipeline(standardScaler(), oneHotEncoder(), logisticRegression({ classes: ['no', 'yes'] }))
const machine = () => {
  const drifts = driftMachine({ online: learner, detector: ddm(), error: wrong, respond: swapIn(learner) })
  const accuracy = {
    metrics: { accuracy: metrics.accuracy },
    over: { last: 100 },
    scored: scoredBy(['no', 'yes']),
  } as const
  return inTurn(asMachine(drifts), asMachine(metricsMachine<any>(accuracy)))
}
type Saved = Place<ReturnType<typeof machine>['init']>
const run = (from?: Saved, count = Number.POSITIVE_INFINITY) =>
  lastValueFrom(
    received(ofRecords('records', records), { from: from?.offset ?? null }).pipe(
      resumable(machine(), from),
      take(count),
      toArray(),
    ),
  )

test('the pipeline notices the drift, learns the new concept, and resumed from any bundle ends the same, bit for bit', async () => {
  const whole = await run()
  expect(whole).toHaveLength(400)
  const accuracyAt = (i: number): number => whole[i]!.values[0]!.metrics.accuracy!
  expect(accuracyAt(199)).toBeGreaterThan(0.85)
  expect(accuracyAt(399)).toBeGreaterThan(0.85)
  expect(whole[199]!.state[0].drifts).toBe(0)
  expect(whole[399]!.state[0].drifts).toBeGreaterThan(0)
  for (const cut of [1, 150, 207, 399]) {
    const { state, offset } = (await run(undefined, cut)).at(-1)!
    const bytes = encodeBundle('checkpoint', 1, { state, offset })
    const saved = decodeBundle('checkpoint', 1, {})('checkpoint')(bytes)
    const rest = await run(E.getOrElseW(() => expect.fail('the bundle cannot be read'))(saved) as Saved)
    expect(rest.map(({ values, offset }) => [values, offset])).toEqual(
      whole.slice(cut).map(({ values, offset }) => [values, offset]),
    )
    const last = (emissions: typeof whole) => encodeBundle('checkpoint', 1, emissions.at(-1)?.state ?? null)
    expect(last(rest)).toEqual(last(whole.slice(cut)))
  }
})

test('checkpoints are of states in order, and the last is the last', async () => {
  const saved: Saved[] = []
  const save = (place: Saved) => async () => {
    saved.push(place)
    return E.right(null)
  }
  const emissions = received(ofRecords('records', records)).pipe(resumable(machine()))
  let seen = 0
  await lastValueFrom(
    emissions.pipe(
      checkpointEvery<Saved, never>({ every: 50, save }),
      tap(() => seen++),
    ),
  )
  const offsets = saved.map(({ offset }) => Number(offset))
  expect(seen).toBe(400)
  expect(offsets).toEqual(offsets.toSorted((a, b) => a - b))
  expect(offsets.at(-1)).toBe(400)
})

test('a run of batches is measured on examples held out, ends when it gets no better, and is saved', async () => {
  const rows = (n: number, from: number) => {
    const x = Array.from({ length: n }, (_, i) => [Math.sin(5 * (from + i)), Math.cos(3 * (from + i))])
    return examples(
      rowsOf(literal([n, 2], x.flat())),
      rowsOf(
        literal(
          [n, 1],
          x.map(([u, v]) => (u! + v! > 0.3 ? 1 : 0)),
        ),
      ),
    )
  }
  const [data, held] = [rows(64, 0), rows(40, 1000)]
  const model = pipe(input(2), dense(1))
  const loss = binaryCrossEntropy('mean')
  const optimizer = adam<ParamsOf<typeof model>>({ rate: 0.3 })
  const scores = score(model, { task: 'binary', classes: 2, loss })
  const saved: number[] = []
  const order = signals(data, { size: 16, key: key(1), from: { epoch: 0, batch: 0 } })
  const batchesWithoutEnd = from(order).pipe(concatMap((s) => (s._tag === 'Batch' ? [s.batch] : [])))
  const last = await lastValueFrom(
    batchesWithoutEnd.pipe(
      train(supervised(model, loss), optimizer, begin(model.init(key(0)), optimizer, key(2))),
      validate({
        every: 4,
        measure: ({ params, state }) => {
          const { loss: value, metrics } = scores({ params, state }, held)
          return { value, metrics }
        },
      }),
      stopEarly(3),
      take(4000),
      checkpointEvery({
        every: 100,
        save:
          ({ state }) =>
          async () => {
            saved.push(readScalar(state.step))
            return E.right(null)
          },
      }),
    ),
  )
  expect(last.stopped).toBe(true)
  expect(last.validations - last.best!.epoch).toBe(3)
  expect(last.best!.value).toBeLessThan(0.2)
  expect(saved.at(-1)).toBe(readScalar(last.state.step))
})
