/** A network beside models that can be read: on the same rows, and a tree that explains the network. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Key, type Numbers, split } from '../core/index.js'
import {
  type DataError,
  decodeNumber,
  type Encoder,
  encodeFeatures,
  encodeTarget,
  featureColumns,
  inUnits,
  type RawTable,
  type Rows,
} from '../data/index.js'
import { read } from '../engine/index.js'
import type { ModelFile } from '../io/index.js'
import {
  accuracy,
  classificationForest,
  classificationTree,
  confusionMatrix,
  type DecisionTree,
  type FeatureTable,
  fromSpecs,
  impurityImportance,
  largestShares,
  predictForest,
  predictTree,
  pruneBy,
  type RandomForest,
  regressionForest,
  regressionMetrics,
  regressionTree,
  type Surrogate,
  surrogate,
  type TreeLimits,
} from '../models/index.js'
import { areaOfProbabilities, classesOfLogits, permutationImportance, predict } from '../streams/index.js'
import type { Examples } from './problem.js'
import type { TableProblem } from './tableProblem.js'

/** What a model scored on the test rows, and how long it took to make. */
export interface Compared {
  readonly metrics: Readonly<Record<string, number>>
  /** `null` where it was there already. */
  readonly seconds: number | null
}
export interface Comparison {
  /** Always the most frequent class, or the mean. */
  readonly constant: Compared
  readonly tree: Compared & { readonly grown: DecisionTree; readonly importance: Importance }
  readonly forest: Compared & { readonly grown: RandomForest; readonly importance: Importance }
  /** Its importance is what it loses of its accuracy, or of R², where the numbers of a feature are dealt out anew. */
  readonly network: Compared & { readonly importance: Importance }
  readonly surrogate: Surrogate
}
/** By feature, the most important first: of trees the share of what splits gained. */
export type Importance = readonly (readonly [feature: string, share: number])[]

/** Leaves that a person reads at one glance: of the surrogate, and of a tree without rows to prune it by. */
const readable = { surrogate: 8, tree: 16 }

interface Part {
  readonly x: FeatureTable
  /** Class indexes, or numbers in the units of the target. */
  readonly y: Numbers
}

/** Rows as they are in the table, in the order in which the network sees them. */
const partOf = (encoder: Encoder, table: RawTable, rows: Rows): E.Either<readonly DataError[], Part> =>
  pipe(
    E.Do,
    E.bind('x', () => encodeFeatures(encoder)(table, rows)),
    E.bind('y', () => encodeTarget(encoder)(table, rows)),
    E.map(({ x, y }): Part => ({ x: { columns: x.shape[1], values: read(x) }, y: read(y) })),
  )

const timed = <A>(make: () => A): readonly [made: A, seconds: number] => {
  const began = performance.now()
  const made = make()
  return [made, (performance.now() - began) / 1000]
}

/** For each feature a number, found from its columns; the largest first. */
const byFeature = (encoder: Encoder, of: (columns: readonly number[]) => number): Importance =>
  featureColumns(encoder)
    .map(({ name, columns }) => [name, of(columns)] as const)
    .toSorted(([, a], [, b]) => b - a)
const importanceOf = (encoder: Encoder, grown: DecisionTree | RandomForest): Importance => {
  const shares = impurityImportance(grown)
  return byFeature(encoder, (columns) => columns.reduce((sum, c) => sum + shares[c]!, 0))
}

/** Scores of shares of the classes, or of numbers. */
const metricsOf =
  (classes: number, truth: Numbers) =>
  (said: Numbers): Compared['metrics'] =>
    classes === 0
      ? { ...regressionMetrics(truth, said) }
      : {
          accuracy: accuracy(confusionMatrix(classes)(truth, largestShares(said, classes))),
          auc: areaOfProbabilities(said, truth, classes),
        }

/** The answers of the network: classes, or numbers in the units of the target. */
const answersOf = ({ problem, encoder }: TableProblem, file: ModelFile): ((data: Examples) => Numbers) => {
  const outputs = predict(fromSpecs(problem.layers))
  return ({ size, batch }) => {
    const said = outputs(file, { size, batch: (rows) => batch(rows).x })
    return problem.task === 'regression' ? Float64Array.from(said, decodeNumber(encoder)) : classesOfLogits(said, size)
  }
}

export interface ComparisonOptions {
  readonly table: RawTable
  readonly problem: TableProblem
  /** The network as it was saved, what it scored, and how long that took. */
  readonly file: ModelFile
  readonly network: Compared
  /** Decides the forest, and how numbers are dealt out. */
  readonly key: Key
}

/**
 * A tree, pruned by the validation rows, a forest of 100, and a constant, all grown on the training rows, and a tree of at
 * most eight leaves that learned what the network says of them; all judged on the test rows. The trees see the numbers of
 * the table, so that their thresholds are in its units.
 */
export const comparisonOf = ({
  table,
  problem: made,
  file,
  network,
  key,
}: ComparisonOptions): E.Either<readonly DataError[], Comparison> => {
  const { split: parts, encoder: scaled, problem } = made
  const encoder = inUnits(scaled)
  const classes = problem.classes.length
  const [forForest, forShuffles] = split(key, 2)
  return pipe(
    E.Do,
    E.bind('train', () => partOf(encoder, table, parts.train)),
    E.bind('validation', () => partOf(encoder, table, parts.validation)),
    E.bind('test', () => partOf(encoder, table, parts.test)),
    E.map(({ train, validation, test }): Comparison => {
      const grow = (limits: TreeLimits): DecisionTree =>
        classes === 0
          ? regressionTree(limits)(train.x, train.y)
          : classificationTree({ classes, ...limits })(train.x, train.y)
      const scored = metricsOf(classes, test.y)
      const [constant, constantSeconds] = timed(() => grow({ maxDepth: 0 }))
      const [tree, treeSeconds] = timed(() =>
        validation.y.length === 0
          ? grow({ minSamplesLeaf: 5, maxLeafNodes: readable.tree })
          : pruneBy(validation.x, validation.y)(grow({ minSamplesLeaf: 5 })),
      )
      const [forest, forestSeconds] = timed(() =>
        classes === 0
          ? regressionForest({ key: forForest!, minSamplesLeaf: 5 })(train.x, train.y)
          : classificationForest({ classes, key: forForest!, minSamplesLeaf: 3 })(train.x, train.y),
      )
      const answers = answersOf(made, file)
      const right = (data: Examples): number =>
        classes === 0
          ? regressionMetrics(test.y, answers(data)).r2
          : accuracy(confusionMatrix(classes)(test.y, answers(data)))
      const shuffled = permutationImportance({ key: forShuffles!, repeats: 3 })(right)
      const limits = { minSamplesLeaf: 5, maxLeafNodes: readable.surrogate }
      return {
        constant: { metrics: scored(predictTree(constant)(test.x)), seconds: constantSeconds },
        tree: {
          metrics: scored(predictTree(tree)(test.x)),
          seconds: treeSeconds,
          grown: tree,
          importance: importanceOf(encoder, tree),
        },
        forest: {
          metrics: scored(predictForest(forest)(test.x)),
          seconds: forestSeconds,
          grown: forest,
          importance: importanceOf(encoder, forest),
        },
        network: {
          ...network,
          importance: byFeature(encoder, (columns) => shuffled(problem.test, [columns])[0]!.mean),
        },
        surrogate: surrogate(classes === 0 ? limits : { classes, ...limits })(
          { x: train.x, answers: answers(problem.train) },
          { x: test.x, answers: answers(problem.test) },
        ),
      }
    }),
  )
}
