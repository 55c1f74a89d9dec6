/** Every activation layer by name, those with parameters included. Total: the command line quantifies over it. */
import { type ActivationName, activationEntries } from '../../ops/activations/registry.js'
import type { AnyLayer } from '../model.js'
import { activation } from './activation.js'
import { prelu } from './prelu.js'
import type { ActivationSpec, LayerSpec } from './spec.js'

export type ActivationLayerName = ActivationName | 'prelu'

const names = Object.keys(activationEntries) as readonly ActivationName[]
const each = <A>(f: (name: ActivationName) => A): { readonly [N in ActivationName]: A } =>
  Object.fromEntries(names.map((name) => [name, f(name)])) as { readonly [N in ActivationName]: A }

/** Each with its default options. */
export const activations: { readonly [N in ActivationLayerName]: AnyLayer } = {
  ...each((name) => activation(name, activationEntries[name].options[0]) as AnyLayer),
  prelu: prelu() as AnyLayer,
}
/** The descriptions of `activations`. */
export const activationSpecs: { readonly [N in ActivationLayerName]: LayerSpec } = {
  ...each((name) => ({ layer: name, ...activationEntries[name].options[0] }) as unknown as ActivationSpec),
  prelu: { layer: 'prelu', slopes: 'channels', initial: 0.25 },
}
