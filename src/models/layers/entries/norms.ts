/** Entries of layers that normalise. */
import type { AnyLayer } from '../../model.js'
import { batchNorm, groupNorm, instanceNorm, layerNorm } from '../norm.js'
import type { Entries } from './entry.js'

export const norms: Entries<'batchNorm' | 'layerNorm' | 'groupNorm' | 'instanceNorm'> = {
  batchNorm: {
    make: ({ momentum, epsilon }) => batchNorm({ momentum, epsilon }) as AnyLayer,
    examples: [
      { shape: [3], spec: { layer: 'batchNorm', momentum: 0.1, epsilon: 0.01 } },
      { shape: [2, 2, 2], spec: { layer: 'batchNorm', momentum: 0.5, epsilon: 1e-3 } },
    ],
  },
  layerNorm: {
    make: ({ epsilon }) => layerNorm({ epsilon }) as AnyLayer,
    examples: [
      { shape: [4], spec: { layer: 'layerNorm', epsilon: 1e-3 } },
      { shape: [2, 3], spec: { layer: 'layerNorm', epsilon: 0.01 } },
    ],
  },
  groupNorm: {
    make: ({ groups, epsilon }) => groupNorm(groups, { epsilon }) as AnyLayer,
    examples: [
      { shape: [2, 2, 4], spec: { layer: 'groupNorm', groups: 2, epsilon: 1e-3 } },
      { shape: [6], spec: { layer: 'groupNorm', groups: 3, epsilon: 0.01 } },
    ],
  },
  instanceNorm: {
    make: ({ epsilon }) => instanceNorm({ epsilon }) as AnyLayer,
    examples: [{ shape: [2, 2, 2], spec: { layer: 'instanceNorm', epsilon: 1e-3 } }],
  },
}
