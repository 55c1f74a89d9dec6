/** Trees are those of scikit-learn 1.9 (tests/references/trees.py), forests as good as its; rules and edges by hand. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { key, type Numbers } from '../../src/core/index.js'
import {
  classificationForest,
  classificationTree,
  type DecisionTree,
  depthOf,
  type FeatureTable,
  fidelity,
  impurityImportance,
  largestShares,
  leafCount,
  predictForest,
  predictTree,
  prune,
  pruneBy,
  pruningPath,
  regressionForest,
  regressionMetrics,
  regressionTree,
  rulesOf,
  surrogate,
} from '../../src/models/index.js'

const reference = JSON.parse(readFileSync(new URL('../references/trees.json', import.meta.url), 'utf8'))
const tableOf = (columns: number, values: readonly number[]): FeatureTable => ({
  columns,
  values: values.map((v) => v / 1024),
})
const { columns, classes, labels, numbers } = reference
const x = tableOf(columns, reference.x)
const xTest = tableOf(columns, reference.xTest)

const near = (got: Numbers, expected: readonly number[], tolerance = 1e-9): void => {
  expect(got.length).toBe(expected.length)
  for (const [i, e] of expected.entries())
    expect(Math.abs(got[i]! - e)).toBeLessThanOrEqual(tolerance * (1 + Math.abs(e)))
}
const sameNodes = (tree: DecisionTree, nodes: readonly any[]): void => {
  expect(
    tree.nodes.map((node) => ('feature' in node ? [node.rows, node.feature, node.threshold] : [node.rows])),
  ).toEqual(nodes.map(({ rows, feature, threshold }) => (feature === undefined ? [rows] : [rows, feature, threshold])))
  near(
    tree.nodes.map(({ impurity }) => impurity),
    nodes.map(({ impurity }) => impurity),
  )
  near(
    tree.nodes.flatMap(({ value }) => value),
    nodes.flatMap(({ value }) => value),
  )
}

describe.each(Object.entries<any>(reference.cases))('%s', (_, { criterion, options, nodes, ...expected }) => {
  const tree =
    criterion === null
      ? regressionTree(options)(x, numbers)
      : classificationTree({ classes, criterion, ...options })(x, labels)
  test('is the same tree', () => sameNodes(tree, nodes))
  test('says the same of other rows', () => near(predictTree(tree)(xTest), expected.predictions))
  test('hangs on the same features', () => near(impurityImportance(tree), expected.importances))
  test('is pruned by the same steps to the same trees', () => {
    const path = pruningPath(tree)
    near(
      path.map(({ alpha }) => alpha),
      expected.path.alphas,
    )
    near(
      path.map(({ impurity }) => impurity),
      expected.path.impurities,
    )
    for (const { alpha, nodes: kept } of expected.pruned) sameNodes(prune(alpha)(tree), kept)
  })
})

/** Ours are drawn from the same distribution of forests: the mean of four is that of many, within four deviations. */
describe('forests score what those of scikit-learn score', () => {
  const { forest } = reference
  const fx = tableOf(6, forest.x)
  const fxTest = tableOf(6, forest.xTest)
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length
  const reaches = (values: readonly number[], [middle, deviation]: readonly number[]): void =>
    expect(Math.abs(mean(values) - middle!)).toBeLessThan(4 * deviation! * Math.sqrt(1 / values.length + 1 / 20))
  const keys = [0, 1, 2, 3].map(key)

  test('of classes', () => {
    const { trees, y, yTest, held, outOfBag, importances } = forest.classificationForest
    const grown = keys.map((k) => classificationForest({ classes, trees, key: k })(fx, y))
    const right = (said: Numbers): number =>
      mean(Array.from(largestShares(said, classes), (c, row) => (c === yTest[row] ? 1 : 0)))
    reaches(
      grown.map((f) => right(predictForest(f)(fxTest))),
      held,
    )
    reaches(
      grown.map((f) => f.outOfBag!.score),
      outOfBag,
    )
    importances[0].forEach((middle: number, i: number) => {
      reaches(
        grown.map((f) => impurityImportance(f)[i]!),
        [middle, importances[1][i]],
      )
    })
  })
  test('of numbers', () => {
    const { trees, y, yTest, held, outOfBag, importances } = forest.regressionForest
    const grown = keys.map((k) => regressionForest({ trees, key: k })(fx, y))
    reaches(
      grown.map((f) => regressionMetrics(yTest, predictForest(f)(fxTest)).r2),
      held,
    )
    reaches(
      grown.map((f) => f.outOfBag!.score),
      outOfBag,
    )
    importances[0].forEach((middle: number, i: number) => {
      reaches(
        grown.map((f) => impurityImportance(f)[i]!),
        [middle, importances[1][i]],
      )
    })
  })
})

describe('by hand', () => {
  test('equal values hide no split, in whatever order their rows stand', () => {
    for (const [values, y] of [
      [
        [0, 0, 0, 1, 1],
        [1, 0, 0, 1, 1],
      ],
      [
        [0, 0, 0, 1, 1],
        [0, 0, 1, 1, 1],
      ],
    ] as const) {
      const { nodes } = classificationTree({ classes: 2, maxDepth: 1 })({ columns: 1, values }, y)
      expect(nodes).toEqual([
        { kind: 'question', rows: 5, impurity: 12 / 25, value: [0.4, 0.6], feature: 0, threshold: 0.5, yes: 1, no: 2 },
        { kind: 'leaf', rows: 3, impurity: 4 / 9, value: [2 / 3, 1 / 3] },
        { kind: 'leaf', rows: 2, impurity: 0, value: [0, 1] },
      ])
    }
  })
  test('an exclusive or is split though the first question gains nothing', () => {
    const xor = classificationTree({ classes: 2 })({ columns: 2, values: [0, 0, 0, 1, 1, 0, 1, 1] }, [0, 1, 1, 0])
    expect([leafCount(xor), depthOf(xor)]).toEqual([4, 2])
    expect(impurityImportance(xor)).toEqual([0, 1])
    expect([...predictTree(xor)({ columns: 2, values: [1, 0, 1, 1] })]).toEqual([0, 1, 1, 0])
  })
  test('neighbours without a number between them', () => {
    const next = 1 + Number.EPSILON
    const huge = Number.MAX_VALUE
    for (const [low, high, threshold] of [
      [1, next, 1],
      [next, 1 + 2 * Number.EPSILON, next],
      [-huge, huge, 0],
      [0, Number.MIN_VALUE, 0],
    ] as const)
      expect(regressionTree()({ columns: 1, values: [high, low] }, [2, 1]).nodes[0]).toMatchObject({ threshold })
  })
  test('a leaf of equal numbers says just that number', () => {
    const tree = regressionTree()({ columns: 1, values: [1, 1, 1, 2] }, [0.1, 0.1, 0.1, 7])
    expect(tree.nodes.map(({ value, impurity }) => [value[0], impurity])).toEqual([
      [1.825, expect.closeTo(8.926875, 9)],
      [0.1, 0],
      [7, 0],
    ])
  })
  test('as rules, with names, counts and units', () => {
    const values = [20, 0, 30, 1, 50, 0, 60, 1]
    const tree = classificationTree({ classes: 2 })({ columns: 2, values }, [0, 0, 0, 1])
    expect(rulesOf({ features: ['age', 'rich'], classes: ['stays', 'leaves'] })(tree)).toEqual([
      'age ≤ 55: stays (100.0 % of 3 rows)',
      'age > 55: leaves (100.0 % of 1 row)',
    ])
    const meanings = ['age', { name: 'kind', label: 'rich' }]
    const prices = regressionTree()({ columns: 2, values }, [10, 20.5, 30, 40.123456789])
    expect(rulesOf({ features: meanings })(prices)).toEqual([
      'age ≤ 40',
      '│ age ≤ 25: 10 (± 0, 1 row)',
      '│ age > 25: 20.5 (± 0, 1 row)',
      'age > 40',
      '│ age ≤ 55: 30 (± 0, 1 row)',
      '│ age > 55: 40.12346 (± 0, 1 row)',
    ])
    const kinds = { columns: 2, values: [1, 0, 1, 1, 1, 0, 1, 1] }
    expect(rulesOf({ features: meanings })(regressionTree()(kinds, [1, 5, 2, 6]))).toEqual([
      'kind ≠ rich: 1.5 (± 0.5, 2 rows)',
      'kind = rich: 5.5 (± 0.5, 2 rows)',
    ])
    expect(rulesOf()(regressionTree()(kinds, [1, 5, 1, 5]))[0]).toBe('x1 ≤ 0.5: 1 (± 0, 2 rows)')
    expect(rulesOf()(regressionTree({ maxDepth: 0 })({ columns: 1, values: [1, 2] }, [1, 3]))).toEqual([
      'always: 2 (± 1, 2 rows)',
    ])
  })
  test('a surrogate is judged on other rows, and beside a constant', () => {
    const seen = { x: { columns: 1, values: [1, 2, 3, 4] }, answers: [0, 0, 1, 1] }
    const held = { x: { columns: 1, values: [0, 2.4, 2.6, 9] }, answers: [0, 1, 1, 1] }
    expect(surrogate({ classes: 2, maxLeafNodes: 2 })(seen, held)).toMatchObject({ fidelity: 0.75, constant: 0.25 })
    const tree = regressionTree({ maxLeafNodes: 2 })(seen.x, seen.answers)
    expect(fidelity(tree, held)).toBeCloseTo(1 - 1 / 0.75, 12)
  })
  test('pruned as other rows say: noise goes, what holds stays', () => {
    const rows = Array.from({ length: 200 }, (_, i) => i)
    const noisy = (salt: number): readonly number[] =>
      rows.map((i) => ((i * salt) % 17 < 2 ? 1 : 0) ^ (i < 100 ? 0 : 1))
    const features = { columns: 1, values: rows }
    const grown = classificationTree({ classes: 2 })(features, noisy(7))
    const kept = pruneBy(features, noisy(11))(grown)
    expect(leafCount(grown)).toBeGreaterThan(30)
    expect(kept.nodes.map((node) => ('threshold' in node ? node.threshold : null))).toEqual([99.5, null, null])
  })
})

describe('what cannot be grown is refused in one line', () => {
  const two: FeatureTable = { columns: 2, values: [1, 2, 3, 4] }
  const tree = classificationTree({ classes: 2 })(two, [0, 1])
  test.each<readonly [string, () => unknown]>([
    [
      'classificationTree: 3 numbers are not rows of 2 features',
      () => classificationTree({ classes: 2 })({ columns: 2, values: [1, 2, 3] }, [0]),
    ],
    ['regressionTree: there are no rows', () => regressionTree()({ columns: 2, values: [] }, [])],
    ['regressionTree: 2 rows but 1 targets', () => regressionTree()(two, [0])],
    ['regressionTree: feature 1 of row 0 is NaN', () => regressionTree()({ columns: 2, values: [1, Number.NaN] }, [0])],
    [
      'regressionForest: the target of row 1 is Infinity',
      () => regressionForest({ key: key(0) })(two, [0, Number.POSITIVE_INFINITY]),
    ],
    ['classificationTree: class 2 of row 1 is not in 0 to 1', () => classificationTree({ classes: 2 })(two, [0, 2])],
    [
      'classificationTree: minSamplesLeaf must be a positive integer, got 0',
      () => classificationTree({ classes: 2, minSamplesLeaf: 0 })(two, [0, 1]),
    ],
    [
      'classificationTree: maxDepth must be a whole number, got -1',
      () => classificationTree({ classes: 2, maxDepth: -1 })(two, [0, 1]),
    ],
    [
      'classificationForest: trees must be a positive integer, got 0',
      () => classificationForest({ classes: 2, key: key(0), trees: 0 })(two, [0, 1]),
    ],
    [
      'classificationForest: maxFeatures must be at most 2, got 3',
      () => classificationForest({ classes: 2, key: key(0), maxFeatures: 3 })(two, [0, 1]),
    ],
    ['leafOf: it asks 2 features, got rows of 1', () => predictTree(tree)({ columns: 1, values: [1] })],
    ['prune: alpha must be at least 0, got -1', () => prune(-1)(tree)],
    ['pruneBy: there are no rows', () => pruneBy({ columns: 2, values: [] }, [])(tree)],
    ['pruneBy: 2 rows but 1 targets', () => pruneBy(two, [1])(tree)],
  ])('%s', (message, refused) => {
    expect(refused).toThrow(new RangeError(message))
  })
})
