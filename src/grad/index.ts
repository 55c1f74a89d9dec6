/** Derivatives: forward/backward pairs, and what is built from them. */
export { customBackward } from './customBackward.js'
export { grad, hessian, hvp, jacobian, jvp, valueAndGrad, vjp } from './derivatives.js'
export { compose, type Diff, diff, fanOut, id, parallel } from './diff.js'
export { type Formula, formula, formulas, gradientFormulas } from './formula.js'
export { addTrees, gradientMonoid, zeroTree } from './monoid.js'
export { type Assumption, type Rule, rules } from './rules/index.js'
export { type Simplification, simplify } from './simplify.js'
