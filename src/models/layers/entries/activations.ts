/** Entries of activations: from their own registry, and of the one with parameters. */
import { type ActivationName, activationEntries } from '../../../ops/activations/registry.js'
import type { AnyLayer } from '../../model.js'
import { activation } from '../activation.js'
import { prelu } from '../prelu.js'
import type { Entries, LayerEntry } from './entry.js'

const rowsOf = (numbers: readonly number[], width: number): readonly (readonly number[])[] =>
  Array.from({ length: numbers.length / width }, (_, i) => numbers.slice(i * width, (i + 1) * width))
const activationEntry = (name: ActivationName): LayerEntry<any> => {
  const { options, facts } = activationEntries[name]
  const of = (i: number): any => options[i % options.length]
  const told = facts(of(0))
  return {
    make: ({ layer, ...given }) => activation(layer, given) as AnyLayer,
    examples: [
      { shape: [3], spec: { layer: name, ...of(0) } },
      { shape: [2, 2], spec: { layer: name, ...of(1) } },
    ],
    ...(told.acts === 'onElements'
      ? { kinks: told.joints.map(({ at }) => at) }
      : { kinks: [], smoothAt: (numbers, shape) => rowsOf(numbers, shape.at(-1)!).every(told.smoothAt) }),
  }
}
const pointwise = Object.fromEntries(
  Object.keys(activationEntries).map((name) => [name, activationEntry(name as ActivationName)]),
) as { readonly [N in ActivationName]: LayerEntry<any> }

export const activationLayers: Entries<ActivationName | 'prelu'> = {
  ...pointwise,
  prelu: {
    make: ({ slopes, initial }) => prelu({ slopes, initial }) as AnyLayer,
    examples: [
      { shape: [3], spec: { layer: 'prelu', slopes: 'channels', initial: 0.25 } },
      { shape: [2, 2], spec: { layer: 'prelu', slopes: 'channels', initial: -0.5 } },
      { shape: [2, 3], spec: { layer: 'prelu', slopes: 'one', initial: 0.1 } },
    ],
    kinks: [0],
  },
}
