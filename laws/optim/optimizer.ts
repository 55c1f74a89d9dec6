/** Laws of any optimizer, the user's own included. */
import * as fc from 'fast-check'
import { type AnyTensor, entries, input, isFloat, isTensor, leaves, mapTree } from '../../src/core/index.js'
import { settle } from '../../src/engine/index.js'
import { zerosLike } from '../../src/ops/index.js'
import type { OptimizerFacts } from '../../src/optim/index.js'
import { type Law, law } from '../law.js'
import { bounded, coordinatewise, linear, reaches, scaleInvariant, textbook } from './claims.js'
import type { Recurrence } from './recurrences.js'
import {
  type AnyOptimizer,
  copied,
  magnitudes,
  mixedTree,
  near,
  numbersOf,
  rates,
  respond,
  stepsOf,
} from './trajectory.js'

const onlyTensors = (u: unknown): boolean =>
  u === null || isTensor(u) || (isPlain(u) && Object.values(u).every(onlyTensors))
const isPlain = (u: unknown): u is object =>
  Array.isArray(u) || (typeof u === 'object' && u !== null && Object.getPrototypeOf(u) === Object.prototype)
const layout = (tree: unknown): string =>
  entries(tree)
    .map(([path, t]) => `${path}:${t.dtype}[${t.shape}]`)
    .join()
const same = (a: unknown, b: unknown): boolean => layout(a) === layout(b) && near(0)([numbersOf(a)], [numbersOf(b)])
const gradients = fc.array(mixedTree, { minLength: 1, maxLength: 3 })

/** Named unknowns in place of a tree's tensors, and the numbers they stand for. */
const unknowns = (prefix: string, tree: unknown) => {
  let i = 0
  const named = mapTree((t: AnyTensor): AnyTensor => input(`${prefix}${i++}`, t.shape, t.dtype), tree)
  return { named, inputs: Object.fromEntries(leaves(tree).map((t, k) => [`${prefix}${k}`, t])) }
}

const always = (name: string, make: (rate: number) => AnyOptimizer): readonly Law[] => [
  law(`${name}: a rate of zero leaves the parameters as they are`, [mixedTree, gradients], (params, given) =>
    respond(make(0), params, given).every((now) => same(now.params, params)),
  ),
  law(
    `${name}: steps have the structure, shapes and element types of the parameters, and are zero where those are not floats`,
    [rates, mixedTree, gradients],
    (rate, params, given) =>
      respond(make(rate), params, given).every(
        ({ step }) =>
          layout(step) === layout(params) &&
          leaves(step).every((t) => isFloat(t.dtype) || numbersOf(t).every((x) => x === 0)),
      ),
  ),
  law(
    `${name}: the state is a tree of tensors, the same in structure, shapes and element types at every step`,
    [rates, mixedTree, gradients],
    (rate, params, given) => {
      const first = make(rate).init(params)
      return (
        onlyTensors(first) &&
        respond(make(rate), params, given).every(({ state }) => onlyTensors(state) && layout(state) === layout(first))
      )
    },
  ),
  law(
    `${name}: update is pure: the same numbers again, and its arguments unchanged`,
    [rates, mixedTree, gradients],
    (rate, params, given) => {
      const optimizer = make(rate)
      const { state } = respond(optimizer, params, given).at(-1)!
      const args = [given[0], state, params] as const
      const before = copied(args)
      const once = settle(optimizer.update(...args))
      return same(once, optimizer.update(...args)) && same(args, before)
    },
  ),
  law(
    `${name}: a saved state goes on as if it had never stopped`,
    [rates, mixedTree, gradients, gradients],
    (rate, params, before, after) => {
      const straight = respond(make(rate), params, [...before, ...after]).at(-1)!
      const pause = copied(respond(make(rate), params, before).at(-1)!)
      const resumed = { ...make(rate), init: () => pause.state }
      return same(straight, respond(resumed, pause.params, after).at(-1)!)
    },
  ),
  law(`${name}: one expression serves all steps`, [rates, mixedTree, gradients], (rate, params, given) => {
    const optimizer = make(rate)
    const direct = respond(optimizer, params, given)
    const start = settle(optimizer.init(params))
    const [g, s, p] = [unknowns('g', given[0]), unknowns('s', start), unknowns('p', params)]
    const program = optimizer.update(g.named, s.named, p.named)
    return direct.every(({ step, state }, i) => {
      const [stateBefore, paramsBefore] = i === 0 ? [start, params] : [direct[i - 1]!.state, direct[i - 1]!.params]
      const inputs = {
        ...unknowns('g', given[i]).inputs,
        ...unknowns('s', stateBefore).inputs,
        ...unknowns('p', paramsBefore).inputs,
      }
      return same(settle(program, { inputs }), [step, state])
    })
  }),
  law(
    `${name}: the first step goes downhill`,
    [rates, fc.array(magnitudes(1), { minLength: 1, maxLength: 4 })],
    (rate, gradient) => {
      const [step] = stepsOf(make(rate), [gradient])
      return gradient.reduce((slope, g, i) => slope + g * step![i]!, 0) < 0
    },
  ),
]

const atRest = (name: string, make: (rate: number) => AnyOptimizer): Law =>
  law(`${name}: a gradient of zero from a fresh state moves nothing`, [rates, mixedTree], (rate, params) => {
    const zero = mapTree((t: AnyTensor) => zerosLike(t), params)
    return respond(make(rate), params, [zero, zero]).every((now) => same(now.params, params))
  })

/** What a user claims of an optimizer; what is left out is not checked, but for the two that hold of most. */
export interface OptimizerClaims extends Partial<OptimizerFacts> {
  /** Its step for one coordinate on plain numbers. */
  readonly recurrence?: Recurrence | null
}

/**
 * The laws of an optimizer, given how to make it for a rate and what is claimed of it. `coordinatewise` and `restsAtZero`
 * are claimed unless they are set to false.
 *
 * @example for (const law of optimizerLaws('lion', (rate) => lion({ rate }), { boundedStep: 1 }))
 *   test(law.name, () => check(law))
 */
export const optimizerLaws = (
  name: string,
  make: (rate: number) => AnyOptimizer,
  claims: OptimizerClaims = {},
): readonly Law[] => [
  ...always(name, make),
  ...(claims.restsAtZero === false ? [] : [atRest(name, make)]),
  ...(claims.coordinatewise === false ? [] : [coordinatewise(name, make)]),
  ...(claims.boundedStep === undefined || claims.boundedStep === null ? [] : [bounded(name, make, claims.boundedStep)]),
  ...(claims.scaleInvariant === true ? [scaleInvariant(name, make)] : []),
  ...(claims.linear === true ? [linear(name, make)] : []),
  ...(claims.reaches === undefined || claims.reaches === null ? [] : [reaches(name, make, claims.reaches)]),
  ...(claims.recurrence === undefined || claims.recurrence === null ? [] : [textbook(name, make, claims.recurrence)]),
]
