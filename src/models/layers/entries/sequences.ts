/** Entries of layers that read indexes and sequences. */
import type { AnyLayer } from '../../model.js'
import { multiHeadAttention } from '../attention.js'
import { embedding, positionEmbedding } from '../embedding.js'
import { recurrentLayers } from '../recurrent.js'
import type { RecurrentName } from '../spec.js'
import type { Entries, LayerEntry } from './entry.js'

const recurrentEntry = (layer: RecurrentName): LayerEntry<any> => {
  const spec = { layer, units: 2, weights: 'glorotUniform', recurrentWeights: 'orthogonal' }
  return {
    make: ({ units, sequences, weights, recurrentWeights }) =>
      recurrentLayers[layer](units, { sequences, weights, recurrentWeights }) as AnyLayer,
    examples: [
      { shape: [2, 3], spec: { ...spec, sequences: false } },
      { shape: [3, 1], spec: { ...spec, sequences: true } },
    ],
    kinks: [],
  }
}

export const sequences: Entries<'embedding' | 'positionEmbedding' | RecurrentName | 'multiHeadAttention'> = {
  embedding: {
    make: ({ vocabulary, size, weights }) => embedding(vocabulary, size, { weights }) as unknown as AnyLayer,
    examples: [
      { shape: [3], spec: { layer: 'embedding', vocabulary: 4, size: 2, weights: 'heNormal' } },
      {
        shape: [],
        spec: { layer: 'embedding', vocabulary: 5, size: 3, weights: { initial: 'normal', deviation: 0.02 } },
      },
    ],
    indexes: 4,
  },
  positionEmbedding: {
    make: ({ weights }) => positionEmbedding({ weights }) as AnyLayer,
    examples: [{ shape: [3, 2], spec: { layer: 'positionEmbedding', weights: { initial: 'normal', deviation: 0.5 } } }],
  },
  simpleRnn: recurrentEntry('simpleRnn'),
  lstm: recurrentEntry('lstm'),
  gru: recurrentEntry('gru'),
  multiHeadAttention: {
    make: ({ heads, causal, weights }) => multiHeadAttention(heads, { causal, weights }) as AnyLayer,
    examples: [
      { shape: [3, 2], spec: { layer: 'multiHeadAttention', heads: 1, causal: true, weights: 'glorotUniform' } },
      { shape: [2, 4], spec: { layer: 'multiHeadAttention', heads: 2, causal: false, weights: 'glorotNormal' } },
    ],
    kinks: [],
  },
}
