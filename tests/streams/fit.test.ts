/** Whole runs. */
import { pipe } from 'fp-ts/lib/function.js'
import { lastValueFrom, take, takeUntil, timer } from 'rxjs'
import { describe, expect, test } from 'vitest'
import { key, literal, split, uniformData } from '../../src/core/index.js'
import { read } from '../../src/engine/index.js'
import { binaryCrossEntropy, type ParamsOf } from '../../src/models/index.js'
import { dense, input, tanh } from '../../src/models/layers/index.js'
import { adam } from '../../src/optim/index.js'
import {
  begin,
  beginFit,
  type Dataset,
  examples,
  fit,
  outcome,
  rowsOf,
  score,
  signals,
  subset,
  supervised,
} from '../../src/streams/index.js'

/** Points of the unit square, apart by whether their signs agree: no line tells them apart. */
const quadrants = (count: number, seed: number) => {
  const x = uniformData(key(seed), 'f32', 2 * count, -1, 1)
  const y = Array.from({ length: count }, (_, i) => (x[2 * i]! * x[2 * i + 1]! > 0 ? 1 : 0))
  return examples(rowsOf(literal([count, 2], x)), rowsOf(literal([count, 1], y)))
}
const range = (from: number, to: number) => Int32Array.from({ length: to - from }, (_, i) => from + i)

const all = quadrants(700, 1)
const [training, validation, held] = [range(0, 400), range(400, 500), range(500, 700)].map((rows) => subset(all, rows))
const model = pipe(input(2), dense(8), tanh, dense(1))
const loss = binaryCrossEntropy('mean')
const scored = score(model, { task: 'binary', classes: 2, loss })
const optimizer = adam<ParamsOf<typeof model>>({ rate: 0.05 })
const [first, noise, order] = split(key(0), 3)
const start = beginFit(begin(model.init(first!), optimizer, noise!))
const options = {
  objective: supervised(model, loss),
  optimizer,
  epochs: 300,
  patience: 8,
  size: 32,
  key: order!,
  validate: (snapshot: Parameters<typeof scored>[0]) => {
    const { loss: value, metrics } = scored(snapshot, validation!)
    return { value, metrics }
  },
}

describe('fit', () => {
  test('learns two classes that no line divides, and stops early', async () => {
    const done = await lastValueFrom(fit(options)(training!, start))
    const { best, last, reason } = outcome(done)
    expect(reason).toEqual({ reason: 'patience' })
    expect(last.epoch).toBe(best.epoch + 8)
    expect(best.value).toBe(Math.min(...done.history.map((e) => e.value)))
    expect(scored(best.snapshot, validation!).loss).toBe(best.value)
    expect(Object.keys(done.history[0]!.metrics)).toEqual(['accuracy', 'auc'])
    const { metrics } = scored(best.snapshot, held!)
    expect(metrics.accuracy).toBeGreaterThan(0.95)
    expect(metrics.auc).toBeGreaterThan(0.99)
    expect(scored(start.training, held!).metrics.accuracy).toBeLessThan(0.8)
  })

  test('leaves the thread free, and stops between two steps when nobody listens', async () => {
    let made = 0
    const counted: Dataset<ReturnType<typeof all.batch>> = {
      size: training!.size,
      batch: (rows) => {
        made++
        return training!.batch(rows)
      },
    }
    const endless = fit({ ...options, epochs: Number.POSITIVE_INFINITY, patience: null, pace: 5 })(counted, start)
    let ticks = 0
    const interval = setInterval(() => ticks++, 10)
    const now = await lastValueFrom(endless.pipe(takeUntil(timer(200))))
    clearInterval(interval)
    expect(ticks).toBeGreaterThan(3)
    const steps = read(now.training.step)[0]
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(made).toBe(steps)
    expect(now.stopped).toBeNull()
  })

  test('one that is done is not begun again', async () => {
    const run = fit({ ...options, epochs: 1 })
    const done = await lastValueFrom(run(training!, start))
    expect(done.stopped).toEqual({ reason: 'epochs' })
    expect(await lastValueFrom(run(training!, { ...done, stopped: null }))).toEqual(done)
    expect(await lastValueFrom(fit({ ...options, epochs: 0 })(training!, start))).toEqual({
      ...start,
      stopped: { reason: 'epochs' },
    })
  })

  test('before an epoch is done the best is the last', async () => {
    const now = await lastValueFrom(fit(options)(training!, start).pipe(take(3)))
    const { best, last, reason } = outcome(now)
    expect(now.position).toEqual({ epoch: 0, batch: 3 })
    expect(best).toEqual(last)
    expect(best.snapshot.params).toBe(now.training.params)
    expect(best.value).toBeNaN()
    expect(reason).toBeNull()
  })

  test('what a programmer can get wrong throws at once', () => {
    const wrong =
      (change: object, data = training!, from = start) =>
      () =>
        fit({ ...options, ...change })(data, from)
    expect(wrong({ size: 0 })).toThrow('signals: size must be a positive integer, got 0')
    expect(wrong({ epochs: Number.NaN })).toThrow('fit: epochs must be at least 0, got NaN')
    expect(wrong({ patience: 0 })).toThrow('fit: patience must be at least 1, got 0')
    expect(wrong({}, subset(all, []))).toThrow('signals: the data set is empty')
    const beyond = { ...start, position: { epoch: 0, batch: 14 } }
    expect(wrong({}, training!, beyond)).toThrow('signals: an epoch has 13 batches, not 14')
    expect(() => signals(training!, { size: 1.5, key: order!, from: start.position })).toThrow(RangeError)
  })

  test('an error in a step is an error of the stream', async () => {
    const broken = fit<any, any, any, any>({ ...options, objective: (_, state, { x, y }: any) => [loss(x, y), state] })
    await expect(lastValueFrom(broken(training!, start))).rejects.toThrow('binaryCrossEntropy')
  })
})
