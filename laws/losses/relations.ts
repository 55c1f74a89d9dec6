/** How losses relate to each other. */
import * as fc from 'fast-check'
import { type AnyTensor, literal } from '../../src/core/index.js'
import {
  binaryCrossEntropy,
  categoricalCrossEntropy,
  focal,
  huber,
  type LossReduction,
  losses,
  meanAbsoluteError,
  meanSquaredError,
  quantile,
  sparseCategoricalCrossEntropy,
} from '../../src/models/index.js'
import { concat, oneHot, reshape, sigmoid, sub, zerosLike } from '../../src/ops/index.js'
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
  law(
    'quantile: errors on one side cost q, on the other 1 - q; of the median, half the absolute error',
    [between(0.05, 0.95), between(-3, 3), between(0, 3)],
    (q, target, by) => {
      const cost = (p: number, at = q): number =>
        numbers(quantile({ quantile: at })('none')(vector([p]), vector([target])))[0]!
      const [absolute] = numbers(meanAbsoluteError('none')(vector([target + by]), vector([target])))
      return nearRows(
        [cost(target - by), cost(target + by), cost(target + by, 0.5)],
        [q * by, (1 - q) * by, absolute! / 2],
      )
    },
  ),
  law(
    'logCosh: between the absolute error less ln 2 and half the squared error',
    [examplesFor(losses.logCosh)],
    (drawn) => {
      const { prediction, target } = tensorsOf(drawn)
      const of = (name: 'logCosh' | 'meanAbsoluteError' | 'meanSquaredError') =>
        numbers(losses[name].loss('none')(prediction, target))
      const [line, curve] = [of('meanAbsoluteError'), of('meanSquaredError')]
      return of('logCosh').every((l, i) => l >= line[i]! - Math.LN2 - slack && l <= curve[i]! / 2 + slack)
    },
  ),
  law('squaredHinge: the square of hinge', [between(-5, 5), fc.constantFrom(-1, 1)], (score, sign) => {
    const of = (name: 'hinge' | 'squaredHinge') =>
      numbers(losses[name].loss('none')(vector([score]), vector([sign])))[0]!
    return nearRows([of('squaredHinge')], [of('hinge') ** 2])
  }),
  law(
    'focal: with gamma 0 the cross-entropy, with more never more',
    [examplesFor(losses.focal), between(0, 5)],
    (drawn, gamma) => {
      const { prediction, target } = tensorsOf(drawn)
      const of = (g: number) => numbers(focal({ gamma: g })('none')(prediction as any, target as any))
      const plain = numbers(binaryCrossEntropy('none')(prediction as any, target as any))
      return nearRows(of(0), plain) && of(gamma).every((l, i) => l <= plain[i]! + slack)
    },
  ),
  law(
    'binaryCrossEntropyOfProbabilities: the cross-entropy of the logits they are of',
    [examplesFor(losses.binaryCrossEntropy)],
    (drawn) => {
      const { prediction, target } = tensorsOf(drawn)
      return nearRows(
        numbers(losses.binaryCrossEntropyOfProbabilities.loss('none')(sigmoid(prediction as any), target)),
        numbers(losses.binaryCrossEntropy.loss('none')(prediction, target)),
      )
    },
  ),
  law('klDivergence: the cross-entropy less the entropy of the target', [examplesFor(losses.klDivergence)], (drawn) => {
    const { prediction, target } = tensorsOf(drawn)
    const of = (name: 'klDivergence' | 'categoricalCrossEntropy') =>
      numbers(losses[name].loss('none')(prediction, target))
    const entropies = drawn.examples.map((e) => -e.target.reduce((h, t) => h + (t === 0 ? 0 : t * Math.log(t)), 0))
    return nearRows(
      of('klDivergence'),
      of('categoricalCrossEntropy').map((l, i) => l - entropies[i]!),
    )
  }),
  law('cosine: lengths do not count', [examplesFor(losses.cosine), between(0.1, 9)], (drawn, factor) => {
    const { prediction, target } = tensorsOf(drawn)
    const longer = {
      ...drawn,
      examples: drawn.examples.map((e) => ({ ...e, prediction: e.prediction.map((p) => factor * p) })),
    }
    const loss = losses.cosine.loss('none')
    return nearRows(numbers(loss(tensorsOf(longer).prediction, target)), numbers(loss(prediction, target)))
  }),
  law(
    'labelSmoothing: the loss of the target, and of even odds, in their shares',
    [examplesFor(losses.categoricalCrossEntropy), between(0, 0.9)],
    (drawn, labelSmoothing) => {
      const { prediction, target } = tensorsOf(drawn)
      const k = drawn.shape[0]!
      const even = { ...drawn, examples: drawn.examples.map((e) => ({ ...e, target: e.target.map(() => 1 / k) })) }
      const of = (t: AnyTensor) => numbers(losses.categoricalCrossEntropy.loss('none')(prediction, t))
      const odds = of(tensorsOf(even).target)
      return nearRows(
        numbers(categoricalCrossEntropy('none', { labelSmoothing })(prediction as any, target as any)),
        of(target).map((l, i) => (1 - labelSmoothing) * l + labelSmoothing * odds[i]!),
      )
    },
  ),
  law(
    'classWeights and ignoreIndex: as if each example had the weight of its class, and none where it is ignored',
    [examplesFor(losses.sparseCategoricalCrossEntropy, 2), between(0.1, 3), fc.constantFrom('sum', 'weightedMean')],
    (drawn, weight, reduction) => {
      const k = drawn.shape[0]!
      const classWeights = Array.from({ length: k }, (_, c) => weight + c)
      const ignoreIndex = k - 1
      const { prediction, target, weights } = tensorsOf(drawn)
      const weighed = {
        ...drawn,
        examples: drawn.examples.map((e) => ({
          ...e,
          weight: e.target[0] === ignoreIndex ? 0 : e.weight * classWeights[e.target[0]!]!,
        })),
      }
      const loss: any = sparseCategoricalCrossEntropy(reduction, { classWeights, ignoreIndex })
      const plain = losses.sparseCategoricalCrossEntropy.loss(reduction)
      const [a, b] = [
        numbers(loss(prediction, target, weights)),
        numbers(plain(prediction, target, tensorsOf(weighed).weights)),
      ]
      return nearRows(a, b) || (Number.isNaN(a[0]) && Number.isNaN(b[0]))
    },
  ),
]
