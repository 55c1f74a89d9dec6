/** Every activation of one tensor by name. Total: layers, model files, laws and the command line quantify over it. */
import type { ActivationEntry } from './activation.js'
import { hardSigmoidEntry, sigmoidEntry, softsignEntry, tanhEntry } from './bounded.js'
import { type EluOptions, eluEntry, seluEntry } from './elu.js'
import { hardSwishEntry, mishEntry, type SwishOptions, swishEntry } from './gated.js'
import { type GeluOptions, geluEntry } from './gelu.js'
import { type LeakyReluOptions, leakyReluEntry, reluEntry } from './relu.js'
import { logSoftmaxEntry, softmaxEntry } from './softmax.js'
import { softplusEntry } from './softplus.js'
import { sparsemaxEntry } from './sparsemax.js'

/** The options of every activation; `{}` for those without. */
export interface ActivationOptions {
  readonly relu: {}
  readonly leakyRelu: Required<LeakyReluOptions>
  readonly elu: Required<EluOptions>
  readonly selu: {}
  readonly gelu: Required<GeluOptions>
  readonly swish: Required<SwishOptions>
  readonly hardSwish: {}
  readonly mish: {}
  readonly softplus: {}
  readonly sigmoid: {}
  readonly hardSigmoid: {}
  readonly tanh: {}
  readonly softsign: {}
  readonly softmax: {}
  readonly logSoftmax: {}
  readonly sparsemax: {}
}
export type ActivationName = keyof ActivationOptions

/** Every activation of one tensor by name, with its options and what is claimed of it. */
export const activationEntries: { readonly [N in ActivationName]: ActivationEntry<ActivationOptions[N]> } = {
  relu: reluEntry,
  leakyRelu: leakyReluEntry,
  elu: eluEntry,
  selu: seluEntry,
  gelu: geluEntry,
  swish: swishEntry,
  hardSwish: hardSwishEntry,
  mish: mishEntry,
  softplus: softplusEntry,
  sigmoid: sigmoidEntry,
  hardSigmoid: hardSigmoidEntry,
  tanh: tanhEntry,
  softsign: softsignEntry,
  softmax: softmaxEntry,
  logSoftmax: logSoftmaxEntry,
  sparsemax: sparsemaxEntry,
}
