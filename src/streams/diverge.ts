/** Where a training step stops being finite. */
import * as O from 'fp-ts/lib/Option.js'
import { isFloat } from '../core/dtype.js'
import { topological } from '../core/graph.js'
import type { AnyTensor } from '../core/tensor.js'
import { entries, leaves } from '../core/tree.js'
import { firstNotFinite, type NotFinite } from '../engine/diagnose.js'
import { read, settle } from '../engine/read.js'
import type { Optimizer } from '../optim/optimizer.js'
import { type Objective, slope, step, type Training } from './advance.js'

const finite = (t: AnyTensor): boolean => {
  if (!isFloat(t.dtype)) return true
  const data = t.node._tag === 'Literal' ? t.node.data : read(t)
  for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i])) return false
  return true
}

/** Whether loss, parameters and the model's state are free of NaN and infinities. */
export const staysFinite = <P, S, O>({ loss, params, state }: Training<P, S, O>): boolean =>
  leaves([loss, params, state]).every(finite)

type Place = readonly [name: string, tensor: AnyTensor]
const places = (kind: string, tree: unknown): readonly Place[] =>
  entries(tree).map(([path, t]) => [path === '' ? kind : `${kind} ${path}`, t])

/** The last parameter that a tensor was computed from: it tells the layer. */
const layerOf = (params: unknown, t: AnyTensor): string => {
  const before = new Set(topological([t]).map((x) => x.node))
  const last = places('parameter', params).findLast(([, p]) => before.has(p.node))
  return last === undefined ? '' : `, computed from ${last[0]}`
}

/**
 * Why a step from `now` is not finite, in one line: the first that is not, of the batch, the parameters and the state
 * before the step, the loss, the gradients, and parameters and state after it; and the op that made it so.
 *
 * @example 'loss: exp f32 [32, 10]: Infinity at position 7, computed from parameter 1/bias'
 * @example 'gradient of parameter 0/weights: div f32 [4, 3]: NaN at position 0'
 * @example 'batch x f32 [32, 11]: NaN at position 5'
 */
export const explainDivergence =
  <P, S, T, B>(objective: Objective<P, S, B>, optimizer: Optimizer<P, T>) =>
  (now: Training<P, S, T>, batch: B): string => {
    const { loss, gradient } = slope<P, S, T, B>(objective)(now, batch)
    const next = step(objective, optimizer)(now, batch)
    const all: readonly Place[] = [
      ...places('batch', batch),
      ...places('parameter', now.params),
      ...places('state', now.state),
      ['loss', loss],
      ...places('gradient of parameter', gradient),
      ...places('step of parameter', next.params),
      ...places('step of state', next.state),
    ]
    const first = settle(all).findIndex(([, t]) => !finite(t))
    if (first < 0) return 'numbers are no longer finite'
    const [name, tensor] = all[first]!
    return O.match(
      () => `${name} is not finite`,
      (found: NotFinite) => {
        if (tensor.node._tag === 'Literal') return `${name} ${found.result}`
        return `${name}: ${found.message}${tensor === loss ? layerOf(now.params, found.tensor) : ''}`
      },
    )(firstNotFinite([tensor]))
  }
