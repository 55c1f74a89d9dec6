/** `fluxion train --compare`: what the comparison of a network with models that can be read says to people. */
import Table from 'cli-table3'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { foldIn, key } from '../core/index.js'
import { columnMeanings, type RawTable, showDataError } from '../data/index.js'
import { type DecisionTree, depthOf, fromSpecs, leafCount, parameterCount, rulesOf } from '../models/index.js'
import { type Compared, type Comparison, comparisonOf, type Importance } from './comparison.js'
import type { Output } from './output.js'
import { number, percent, plainTable } from './report.js'
import type { Finished } from './run.js'
import type { TableProblem } from './tableProblem.js'

/** `1 leaf`, `100 trees` */
const counted = (n: number, word: string, words = `${word}s`): string =>
  `${n.toLocaleString('en-US')} ${n === 1 ? word : words}`
/** The eight most important features, but those without importance. */
const important = (shares: Importance): string =>
  shares
    .slice(0, 8)
    .filter(([, value]) => value >= 0.0005)
    .map(([feature, value]) => `${feature} ${percent(value)}`)
    .join(', ') || 'nothing'

const tableOf = (rows: readonly (readonly [name: string, compared: Compared, size: string])[]): string => {
  const measures = Object.keys(rows[0]![1].metrics)
  const table = new Table({
    head: ['model', ...measures, 'seconds', 'size'],
    ...plainTable(measures.length + 2),
  })
  for (const [name, { metrics, seconds }, size] of rows)
    table.push([
      name,
      ...measures.map((m) => (m === 'accuracy' ? percent(metrics[m]!) : number(metrics[m]!))),
      seconds === null ? '-' : seconds.toFixed(1),
      size,
    ])
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
}

interface Words {
  readonly rules: (tree: DecisionTree) => readonly string[]
  readonly parameters: number
  readonly rows: number
  readonly regression: boolean
}
const indented = (lines: readonly string[]): string => lines.map((line) => `  ${line}`).join('\n')

const say = (output: Output, { constant, tree, forest, network, surrogate }: Comparison, words: Words): void => {
  const { rules, parameters, rows, regression } = words
  const leaves = leafCount(tree.grown)
  const trees = counted(forest.grown.trees.length, 'tree')
  const weights = counted(parameters, 'parameter')
  const { fidelity, constant: same } = surrogate
  output.say(`\ncompared on the same ${counted(rows, 'test row')}`)
  output.say(
    tableOf([
      [regression ? 'mean' : 'most frequent class', constant, 'one answer'],
      ['decision tree', tree, counted(leaves, 'leaf', 'leaves')],
      ['random forest', forest, trees],
      ['network', network, weights],
    ]),
  )
  output.say('\nThe decision tree is a white box: the conditions down to a leaf are all its reasons.')
  output.say(indented(rules(tree.grown)))
  output.say(
    [
      `\nThe random forest and the network are black boxes: nobody reads ${trees}, or ${weights}.`,
      `A tree of ${counted(leafCount(surrogate.tree), 'leaf', 'leaves')} that learned the network's answers explains the network as far as both agree:`,
      regression
        ? `on the test rows R² ${number(fidelity)}.`
        : `on ${percent(fidelity)} of the test rows, where one answer for all would on ${percent(same)}.`,
    ].join('\n'),
  )
  output.say(indented(rules(surrogate.tree)))
  output.say('\nwhat they hang on')
  output.say(`  decision tree  ${important(tree.importance)} (of what splits gained)`)
  output.say(`  random forest  ${important(forest.importance)}`)
  output.say(
    `  network        ${important(network.importance)} (of ${regression ? 'R²' : 'accuracy'}, lost with the column shuffled)`,
  )
}

const emit = (output: Output, { constant, tree, forest, network, surrogate }: Comparison, { rules }: Words): void => {
  const told = ({ metrics, seconds }: Compared) => ({ ...metrics, seconds })
  const treeTold = (grown: DecisionTree) => ({
    leaves: leafCount(grown),
    depth: depthOf(grown),
    rules: rules(grown),
    tree: grown,
  })
  output.event({
    event: 'comparison',
    constant: told(constant),
    tree: told(tree),
    forest: told(forest),
    network: told(network),
  })
  output.event({ event: 'tree', ...treeTold(tree.grown), importance: Object.fromEntries(tree.importance) })
  output.event({
    event: 'forest',
    trees: forest.grown.trees.length,
    outOfBag: forest.grown.outOfBag!.score,
    importance: Object.fromEntries(forest.importance),
  })
  output.event({ event: 'network', importance: Object.fromEntries(network.importance) })
  const { fidelity, constant: same } = surrogate
  output.event({ event: 'surrogate', fidelity, constant: same, ...treeTold(surrogate.tree) })
}

/** Compares a trained network with a constant, a decision tree and a random forest, and explains it by a tree. */
export const compare =
  (output: Output, table: RawTable, problem: TableProblem, seed: number) =>
  ({ file, test, seconds }: Finished): TE.TaskEither<readonly string[], void> => {
    output.live('growing trees …')
    const { layers, classes, task } = problem.problem
    return pipe(
      comparisonOf({
        table,
        problem,
        file,
        network: { metrics: test!.metrics, seconds },
        key: foldIn(key(seed), 4), // the first four are those of the run
      }),
      E.bimap(
        (errors): readonly string[] => errors.map(showDataError),
        (comparison) => {
          const words: Words = {
            rules: rulesOf({ features: columnMeanings(problem.encoder), classes }),
            parameters: parameterCount(fromSpecs(layers)),
            rows: problem.split.test.length,
            regression: task === 'regression',
          }
          output.settle()
          say(output, comparison, words)
          emit(output, comparison, words)
        },
      ),
      TE.fromEither,
    )
  }
