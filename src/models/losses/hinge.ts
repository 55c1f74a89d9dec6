/** Losses of margins: hinge and squared hinge. */
import { relu } from '../../ops/activations/relu.js'
import { mul } from '../../ops/mul.js'
import { square } from '../../ops/pow.js'
import { sub } from '../../ops/sub.js'
import { elementLoss, type Loss } from './loss.js'

/** How far a score falls short of 1 on the side of the truth. */
const shortfall = (score: any, target: any): any => relu(sub(1, mul(score, target)) as any)

/**
 * `max(0, 1 - t·s)` of scores `s` and targets of -1 or 1, averaged over the axes of an example: 0 for all that is right by a
 * margin of 1. Gradient `-t` within the margin, 0 beyond and at its end. Source: Cortes and Vapnik 1995.
 */
export const hinge: Loss = elementLoss('hinge', shortfall)

/** `max(0, 1 - t·s)²`, as `hinge` but without its kink. Gradient `-2t·(1 - t·s)` within the margin, 0 beyond. */
export const squaredHinge: Loss = elementLoss('squaredHinge', (s, t) => square(shortfall(s, t)))
