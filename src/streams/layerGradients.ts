/** Whether gradients reach every layer: norms, and a word for what is wrong. */
import { sizeOf } from '../core/shape.js'
import { leaves } from '../core/tree.js'
import { readTree, settle } from '../engine/read.js'
import type { AnyModel } from '../models/model.js'

export interface LayerGradient {
  /** Among `model.layers`. */
  readonly place: number
  readonly layer: string
  /** L2 norm of the gradient of all parameters of the layer. */
  readonly gradient: number
  /** L2 norm of the parameters. */
  readonly parameters: number
  /** Root of the mean square of the gradient: the norm without the layer's size. */
  readonly rms: number
  /**
   * `vanishing`: its rms is below `vanishing` times that of the last layer; `exploding`: above `exploding` times it;
   * `none`: all zeros; `not finite`: NaN or infinite.
   */
  readonly verdict: 'fine' | 'vanishing' | 'exploding' | 'none' | 'not finite'
}

export interface GradientThresholds {
  /** Default 1e-3. */
  readonly vanishing?: number
  /** Default 1e3. */
  readonly exploding?: number
}

const normOf = (tree: unknown): number =>
  Math.sqrt((readTree(leaves(tree)) as readonly ArrayLike<number>[]).reduce((all, t) => all + squares(t), 0))
const squares = (values: ArrayLike<number>): number => {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]! ** 2
  return sum
}

/**
 * For each layer with parameters, from the input on, how long its gradient is. Layers are compared with the last that
 * any gradient reaches, which stands next to the loss: through a row of sigmoids, whose slope is at most ¼, next to
 * nothing comes back. Source: Bengio, Simard and Frasconi 1994; Glorot and Bengio 2010.
 *
 * @example layerGradients(model)(now.params, slope(objective)(now, batch).gradient)
 */
export const layerGradients =
  <P extends readonly unknown[]>(
    model: { readonly layers: AnyModel['layers'] },
    { vanishing = 1e-3, exploding = 1e3 }: GradientThresholds = {},
  ) =>
  (params: P, gradient: P): readonly LayerGradient[] => {
    const [now, slopes] = settle([params, gradient] as const) as unknown as readonly [P, P]
    const held = now.flatMap((own, i) => (leaves(own).length === 0 ? [] : [[own, slopes[i]] as const]))
    const named = model.layers.flatMap(({ spec, parameters }, place) =>
      parameters === 0 ? [] : [{ place, layer: spec.layer as string }],
    )
    const rows = named.map(({ place, layer }, i) => {
      const [own, slope] = held[i]!
      const norm = normOf(slope)
      const count = leaves(own).reduce((n, t) => n + sizeOf(t.shape), 0)
      return { place, layer, gradient: norm, parameters: normOf(own), rms: norm / Math.sqrt(count) }
    })
    const last = rows.findLast(({ rms }) => Number.isFinite(rms) && rms > 0)?.rms ?? 0
    const verdictOf = (rms: number): LayerGradient['verdict'] => {
      if (!Number.isFinite(rms)) return 'not finite'
      if (rms === 0) return 'none'
      if (rms < vanishing * last) return 'vanishing'
      return rms > exploding * last ? 'exploding' : 'fine'
    }
    return rows.map((row) => ({ ...row, verdict: verdictOf(row.rms) }))
  }
