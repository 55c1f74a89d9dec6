/** The multilayer perceptron. */
import { pipe } from 'fp-ts/lib/function.js'
import { flatten } from '../layers/flatten.js'
import { input } from '../layers/input.js'
import type { Architecture } from './architecture.js'
import { head } from './head.js'

/**
 * Fully connected layers of the `hidden` sizes, then one of as many units as there are outputs: `[batch, …] → [batch,
 * outputs]`. Examples of more than one axis are flattened. Source: Rumelhart, Hinton and Williams 1986.
 */
export const perceptron: Architecture = (options) => (example, outputs) =>
  example.length === 1
    ? pipe(input(example as readonly [number]), head(options, outputs))
    : pipe(input(example), flatten, head(options, outputs))
