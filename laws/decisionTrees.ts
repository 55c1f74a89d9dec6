/** Laws of decision trees and forests: of any criterion, and of any way to grow a tree. */
import * as fc from 'fast-check'
import { key, type Numbers } from '../src/core/index.js'
import {
  type Criterion,
  classificationForest,
  classificationTree,
  criteria,
  type DecisionTree,
  depthOf,
  type FeatureTable,
  impurityImportance,
  largestShares,
  leafCount,
  leafOf,
  predictForest,
  predictTree,
  prune,
  pruningPath,
  regressionForest,
  regressionTree,
  surrogate,
  type TreeLimits,
} from '../src/models/index.js'
import { once } from '../src/models/trees/decisionTree.js'
import { grow } from '../src/models/trees/grow.js'
import { sortedTable } from '../src/models/trees/sorted.js'
import { classTarget } from '../src/models/trees/target.js'
import { type Law, law } from './law.js'
import { near } from './numeric.js'

const classes = 3
const columns = 3
interface Row {
  readonly features: readonly number[]
  readonly y: number
}
/** Of few values, so that there are ties; y as the class and as the number. */
const row: fc.Arbitrary<Row> = fc.record({
  features: fc.array(
    fc.integer({ min: -6, max: 6 }).map((n) => n / 4),
    { minLength: columns, maxLength: columns },
  ),
  y: fc.nat({ max: classes - 1 }),
})
const rowsOf = (options: fc.ArrayConstraints = {}) => fc.array(row, { minLength: 1, maxLength: 30, ...options })
/** No two with the same features. */
const different = rowsOf().map((rows) => [...new Map(rows.map((r) => [r.features.join(), r])).values()])
const tableOf = (rows: readonly Row[], map = (v: number): number => v): FeatureTable => ({
  columns,
  values: rows.flatMap(({ features }) => features.map(map)),
})
const targets = (rows: readonly Row[]): readonly number[] => rows.map(({ y }) => y)
const limits: fc.Arbitrary<TreeLimits> = fc.record(
  {
    maxDepth: fc.nat({ max: 4 }),
    minSamplesSplit: fc.integer({ min: 1, max: 9 }),
    minSamplesLeaf: fc.integer({ min: 1, max: 5 }),
    maxLeafNodes: fc.integer({ min: 1, max: 6 }),
  },
  { requiredKeys: [] },
)
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
const all = <A>(values: Iterable<A>, holds: (a: A, i: number) => boolean): boolean => [...values].every(holds)
/** What the leaves are mixed, all rows together. */
const mixed = ({ nodes }: DecisionTree): number =>
  nodes.reduce((sum, node) => (node.kind === 'leaf' ? sum + node.rows * node.impurity : sum), 0)
/** The tree without its thresholds. */
const shape = ({ nodes }: DecisionTree): unknown => nodes.map((node) => ({ ...node, threshold: null }))

/**
 * What a criterion of classes must hold, the user's own included.
 *
 * @example for (const law of criterionLaws('mine', mine)) check(law)
 */
export const criterionLaws = (name: string, { mixed: of, most }: Criterion): readonly Law[] => {
  const counts = fc.array(fc.nat({ max: 50 }), { minLength: classes, maxLength: classes })
  const total = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)
  const weighed = (numbers: readonly number[]): number => of(numbers, total(numbers))
  return [
    law(`${name}: rows of one class are not mixed`, [fc.nat({ max: 99 }), fc.nat({ max: classes - 1 })], (n, k) => {
      const pure = Array.from({ length: classes }, (_, i) => (i === k ? n : 0))
      return weighed(pure) === 0
    }),
    law(`${name}: it is most for equal shares, and at least 0`, [counts], (numbers) => {
      const n = total(numbers)
      const equal = of(new Array(classes).fill(n / classes), n)
      return near(equal, n * most(classes)) && weighed(numbers) >= -1e-12 && weighed(numbers) <= equal + 1e-9
    }),
    law(`${name}: parts are together no more mixed than the whole`, [counts, counts], (a, b) => {
      const whole = a.map((n, k) => n + b[k]!)
      return weighed(a) + weighed(b) <= weighed(whole) + 1e-9
    }),
    law(`${name}: which class is which does not matter, nor how often all rows stand there`, [counts], (numbers) => {
      const turned = [...numbers.slice(1), numbers[0]!]
      const thrice = numbers.map((n) => 3 * n)
      return near(weighed(turned), weighed(numbers)) && near(weighed(thrice), 3 * weighed(numbers))
    }),
  ]
}

/** A way to grow trees of the classes 0, 1 and 2, or of numbers. */
export type Grower = (limits: TreeLimits) => (x: FeatureTable, y: Numbers) => DecisionTree

/**
 * What a way to grow trees must hold.
 *
 * @example for (const law of growerLaws('mine', (limits) => mine(limits))) check(law)
 */
export const growerLaws = (name: string, grower: Grower): readonly Law[] => {
  const grown = (rows: readonly Row[], own: TreeLimits = {}): DecisionTree => grower(own)(tableOf(rows), targets(rows))
  /** What rows say whose leaf is pure: a class by its share, or the number. */
  const truth = (tree: DecisionTree, y: number): readonly number[] =>
    tree.says === 'number' ? [y] : Array.from({ length: classes }, (_, k) => (k === y ? 1 : 0))
  return [
    law(`${name}: leaves divide the rows among them`, [rowsOf(), limits], (rows, own) => {
      const tree = grown(rows, own)
      const reached = [...leafOf(tree)(tableOf(rows))]
      return all(tree.nodes, (node, place) =>
        node.kind === 'leaf'
          ? reached.filter((leaf) => leaf === place).length === node.rows && node.rows > 0
          : tree.nodes[node.yes]!.rows + tree.nodes[node.no]!.rows === node.rows,
      )
    }),
    law(`${name}: what a node says is the mean of what is below it`, [rowsOf(), limits], (rows, own) => {
      const { nodes } = grown(rows, own)
      return all(nodes, (node) => {
        if (node.kind === 'leaf') return true
        const [yes, no] = [nodes[node.yes]!, nodes[node.no]!]
        return all(node.value, (v, k) => near(v * node.rows, yes.value[k]! * yes.rows + no.value[k]! * no.rows))
      })
    }),
    law(`${name}: one more level never leaves rows more mixed`, [rowsOf(), limits], (rows, own) => {
      const { maxLeafNodes: _, ...others } = own // of a few leaves, those further down may gain less
      const levels = [0, 1, 2, 3, 4].map((maxDepth) => mixed(grown(rows, { ...others, maxDepth })))
      return all(levels, (now, depth) => depth === 0 || now <= levels[depth - 1]! + 1e-9)
    }),
    law(`${name}: one more leaf never leaves rows more mixed`, [rowsOf()], (rows) => {
      const sizes = [1, 2, 3, 4, 5].map((maxLeafNodes) => mixed(grown(rows, { maxLeafNodes })))
      return all(sizes, (now, i) => i === 0 || now <= sizes[i - 1]! + 1e-9)
    }),
    law(`${name}: limits are kept`, [rowsOf(), limits], (rows, own) => {
      const tree = grown(rows, own)
      const { maxDepth = 99, maxLeafNodes = 99, minSamplesLeaf = 1, minSamplesSplit = 2 } = own
      const least = (node: DecisionTree['nodes'][number]): number =>
        node.kind === 'leaf' ? Math.min(minSamplesLeaf, rows.length) : minSamplesSplit
      return (
        depthOf(tree) <= maxDepth &&
        leafCount(tree) <= maxLeafNodes &&
        all(tree.nodes, (node) => node.rows >= least(node))
      )
    }),
    law(`${name}: limits that bind nothing change nothing`, [rowsOf()], (rows) => {
      const size = rows.length
      return same(
        grown(rows),
        grown(rows, { maxDepth: size, maxLeafNodes: size, minSamplesSplit: 1, minSamplesLeaf: 1 }),
      )
    }),
    law(`${name}: where no two rows are alike, the whole tree knows every row`, [different], (rows) => {
      const tree = grown(rows)
      const said = predictTree(tree)(tableOf(rows))
      return same(
        [...said],
        rows.flatMap(({ y }) => truth(tree, y)),
      )
    }),
    law(`${name}: the order of rows does not matter`, [rowsOf(), limits, fc.nat()], (rows, own, turn) => {
      const turned = rows.map((_, i) => rows[(i * 7 + turn) % rows.length]!)
      const permuted = rows.length % 7 === 0 ? rows.toReversed() : turned
      return same(grown(permuted, own), grown(rows, own))
    }),
    law(`${name}: features on another, rising scale are split alike`, [rowsOf(), limits], (rows, own) => {
      const risen = grower(own)(
        tableOf(rows, (v) => v ** 3 + 2 * v + 5),
        targets(rows),
      )
      return same(shape(risen), shape(grown(rows, own)))
    }),
    law(
      `${name}: a feature that does not vary is not asked, and has no importance`,
      [rowsOf(), limits],
      (rows, own) => {
        const flat = rows.map(({ features: [a, , c], y }) => ({ features: [a!, 1, c!], y }))
        const tree = grown(flat, own)
        const shares = impurityImportance(tree)
        const sum = shares.reduce((a, b) => a + b, 0)
        return (
          all(tree.nodes, (node) => node.kind === 'leaf' || node.feature !== 1) &&
          shares[1] === 0 &&
          (near(sum, 1) || (sum === 0 && all(shares, (s) => s === 0)))
        )
      },
    ),
    law(`${name}: pruning finds smaller and smaller trees, each the best at its price`, [rowsOf()], (rows) => {
      const tree = grown(rows)
      const path = pruningPath(tree)
      const price = ({ impurity, leaves }: (typeof path)[number], alpha: number): number => impurity + alpha * leaves
      return (
        all(path, (p, i) => i === 0 || (p.leaves < path[i - 1]!.leaves && p.alpha > path[i - 1]!.alpha)) &&
        path.at(-1)!.leaves === 1 &&
        all(path, (p, i) => {
          const alpha = i + 1 < path.length ? (p.alpha + path[i + 1]!.alpha) / 2 : p.alpha + 1
          const pruned = prune(alpha)(tree)
          return (
            leafCount(pruned) === p.leaves &&
            same(prune(p.alpha)(tree), pruned) &&
            near(mixed(pruned) / rows.length, p.impurity) &&
            all(path, (other) => price(p, alpha) <= price(other, alpha) + 1e-12)
          )
        })
      )
    }),
    law(`${name}: a tree that explains it agrees with it`, [different, limits], (rows, own) => {
      const tree = grown(rows, own)
      const x = tableOf(rows)
      const said = predictTree(tree)(x)
      const seen = { x, answers: tree.says === 'number' ? said : largestShares(said, classes) }
      const { fidelity, constant } = surrogate(tree.says === 'number' ? {} : { classes })(seen, seen)
      return fidelity === 1 || (Number.isNaN(fidelity) && Number.isNaN(constant))
    }),
  ]
}

const growers: Readonly<Record<string, Grower>> = {
  ...Object.fromEntries(
    Object.keys(criteria).map((name) => [
      `classificationTree, ${name}`,
      (own: TreeLimits) => classificationTree({ classes, criterion: name as keyof typeof criteria, ...own }),
    ]),
  ),
  regressionTree,
}

const seeds = fc.nat().map(key)
type Forest = (options: any) => (x: FeatureTable, y: Numbers) => any
const forests: readonly (readonly [string, Forest, ReturnType<Grower>])[] = [
  ['classificationForest', (options) => classificationForest({ classes, ...options }), classificationTree({ classes })],
  ['regressionForest', regressionForest, regressionTree()],
]
const forestLaws: readonly Law[] = forests.flatMap(([name, forest, tree]) => [
  law(`${name}: of one tree that sees all rows and features it is the tree`, [rowsOf(), seeds], (rows, k) => {
    const [x, y] = [tableOf(rows), targets(rows)]
    const one = forest({ key: k, trees: 1, bootstrap: false, maxFeatures: 'all' })(x, y)
    return same(one, { trees: [tree(x, y)], outOfBag: null })
  }),
  law(`${name}: it says the mean of what its trees say`, [rowsOf(), rowsOf(), seeds], (rows, others, k) => {
    const grown = forest({ key: k, trees: 3, maxFeatures: 2 })(tableOf(rows), targets(rows))
    const each = grown.trees.map((one: DecisionTree) => predictTree(one)(tableOf(others)))
    return all(predictForest(grown)(tableOf(others)), (v, i) => near(v, (each[0][i] + each[1][i] + each[2][i]) / 3))
  }),
  law(`${name}: its key decides it`, [rowsOf({ minLength: 10 }), seeds], (rows, k) => {
    const grown = () => forest({ key: k, trees: 2 })(tableOf(rows), targets(rows))
    return same(grown(), grown())
  }),
  law(`${name}: a row is judged by the trees that have not seen it`, [different, seeds], (rows, k) => {
    // one tree that knows the rows it has drawn: those it has not are the only ones with a prediction
    const { trees, outOfBag } = forest({ key: k, trees: 1 })(tableOf(rows), targets(rows))
    const { outputs } = trees[0]
    const said = predictTree(trees[0])(tableOf(rows))
    const judged = rows.map((_, i) => !Number.isNaN(outOfBag.predictions[i * outputs]))
    return (
      trees[0].nodes[0].rows === rows.length &&
      all(said, (v, i) => !judged[Math.floor(i / outputs)] || v === outOfBag.predictions[i]) &&
      rows.every(({ y }, i) => judged[i] || (outputs === 1 ? said[i] === y : said[i * outputs + y] === 1)) &&
      (judged.includes(true) || Number.isNaN(outOfBag.score)) &&
      !(outOfBag.score > 1)
    )
  }),
])

const weightLaw: Law = law(
  'classificationTree: a row drawn twice is a row that stands there twice',
  [rowsOf({ minLength: 2 }), fc.array(fc.nat({ max: 3 }), { minLength: 30, maxLength: 30 })],
  (rows, drawn) => {
    const weights = Int32Array.from(rows, (_, i) => (i === 0 ? 1 : drawn[i]!))
    const repeated = rows.flatMap((r, i) => new Array<Row>(weights[i]!).fill(r))
    const tree = (from: readonly Row[], own: Int32Array): DecisionTree => {
      const y = Int32Array.from(targets(from))
      const every = { root: null, yes: () => null, no: () => null, feature: (_: null, i: number) => i, count: columns }
      const target = classTarget(y, own, classes, criteria.gini)
      return grow('law', sortedTable('law', tableOf(from), y), own, target, {}, every)
    }
    return same(tree(rows, weights), tree(repeated, once(repeated.length)))
  },
)

/** All laws of decision trees and forests. */
export const decisionTreeLaws: readonly Law[] = [
  ...Object.entries(criteria).flatMap(([name, criterion]) => criterionLaws(name, criterion)),
  ...Object.entries(growers).flatMap(([name, grower]) => growerLaws(name, grower)),
  ...forestLaws,
  weightLaw,
]
