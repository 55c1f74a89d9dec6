/** Laws of any loss, the user's own included. */
import * as fc from 'fast-check'
import { type AnyTensor, type Float, isFloat, literal } from '../src/core/index.js'
import { read } from '../src/engine/index.js'
import { grad } from '../src/grad/index.js'
import { type LossEntry, type LossName, type LossReduction, losses } from '../src/models/index.js'
import { onesLike } from '../src/ops/index.js'
import { derivativeLaws } from './diff.js'
import { type Law, law } from './law.js'
import { type LossDefinition, lossDefinitions } from './losses/definitions.js'
import { atTruth, certain, type Examples, examplesFor, meant, softened, tensorsOf, truthOf } from './losses/examples.js'
import { nearRows } from './losses/near.js'
import { lossRelations } from './losses/relations.js'
import { numbers } from './numeric.js'

export { type LossDefinition, lossDefinitions } from './losses/definitions.js'
export { lossRelations } from './losses/relations.js'

const total = (row: readonly number[]): number => row.reduce((a, b) => a + b, 0)

const dtypes = fc.constantFrom<Float>('f32', 'f64')
const all: readonly LossReduction[] = ['mean', 'weightedMean', 'sum', 'none']

/** The numbers of a loss of drawn examples, with their weights or without. */
const lossOf =
  ({ loss }: LossEntry, reduction: LossReduction, weighted: boolean) =>
  (drawn: Examples, dtype: Float = 'f64'): readonly number[] => {
    const { prediction, target, weights } = tensorsOf(drawn, dtype)
    return numbers(weighted ? loss(reduction)(prediction, target, weights) : loss(reduction)(prediction, target))
  }
/** The gradient of the summed loss by the predictions. */
const gradientOf = ({ loss }: LossEntry, drawn: Examples, dtype: Float = 'f64'): readonly number[] => {
  const { prediction, target } = tensorsOf(drawn, dtype)
  return numbers(grad((p: AnyTensor) => loss('sum')(p, target) as any)(prediction))
}
const weightsOf = ({ examples }: Examples): readonly number[] => examples.map((e) => e.weight)
const keeping = (drawn: Examples, indexes: readonly number[]): Examples => ({
  ...drawn,
  examples: indexes.map((i) => drawn.examples[i]!),
})

/** Zero at the truth: there exactly, or where nothing but certainty is right, in certainty. */
const zeroLaw = (name: string, entry: LossEntry): Law => {
  const drawn = examplesFor(entry)
  switch (entry.target) {
    case 'number':
    case 'sign':
      return law(`${name}: zero at the truth`, [drawn], (examples) =>
        lossOf(entry, 'none', false)(atTruth(examples)).every((l) => l === 0),
      )
    case 'count':
    case 'direction':
      return law(`${name}: zero at the truth, but for rounding`, [drawn], (examples) =>
        lossOf(
          entry,
          'none',
          false,
        )(atTruth(entry.target === 'count' ? softened(examples) : examples)).every((l) => Math.abs(l) <= 1e-13),
      )
    default:
      return law(
        `${name}: zero, with its gradient, where predictions are certain of a certain truth`,
        [drawn, dtypes],
        (examples, dtype) => {
          const at = certain(examples, true)
          // a probability cannot go beyond certainty: its gradient stops at the bound
          const gradient = entry.ofProbabilities ? [] : gradientOf(entry, at, dtype)
          return [...lossOf(entry, 'none', false)(at, dtype), ...gradient].every((x) => x === 0)
        },
      )
  }
}

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0)
/** For directions the gradient is at right angles to the prediction, so only its product with the error is signed. */
const signLaw = (name: string, entry: LossEntry): Law =>
  law(`${name}: the gradient points away from the truth`, [examplesFor(entry)], (examples) => {
    const gradient = gradientOf(entry, examples)
    const errors = examples.examples.flatMap((e) => {
      const truth = truthOf(entry.target, e)
      return meant(examples, e).map((p, i) => p - truth[i]!)
    })
    if (entry.target !== 'direction')
      return errors.every((error, i) => Math.abs(error) < 1e-6 || Math.sign(gradient[i]!) === Math.sign(error))
    const width = examples.shape[0]!
    return examples.examples.every((e, i) => {
      const row = gradient.slice(i * width, (i + 1) * width)
      const along = dot(row, errors.slice(i * width, (i + 1) * width))
      return Math.abs(dot(row, e.prediction)) <= 1e-12 && along >= -1e-12
    })
  })

const truthLaws = (name: string, entry: LossEntry): readonly Law[] => {
  const drawn = examplesFor(entry)
  const { target: kind, kinks } = entry
  const exact = kind === 'number' || kind === 'sign' || kind === 'direction'
  return [
    law(`${name}: never negative`, [drawn], (examples) =>
      lossOf(entry, 'none', false)(examples).every((l) => l >= -1e-14),
    ),
    zeroLaw(name, entry),
    ...(kind === 'class' || kind === 'label' || (kind === 'number' && kinks.includes(0))
      ? []
      : [
          law(`${name}: the gradient vanishes at the truth`, [drawn], (examples) => {
            const at = atTruth(exact ? examples : softened(examples))
            return gradientOf(entry, at).every((g) => Math.abs(g) <= 1e-12)
          }),
        ]),
    signLaw(name, entry),
    law(`${name}: value and gradient are finite at ±1000`, [drawn, fc.boolean(), dtypes], (examples, right, dtype) => {
      const far = certain(examples, right)
      return [...lossOf(entry, 'none', true)(far, dtype), ...gradientOf(entry, far, dtype)].every(Number.isFinite)
    }),
  ]
}

/** Derivatives by all that is a number: predictions, targets but classes, weights. */
const slopeLaws = (name: string, { loss, ...entry }: LossEntry): readonly Law[] => {
  const reductions = fc.constantFrom<LossReduction>('none', 'mean', 'weightedMean', 'sum')
  const points = fc.record({ examples: examplesFor({ loss, ...entry }), reduction: reductions }).map((drawn) => {
    // the logarithm of a target of 0 has no derivative
    const open = entry.target === 'distribution' || entry.target === 'count'
    const { target, ...x } = tensorsOf(open ? softened(drawn.examples) : drawn.examples)
    return {
      reduction: drawn.reduction,
      ...x,
      ...(isFloat(target.dtype) ? { target } : { classes: [...read(target)] }),
    }
  })
  const f = ({ reduction, prediction, weights, target, classes }: any): AnyTensor =>
    loss(reduction)(prediction, target ?? literal([classes.length], classes, 'i32'), weights)
  return derivativeLaws(name, f, points)
}

const reductionLaws = (name: string, entry: LossEntry): readonly Law[] => {
  const drawn = examplesFor(entry)
  const several = examplesFor(entry, 2)
  const of = (reduction: LossReduction, weighted = true) => lossOf(entry, reduction, weighted)
  return [
    law(
      `${name}: one number for each example, or one in all, of the predictions' element type`,
      [drawn, dtypes],
      (examples, dtype) => {
        const { prediction, target, weights } = tensorsOf(examples, dtype)
        return all.every((reduction) => {
          const { shape, dtype: type } = entry.loss(reduction)(prediction, target, weights)
          return type === dtype && `${shape}` === (reduction === 'none' ? `${examples.examples.length}` : '')
        })
      },
    ),
    law(`${name}: f32 is near f64`, [drawn], (examples) =>
      nearRows(of('none')(examples, 'f32'), of('none')(examples), 1e-5),
    ),
    law(`${name}: none weighs each example`, [drawn], (examples) =>
      nearRows(
        of('none')(examples),
        of('none', false)(examples).map((l, i) => l * examples.examples[i]!.weight),
      ),
    ),
    law(`${name}: sum is the sum of none`, [drawn, fc.boolean()], (examples, weighted) =>
      nearRows(of('sum', weighted)(examples), [total(of('none', weighted)(examples))]),
    ),
    law(`${name}: mean is the sum over the number of examples`, [drawn, fc.boolean()], (examples, weighted) =>
      nearRows(of('mean', weighted)(examples), [total(of('none', weighted)(examples)) / examples.examples.length]),
    ),
    law(`${name}: weightedMean is the sum over the sum of weights`, [drawn], (examples) =>
      nearRows(of('weightedMean')(examples), [total(of('none')(examples)) / total(weightsOf(examples))]),
    ),
    law(`${name}: weights of one change nothing`, [drawn], (examples) => {
      const { prediction, target, weights } = tensorsOf(examples)
      return all.every((r) =>
        nearRows(numbers(entry.loss(r)(prediction, target, onesLike(weights))), of(r, false)(examples)),
      )
    }),
    law(`${name}: a weight of zero leaves an example out`, [several, fc.nat()], (examples, at) => {
      const out = at % examples.examples.length
      const silenced = {
        ...examples,
        examples: examples.examples.map((e, i) => (i === out ? { ...e, weight: 0 } : e)),
      }
      const without = { ...examples, examples: examples.examples.filter((_, i) => i !== out) }
      return (['sum', 'weightedMean'] as const).every((r) => nearRows(of(r)(silenced), of(r)(without)))
    }),
    law(`${name}: the order of examples does not matter`, [several, fc.nat()], (examples, turn) => {
      const n = examples.examples.length
      const order = Array.from({ length: n }, (_, i) => (n - 1 - i + turn) % n)
      const turned = keeping(examples, order)
      const each = of('none')(examples)
      return (
        nearRows(
          of('none')(turned),
          order.map((i) => each[i]!),
          0,
        ) && (['sum', 'mean', 'weightedMean'] as const).every((r) => nearRows(of(r)(turned), of(r)(examples)))
      )
    }),
    law(`${name}: each example has the loss and the gradient that it has alone`, [drawn], (examples) => {
      const alone = examples.examples.map((_, i) => keeping(examples, [i]))
      return (
        nearRows(
          of('none')(examples),
          alone.flatMap((one) => of('none')(one)),
        ) &&
        nearRows(
          gradientOf(entry, examples),
          alone.flatMap((one) => gradientOf(entry, one)),
        )
      )
    }),
  ]
}

/** What a user claims of a loss beside its entry; what is left out is not checked. */
export interface LossClaims {
  /** The loss of one example on plain numbers. */
  readonly definition?: LossDefinition
}

/**
 * The laws of a loss, given as the registry gives it: the function, what its targets are, where it has kinks.
 *
 * @example for (const law of lossLaws('logCosh', { loss: logCosh, target: 'number', kinks: [] })) check(law)
 */
export const lossLaws = (name: string, entry: LossEntry, { definition }: LossClaims = {}): readonly Law[] => [
  ...truthLaws(name, entry),
  ...slopeLaws(name, entry),
  ...reductionLaws(name, entry),
  ...(definition === undefined
    ? []
    : [
        law(`${name}: as the textbook defines it`, [examplesFor(entry)], (drawn) =>
          nearRows(
            lossOf(entry, 'none', false)(drawn),
            drawn.examples.map((e) => definition(e.prediction, e.target)),
          ),
        ),
      ]),
]

/** All laws of losses, over their registry. */
export const allLossLaws: readonly Law[] = [
  ...(Object.keys(losses) as readonly LossName[]).flatMap((name) =>
    lossLaws(name, losses[name], { definition: lossDefinitions[name] }),
  ),
  ...lossRelations,
]
