/** Learning from inputs and targets: the objective, and how good a model is. */
import type { Numbers } from '../core/dtype.js'
import { axis, type Batch } from '../core/shape.js'
import { type AnyTensor, literal, type Scalar, type Tensor } from '../core/tensor.js'
import type { Task } from '../data/index.js'
import { read, readScalar } from '../engine/read.js'
import { accuracy, type ConfusionMatrix, confusionMatrix, regressionMetrics, rocAuc } from '../models/metrics/index.js'
import type { Model } from '../models/model.js'
import type { Objective } from './advance.js'
import type { Dataset, Example } from './dataset.js'
import type { Snapshot } from './fit.js'
import { predict } from './predict.js'

/** The loss of a model's predictions on a batch of inputs and targets. */
export const supervised =
  <
    P extends readonly unknown[],
    S extends readonly unknown[],
    X,
    B,
    L extends (prediction: any, target: any) => AnyTensor,
  >(
    model: Model<P, S, X, B>,
    loss: L & ((prediction: B, target: never) => Scalar),
  ): Objective<P, S, Example<X, Parameters<L>[1]>> =>
  (params, state, { x, y }, mode) => {
    const [prediction, next] = model.apply(params, state, x, mode)
    return [loss(prediction, y as never) as Scalar, next]
  }

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

/** Predicted class of each row of logits: of one logit whether it is above 0, of several the largest. */
export const classesOfLogits = (logits: Numbers, rows: number): Numbers => {
  const width = logits.length / Math.max(rows, 1)
  return Int32Array.from({ length: rows }, (_, i) => {
    if (width === 1) return logits[i]! > 0 ? 1 : 0
    let best = 0
    for (let k = 1; k < width; k++) if (logits[i * width + k]! > logits[i * width + best]!) best = k
    return best
  })
}

/** Probabilities of all classes for each row of logits: `[1 - σ(z), σ(z)]` of one logit, the softmax of several. */
export const probabilitiesOfLogits = (logits: Numbers, rows: number): readonly (readonly number[])[] => {
  const width = logits.length / Math.max(rows, 1)
  return Array.from({ length: rows }, (_, i) => {
    if (width === 1) {
      const p = 1 / (1 + Math.exp(-logits[i]!))
      return [1 - p, p]
    }
    const row = Array.from({ length: width }, (_, k) => logits[i * width + k]!)
    const top = Math.max(...row)
    const e = row.map((z) => Math.exp(z - top))
    const total = e.reduce((a, b) => a + b, 0)
    return e.map((v) => v / total)
  })
}

const macroAuc = (probabilities: readonly (readonly number[])[], truth: Numbers, classes: number): number => {
  const each = Array.from({ length: classes }, (_, k) =>
    rocAuc(
      Float64Array.from(probabilities, (p) => p[k]!),
      Int32Array.from(truth, (t) => (t === k ? 1 : 0)),
    ),
  )
  return each.reduce((a, b) => a + b, 0) / classes
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
    const prediction = literal([axis('batch', rows) as Batch, width], outputs as ArrayLike<number>)
    const value = readScalar(loss(prediction, target))
    const truth = read(target)
    if (task === 'regression') {
      const metrics = regressionMetrics(Float64Array.from(truth, decode), Float64Array.from(outputs, decode))
      return { loss: value, metrics: { ...metrics } }
    }
    // targets of several classes may be indicator rows
    const labels = truth.length === rows ? truth : classesOfLogits(truth, rows)
    const confusion = confusionMatrix(classes)(labels, classesOfLogits(outputs, rows))
    const auc = width === 1 ? rocAuc(outputs, labels) : macroAuc(probabilitiesOfLogits(outputs, rows), labels, classes)
    return { loss: value, metrics: { accuracy: accuracy(confusion), auc }, confusion }
  }

/** Scores a model on a data set, a bounded number of rows at a time. */
export const score =
  <P extends readonly unknown[], S extends readonly unknown[], X, Y extends Tensor<any, any>>(
    model: Model<P, S, X, Tensor<any, any>>,
    options: ScoreOptions,
  ) =>
  (snapshot: Snapshot<P, S>, dataset: Dataset<Example<X, Y>>): Scores => {
    const all = Int32Array.from({ length: dataset.size }, (_, i) => i)
    const inputs: Dataset<X> = { size: dataset.size, batch: (rows) => dataset.batch(rows).x }
    return scoreOutputs(options)(predict(model)(snapshot, inputs), dataset.batch(all).y)
  }
