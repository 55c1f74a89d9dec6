/** Scores against numbers worked out by hand. */
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, test } from 'vitest'
import { key, literal, uniform } from '../../src/core/index.js'
import { read, settle } from '../../src/engine/index.js'
import {
  binaryCrossEntropy,
  categoricalCrossEntropy,
  infer,
  meanSquaredError,
  sparseCategoricalCrossEntropy,
} from '../../src/models/index.js'
import { dense, input, relu } from '../../src/models/layers/index.js'
import {
  classesOfLogits,
  examples,
  predict,
  probabilitiesOfLogits,
  rowsOf,
  score,
  scoreOutputs,
} from '../../src/streams/index.js'

const ln = Math.log

describe('logits', () => {
  test('of one logit the class is whether it is above 0', () => {
    expect([...classesOfLogits([-2, 0, 1e-9, 3], 4)]).toEqual([0, 0, 1, 1])
  })
  test('of several the first largest', () => {
    expect([...classesOfLogits([1, 3, 2, 5, 5, 0, -3, -2, -1], 3)]).toEqual([1, 0, 2])
  })
  test('probabilities of one logit: σ(ln 3) = 3/4', () => {
    const [row, extreme] = probabilitiesOfLogits([ln(3), 800], 2)
    expect(row![0]).toBeCloseTo(0.25, 15)
    expect(row![1]).toBeCloseTo(0.75, 15)
    expect(extreme).toEqual([0, 1])
  })
  test('probabilities of several: softmax, however large the logits', () => {
    const [row] = probabilitiesOfLogits([ln(1) + 900, ln(2) + 900, ln(5) + 900], 1)
    ;[1 / 8, 2 / 8, 5 / 8].forEach((p, k) => {
      expect(row![k]).toBeCloseTo(p, 12)
    })
  })
  test('no rows', () => {
    expect([...classesOfLogits([], 0)]).toEqual([])
    expect(probabilitiesOfLogits([], 0)).toEqual([])
  })
})

describe('scoreOutputs', () => {
  test('two classes, one logit', () => {
    // probabilities of class 1: 3/4, 1/2, 1/4, 2/3; truths 1, 1, 0, 0
    const outputs = [ln(3), 0, -ln(3), ln(2)]
    const loss = binaryCrossEntropy('mean')
    const scores = scoreOutputs({ task: 'binary', classes: 2, loss })(outputs, literal([4, 1], [1, 1, 0, 0]))
    expect(scores.loss).toBeCloseTo((ln(4 / 3) + ln(2) + ln(4 / 3) + ln(3)) / 4, 6)
    expect(scores.confusion).toEqual([
      [1, 1],
      [1, 1],
    ])
    // of the four pairs of a positive and a negative, three are in order
    expect(scores.metrics).toEqual({ accuracy: 0.5, auc: 0.75 })
  })
  // probabilities (1/2, 1/4, 1/4), (1/4, 1/2, 1/4), (1/2, 1/4, 1/4), (1/4, 1/4, 1/2); truths 0, 1, 2, 2
  const logits = [2, 1, 1, 1, 2, 1, 2, 1, 1, 1, 1, 2].map(ln)
  const loss = (3 * ln(2) + ln(4)) / 4
  const confusion = [
    [1, 0, 0],
    [0, 1, 0],
    [1, 0, 1],
  ]
  // class 0: ½ against ¼ ½ ¼; class 1: ½ against ¼ ¼ ¼; class 2: ¼ and ½, each against ¼ ¼
  const auc = (2.5 / 3 + 1 + 3 / 4) / 3
  test('several classes, targets as indexes', () => {
    const options = { task: 'multiclass', classes: 3, loss: sparseCategoricalCrossEntropy('mean') } as const
    const scores = scoreOutputs(options)(logits, literal([4], [0, 1, 2, 2], 'i32'))
    expect(scores.loss).toBeCloseTo(loss, 6)
    expect(scores.confusion).toEqual(confusion)
    expect(scores.metrics.accuracy).toBe(0.75)
    expect(scores.metrics.auc).toBeCloseTo(auc, 12)
  })
  test('several classes, targets as indicator rows', () => {
    const options = { task: 'multiclass', classes: 3, loss: categoricalCrossEntropy('mean') } as const
    const scores = scoreOutputs(options)(logits, literal([4, 3], [1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1]))
    expect(scores.loss).toBeCloseTo(loss, 6)
    expect(scores.confusion).toEqual(confusion)
    expect(scores.metrics.auc).toBeCloseTo(auc, 12)
  })
  test('numbers: the loss as the model sees them, metrics in the units of the target', () => {
    // errors 0, 1, -2; in units of ten: truths 10, 20, 30, predictions 10, 30, 10
    const options = { task: 'regression', classes: 0, loss: meanSquaredError('mean'), decode: (x: number) => 10 * x }
    const scores = scoreOutputs(options as never)([1, 3, 1], literal([3, 1], [1, 2, 3]))
    expect(scores.loss).toBeCloseTo(5 / 3, 6)
    expect(scores.metrics.mse).toBeCloseTo(500 / 3, 10)
    expect(scores.metrics.mae).toBe(10)
    expect(scores.metrics.r2).toBeCloseTo(1 - 500 / 200, 12)
    expect(scores.confusion).toBeUndefined()
  })
  test('f64 targets are scored in f64', () => {
    const options = { task: 'regression', classes: 0, loss: meanSquaredError('mean') } as const
    expect(scoreOutputs(options as never)([0.1], literal([1, 1], [0], 'f64')).loss).toBe(0.1 * 0.1)
  })
})

describe('predict and score', () => {
  const model = pipe(input(3), dense(5), relu, dense(2))
  const snapshot = settle(model.init(key(1)))
  const x = uniform(key(2), [11, 3], { min: -1, max: 1 })
  const y = literal(
    [11],
    Array.from({ length: 11 }, (_, i) => i % 2),
    'i32',
  )
  const [whole] = model.apply(snapshot.params, snapshot.state, x as never, infer)

  test('is the model, read by the reference', () => {
    const numbers = [...read(whole)]
    for (const [i, p] of [...predict(model)(snapshot, rowsOf(x))].entries()) expect(p).toBeCloseTo(numbers[i]!, 5)
  })
  test.each([1, 2, 4, 11])('in chunks of %d as all at once', (chunk) => {
    const whole = [...predict(model)(snapshot, rowsOf(x))]
    for (const [i, p] of [...predict(model, chunk)(snapshot, rowsOf(x))].entries()) expect(p).toBeCloseTo(whole[i]!, 6)
  })
  test('nothing of no examples', () => {
    expect(predict(model)(snapshot, rowsOf(literal([0, 3], [])))).toHaveLength(0)
  })
  test.each([1, 3, 512])('scores do not depend on chunks of %d', (chunk) => {
    const options = { task: 'multiclass', classes: 2, loss: sparseCategoricalCrossEntropy('mean') } as const
    const data = examples(rowsOf(x), rowsOf(y))
    const { loss, metrics, confusion } = score(model, options, chunk)(snapshot, data)
    const expected = scoreOutputs(options)(read(whole), y)
    expect(loss).toBeCloseTo(expected.loss, 6)
    expect({ metrics, confusion }).toEqual({ metrics: expected.metrics, confusion: expected.confusion })
  })
  test('never more than a chunk of rows is made at once', () => {
    const data = examples(rowsOf(x), rowsOf(y))
    const asked: number[] = []
    const counted = {
      size: data.size,
      batch: (rows: ArrayLike<number> & Iterable<number>) => {
        asked.push(rows.length)
        return data.batch(rows as never)
      },
    }
    score(model, { task: 'multiclass', classes: 2, loss: sparseCategoricalCrossEntropy('mean') }, 4)(snapshot, counted)
    expect(asked).toEqual([4, 4, 3])
  })
  test('no examples have no score', () => {
    const none = examples(rowsOf(literal([0, 3], [])), rowsOf(literal([0], [], 'i32')))
    const scorer = score(model, { task: 'multiclass', classes: 2, loss: sparseCategoricalCrossEntropy('mean') })
    expect(() => scorer(snapshot, none)).toThrow(new RangeError('score: the data set is empty'))
  })
})
