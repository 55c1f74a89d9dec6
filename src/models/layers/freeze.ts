/** Layers that learn no more. */
import { infer, type Model, unchanged } from '../model.js'

/** What was trained, as state. */
export interface Frozen<P, S> {
  readonly params: P
  readonly state: S
}

/** A trained model's parameters and state, as those of `freeze(model)`. */
export const frozen = <P extends readonly unknown[], S extends readonly unknown[]>({
  params,
  state,
}: Frozen<P, S>): { readonly params: readonly []; readonly state: readonly [Frozen<P, S>] } => ({
  params: [],
  state: [{ params, state }],
})

/**
 * The model before it with nothing left to learn: its parameters become state, so optimizers do not see them, and it
 * answers as in use even in training (no dropout, running statistics as they are). Layers after it learn as usual:
 * transfer learning needs no flag.
 *
 * @example pipe(trunk, freeze, dense(5)) // trunk a trained model; start from `frozen(trained)` and new values for dense
 */
export const freeze = <P extends readonly unknown[], S extends readonly unknown[], A, B>(
  before: Model<P, S, A, B>,
): Model<readonly [], readonly [Frozen<P, S>], A, B> => ({
  init: (key) => frozen(before.init(key)),
  apply: (_, state, a, _mode, watch = unchanged) => {
    const [{ params, state: own }] = state
    return [watch(before.apply(params, own, a, infer, watch)[0], before.layers.length), state]
  },
  out: before.out,
  layers: [
    ...before.layers.map((l) => ({ ...l, parameters: 0, frozen: (l.frozen ?? 0) + l.parameters })),
    { spec: { layer: 'freeze' }, out: before.out, parameters: 0 },
  ],
})
