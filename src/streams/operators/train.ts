/** Training is a scan. */
import { type OperatorFunction, scan } from 'rxjs'
import type { Optimizer } from '../../optim/optimizer.js'
import { advance, type Objective, type Training } from '../advance.js'

/**
 * Lifts `advance` over a stream of batches: emits the state after each.
 * Law: training on a concatenation is training on its parts in turn.
 */
export const train = <P, S, O, B>(
  objective: Objective<P, S, B>,
  optimizer: Optimizer<P, O>,
  start: Training<P, S, O>,
): OperatorFunction<B, Training<P, S, O>> => scan(advance(objective, optimizer), start)
