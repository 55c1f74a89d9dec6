/** Decision trees and random forests: models that can be read, beside networks that cannot. */
export { type Criterion, type CriterionName, criteria } from './criterion.js'
export { type ClassTreeOptions, classificationTree, regressionTree } from './decisionTree.js'
export {
  type ClassForestOptions,
  classificationForest,
  type ForestOptions,
  type OutOfBag,
  predictForest,
  type RandomForest,
  regressionForest,
} from './forest.js'
export type { Limits as TreeLimits } from './grow.js'
export { impurityImportance } from './importance.js'
export { type Pruned, prune, pruningPath } from './prune.js'
export { pruneBy } from './pruneBy.js'
export { type ColumnMeaning, type RuleOptions, rulesOf } from './rules.js'
export { type Answers, fidelity, type Surrogate, type SurrogateOptions, surrogate } from './surrogate.js'
export {
  type DecisionTree,
  depthOf,
  type FeatureTable,
  type Leaf,
  largestShares,
  leafCount,
  leafOf,
  predictTree,
  type Question,
  type TreeNode,
} from './tree.js'
