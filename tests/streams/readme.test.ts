/** The example of the folder's README. */
import { pipe } from 'fp-ts/lib/function.js'
import { lastValueFrom } from 'rxjs'
import { expect, test } from 'vitest'
import { key, literal } from '../../src/core/index.js'
import { binaryCrossEntropy, type ParamsOf } from '../../src/models/index.js'
import { dense, input, tanh } from '../../src/models/layers/index.js'
import { adam } from '../../src/optim/index.js'
import { begin, beginFit, examples, fit, outcome, predict, rowsOf, supervised } from '../../src/streams/index.js'

test('the README’s network learns exclusive or', async () => {
  const model = pipe(input(2), dense(8), tanh, dense(1))
  const loss = binaryCrossEntropy('mean')
  const optimizer = adam<ParamsOf<typeof model>>({ rate: 0.05 })
  const data = examples(rowsOf(literal([4, 2], [0, 0, 0, 1, 1, 0, 1, 1])), rowsOf(literal([4, 1], [0, 1, 1, 0])))
  const run = fit({ objective: supervised(model, loss), optimizer, epochs: 100, patience: null, size: 4, key: key(1) })
  const start = beginFit(begin(model.init(key(0)), optimizer, key(2)))
  const { best, reason } = outcome(await lastValueFrom(run(data, start)))
  const logits = predict(model)(best.snapshot, { size: data.size, batch: (rows) => data.batch(rows).x })
  expect(reason).toEqual({ reason: 'epochs' })
  expect([...logits].map(Math.sign)).toEqual([-1, 1, 1, -1])
})
