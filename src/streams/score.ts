/** How good a model is. */

import type { Numbers } from '../core/dtype.js'
import { axis, type Batch } from '../core/shape.js'
import { type AnyTensor, literal, type Scalar, type Tensor } from '../core/tensor.js'
import type { Task } from '../data/index.js'
import { compile } from '../engine/compile.js'
import { read, readScalar, settle } from '../engine/read.js'
import { accuracy, type ConfusionMatrix, confusionMatrix, regressionMetrics, rocAuc } from '../models/metrics/index.js'
import { infer, type Model } from '../models/model.js'
import { concat } from '../ops/concat.js'
import { type Dataset, type Example, inOrder } from './dataset.js'
import type { Snapshot } from './fitState.js'
import { classesOfLogits, probabilitiesOfLogits } from './logits.js'

/** What a model scores on a data set. */
export interface Scores {
  readonly loss: number
  /**
   * `accuracy` and, for two classes, `auc`; for more classes `auc` is the mean over one class against the rest.
   * For numbers `mse`, `mae` and `r2`, in the units of the target.
   */
  readonly metrics: Readonly<Record<string, number>>
  /** Counts by true and predicted class; absent for numbers. */
  readonly confusion?: ConfusionMatrix
}

/**
 * The area under the ROC of the probabilities of `classes` classes, row after row: of two classes that of the last, of more
 * the mean over one class against the rest. NaN where a class is missing.
 * Throws `RangeError` where there are not as many probabilities as truths demand.
 */
export const areaOfProbabilities = (probabilities: Numbers, truth: Numbers, classes: number): number => {
  const areaOf = (k: number): number =>
    rocAuc(
      Float64Array.from({ length: probabilities.length / classes }, (_, row) => probabilities[row * classes + k]!),
      Int32Array.from(truth, (t) => (t === k ? 1 : 0)),
    )
  if (classes === 2) return areaOf(1)
  return Array.from({ length: classes }, (_, k) => areaOf(k)).reduce((a, b) => a + b, 0) / classes
}

export interface ScoreOptions {
  readonly task: Task
  /** Number of classes; unused for a regression. */
  readonly classes: number
  readonly loss: (prediction: any, target: any) => Scalar
  /** From a predicted number to the units of the target. Default: as it is. */
  readonly decode?: (prediction: number) => number
}

/** Scores a model's outputs: logits of classes, or numbers. Targets are class indexes (or 0 and 1), or numbers. */
export const scoreOutputs =
  ({ task, classes, loss, decode = (x) => x }: ScoreOptions) =>
  (outputs: Numbers, target: AnyTensor): Scores => {
    const rows = target.shape[0]!
    const width = outputs.length / Math.max(rows, 1)
    const dtype = target.dtype === 'f64' ? 'f64' : 'f32'
    const prediction = literal([axis('batch', rows) as Batch, width], outputs as ArrayLike<number>, dtype)
    const value = readScalar(loss(prediction, target))
    const truth = read(target)
    if (task === 'regression') {
      const metrics = regressionMetrics(Float64Array.from(truth, decode), Float64Array.from(outputs, decode))
      return { loss: value, metrics: { ...metrics } }
    }
    // targets of several classes may be indicator rows
    const labels = truth.length === rows ? truth : classesOfLogits(truth, rows)
    const confusion = confusionMatrix(classes)(labels, classesOfLogits(outputs, rows))
    const auc =
      width === 1
        ? rocAuc(outputs, labels)
        : areaOfProbabilities(Float64Array.from(probabilitiesOfLogits(outputs, rows).flat()), labels, classes)
    return { loss: value, metrics: { accuracy: accuracy(confusion), auc }, confusion }
  }

/**
 * Scores a model on a data set, `chunk` examples at a time (default 512).
 * Throws `RangeError` for a data set without examples.
 */
export const score = <P extends readonly unknown[], S extends readonly unknown[], X, Y extends Tensor<any, any>>(
  model: Model<P, S, X, Tensor<any, any>>,
  options: ScoreOptions,
  chunk = 512,
): ((snapshot: Snapshot<P, S>, dataset: Dataset<Example<X, Y>>) => Scores) => {
  const run = compile(([{ params, state }, x]: readonly [Snapshot<P, S>, X]) => model.apply(params, state, x, infer)[0])
  return ({ params, state }, dataset) => {
    if (dataset.size === 0) throw new RangeError('score: the data set is empty')
    const parts = Array.from(inOrder(dataset, chunk), ({ x, y }) => ({
      output: run([{ params, state }, x]),
      target: y,
    }))
    const outputs = read(concat(parts.map(({ output }) => output)))
    return scoreOutputs(options)(outputs, settle(concat(parts.map(({ target }) => target))))
  }
}
