/** How losses relate to each other. */
import * as fc from 'fast-check'
import { type AnyTensor, literal } from '../../src/core/index.js'
import { binaryCrossEntropy, huber, type LossReduction, losses, meanSquaredError } from '../../src/models/index.js'
import { concat, oneHot, reshape, sub, zerosLike } from '../../src/ops/index.js'
import { type Law, law } from '../law.js'
import { numbers } from '../numeric.js'
import { examplesFor, tensorsOf } from './examples.js'
import { nearRows } from './near.js'

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true })
const vector = (values: readonly number[]): any => literal([values.length], values, 'f64')
/** Numbers for Huber's loss: its `delta`, and errors as multiples of it. */
const errors = (min: number, max: number) =>
  fc.record({
    delta: between(0.1, 3),
    target: between(-3, 3),
    multiple: between(min, max).chain((m) => fc.constantFrom(m, -m)),
  })
const huberOf = ({ delta, target, multiple }: { delta: number; target: number; multiple: number }) => {
  const error = delta * multiple
  const prediction = target + error
  const [loss] = numbers(huber({ delta })('none')(vector([prediction]), vector([target])))
  const [squared] = numbers(meanSquaredError('none')(vector([prediction]), vector([target])))
  return { loss: loss!, half: squared! / 2, line: delta * (Math.abs(error) - delta / 2) }
}

const reductions = fc.constantFrom<LossReduction>('mean', 'weightedMean', 'sum', 'none')
const slack = 1e-12

export const lossRelations: readonly Law[] = [
  law('huber: within delta it is half the squared error', [errors(0, 0.999)], (drawn) => {
    const { loss, half } = huberOf(drawn)
    return nearRows([loss], [half])
  }),
  law(
    'huber: beyond delta it is delta times the absolute error, less half of delta squared',
    [errors(1.001, 9)],
    (drawn) => {
      const { loss, line } = huberOf(drawn)
      return nearRows([loss], [line])
    },
  ),
  law('huber: never above half the squared error, never below the line that it ends in', [errors(0, 9)], (drawn) => {
    const { loss, half, line } = huberOf(drawn)
    return loss <= half + slack * (1 + half) && loss >= line - slack * (1 + Math.abs(line))
  }),
  law(
    'sparseCategoricalCrossEntropy: the categorical one of one-hot classes',
    [examplesFor(losses.sparseCategoricalCrossEntropy), reductions],
    (drawn, reduction) => {
      const { prediction, target, weights } = tensorsOf(drawn)
      const hot = oneHot(target as any, drawn.shape[0]!, 'f64')
      return nearRows(
        numbers(losses.sparseCategoricalCrossEntropy.loss(reduction)(prediction, target, weights)),
        numbers(losses.categoricalCrossEntropy.loss(reduction)(prediction, hot, weights)),
      )
    },
  ),
  law(
    'binaryCrossEntropy: the categorical one of two classes with logits 0 and z',
    [fc.array(fc.tuple(between(-5, 5), between(0, 1)), { minLength: 1, maxLength: 4 }), reductions],
    (drawn, reduction) => {
      const [z, t] = [vector(drawn.map(([z]) => z)), vector(drawn.map(([, t]) => t))]
      const column = (x: AnyTensor): AnyTensor => reshape(x, [drawn.length, 1])
      const pair = (a: AnyTensor, b: AnyTensor): any => concat([column(a), column(b)] as any, 1)
      const categorical = losses.categoricalCrossEntropy.loss(reduction)
      return nearRows(
        numbers(binaryCrossEntropy(reduction)(z, t)),
        numbers(categorical(pair(zerosLike(z), z), pair(sub(1, t), t))),
      )
    },
  ),
  law(
    'binaryCrossEntropy: the same when the classes change places',
    [fc.array(fc.tuple(between(-5, 5), between(0, 1)), { minLength: 1, maxLength: 4 })],
    (drawn) => {
      const [z, t] = [vector(drawn.map(([z]) => z)), vector(drawn.map(([, t]) => t))]
      const loss: any = binaryCrossEntropy('none')
      return nearRows(numbers(loss(z, t)), numbers(loss(sub(0, z), sub(1, t))))
    },
  ),
  law(
    'categoricalCrossEntropy: a number added to all logits of an example changes nothing',
    [examplesFor(losses.categoricalCrossEntropy), between(-9, 9)],
    (drawn, shift) => {
      const { prediction, target } = tensorsOf(drawn)
      const loss = losses.categoricalCrossEntropy.loss('none')
      return nearRows(numbers(loss(prediction, target)), numbers(loss(sub(prediction, -shift), target)), 1e-11)
    },
  ),
]
