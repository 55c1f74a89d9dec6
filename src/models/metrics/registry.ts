/** Every metric by name, with what is claimed of it. Total: the laws quantify over it. */
import {
  accuracy,
  type ClassMeasure,
  cohenKappa,
  f1,
  macro,
  matthews,
  micro,
  ofConfusion,
  precision,
  recall,
  weighted,
} from './confusion.js'
import { averagePrecisionMetric, binnedAveragePrecision, binnedRocAuc, rocAucMetric } from './curves.js'
import type { Metric } from './metric.js'
import { brier, calibrationError, logLoss, topKAccuracy } from './probabilities.js'
import { type RegressionMetrics, regressionMetric } from './regression.js'

type Averaging = 'macro' | 'micro' | 'weighted'
type Averaged = `${Averaging}${'Precision' | 'Recall' | 'F1'}`
export type MetricName =
  | 'accuracy'
  | Averaged
  | 'matthews'
  | 'cohenKappa'
  | 'topKAccuracy'
  | 'logLoss'
  | 'brier'
  | 'calibrationError'
  | 'rocAuc'
  | 'averagePrecision'
  | 'binnedRocAuc'
  | 'binnedAveragePrecision'
  | keyof RegressionMetrics

export interface MetricEntry {
  readonly title: string
  /**
   * What its predictions are: class indexes, probabilities of all classes row by row, scores of class 1 of two classes, or
   * numbers. Truths are class indexes, or numbers.
   */
  readonly prediction: 'class' | 'probabilities' | 'score' | 'number'
  readonly better: 'higher' | 'lower'
  /** All values it may have. */
  readonly range: readonly [from: number, to: number]
  /** With its default options. */
  readonly make: (classes: number) => Metric<any>
}

const share: MetricEntry['range'] = [0, 1]
const infinite = Number.POSITIVE_INFINITY
const entry = (
  title: string,
  prediction: MetricEntry['prediction'],
  better: MetricEntry['better'],
  range: MetricEntry['range'],
  make: MetricEntry['make'],
): MetricEntry => ({ title, prediction, better, range, make })

const averagings = { macro, micro, weighted } as const
const averaged = (averaging: Averaging, name: string, measure: ClassMeasure): MetricEntry =>
  entry(`${name}, ${averaging} average`, 'class', 'higher', share, ofConfusion(averagings[averaging](measure)))

/** Every metric by name, with what is claimed of it. */
export const metrics: { readonly [N in MetricName]: MetricEntry } = {
  accuracy: entry('Accuracy', 'class', 'higher', share, ofConfusion(accuracy)),
  macroPrecision: averaged('macro', 'Precision', precision),
  macroRecall: averaged('macro', 'Recall', recall),
  macroF1: averaged('macro', 'F1', f1),
  microPrecision: averaged('micro', 'Precision', precision),
  microRecall: averaged('micro', 'Recall', recall),
  microF1: averaged('micro', 'F1', f1),
  weightedPrecision: averaged('weighted', 'Precision', precision),
  weightedRecall: averaged('weighted', 'Recall', recall),
  weightedF1: averaged('weighted', 'F1', f1),
  matthews: entry('Matthews correlation', 'class', 'higher', [-1, 1], ofConfusion(matthews)),
  cohenKappa: entry("Cohen's kappa", 'class', 'higher', [-1, 1], ofConfusion(cohenKappa)),
  topKAccuracy: entry('Top-2 accuracy', 'probabilities', 'higher', share, (classes) =>
    topKAccuracy({ k: Math.min(2, classes), classes }),
  ),
  logLoss: entry('Log loss', 'probabilities', 'lower', [0, infinite], logLoss),
  brier: entry('Brier score', 'probabilities', 'lower', [0, 2], brier),
  calibrationError: entry('Expected calibration error', 'probabilities', 'lower', share, (classes) =>
    calibrationError({ classes }),
  ),
  rocAuc: entry('Area under the ROC', 'score', 'higher', share, () => rocAucMetric),
  averagePrecision: entry('Area under precision by recall', 'score', 'higher', share, () => averagePrecisionMetric),
  binnedRocAuc: entry('Area under the ROC, by bins', 'score', 'higher', share, () => binnedRocAuc()),
  binnedAveragePrecision: entry('Area under precision by recall, by bins', 'score', 'higher', share, () =>
    binnedAveragePrecision(),
  ),
  mse: entry('Mean squared error', 'number', 'lower', [0, infinite], () => regressionMetric('mse')),
  mae: entry('Mean absolute error', 'number', 'lower', [0, infinite], () => regressionMetric('mae')),
  r2: entry('R²', 'number', 'higher', [-infinite, 1], () => regressionMetric('r2')),
}
