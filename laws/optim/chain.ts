/** Laws of composition and of the plainest transforms: `chain` is a monoid on what optimizers do. */
import * as fc from 'fast-check'
import {
  accumulateMomentum,
  adam,
  chain,
  chainMonoid,
  clipByGlobalNorm,
  descend,
  identity,
  scale,
  scaleByRms,
  stepDecay,
} from '../../src/optim/index.js'
import { type Law, law } from '../law.js'
import { type AnyOptimizer, histories, near, rates, scaled, signed, stepsOf } from './trajectory.js'

const named: Readonly<Record<string, AnyOptimizer>> = {
  'clipByGlobalNorm(1)': clipByGlobalNorm(1),
  'scale(-2)': scale(-2),
  'accumulateMomentum()': accumulateMomentum(),
  'scaleByRms()': scaleByRms(),
  'descend(stairs)': descend(stepDecay({ rate: 0.5, factor: 0.5, every: 2 })),
  'adam()': adam(),
}
const part = fc.constantFrom(...Object.keys(named))
const given = histories(signed)
const same = near(0)
const of = (name: string): AnyOptimizer => named[name]!

export const chainLaws: readonly Law[] = [
  law('scale: multiplies by its factor', [signed, given], (factor, gradients) =>
    same(stepsOf(scale(factor), gradients), scaled(factor, gradients)),
  ),
  law('descend: is scale by minus the rate', [rates, given], (rate, gradients) =>
    same(stepsOf(descend(rate), gradients), stepsOf(scale(-rate), gradients)),
  ),
  law('chain: grouping does not matter', [part, part, part, given], (f, g, h, gradients) => {
    const flat = stepsOf(chain(of(f), of(g), of(h)), gradients)
    return (
      same(stepsOf(chain(chain(of(f), of(g)), of(h)), gradients), flat) &&
      same(stepsOf(chain(of(f), chain(of(g), of(h))), gradients), flat)
    )
  }),
  law('chain: identity is neutral on both sides', [part, given], (f, gradients) => {
    const alone = stepsOf(of(f), gradients)
    return (
      same(stepsOf(chain(identity(), of(f)), gradients), alone) &&
      same(stepsOf(chain(of(f), identity()), gradients), alone)
    )
  }),
  law('chain: the empty chain is identity', [given], (gradients) => same(stepsOf(chain(), gradients), gradients)),
  law('chain: of two is the second on what the first returns', [part, part, given], (f, g, gradients) =>
    same(stepsOf(chain(of(f), of(g)), gradients), stepsOf(of(g), stepsOf(of(f), gradients))),
  ),
  law('chain: the monoid instance is chain and identity', [part, part, given], (f, g, gradients) => {
    const { concat, empty } = chainMonoid<any>()
    return (
      same(stepsOf(concat(of(f), of(g)), gradients), stepsOf(chain(of(f), of(g)), gradients)) &&
      same(stepsOf(empty, gradients), gradients)
    )
  }),
]
