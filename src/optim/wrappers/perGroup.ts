/** Different optimizers for different parameters. */
import { type AnyTensor, isTensor } from '../../core/tensor.js'
import { entries, mapTree } from '../../core/tree.js'
import type { Optimizer, OptimizerState } from '../optimizer.js'

/** The group of the tensor at a path like `0/weights`. */
export type GroupOf<G extends string> = (path: string, tensor: AnyTensor) => G
type Groups = Readonly<Record<string, Optimizer<any, any>>>

/** A tree with the tensors of `keep` only; the others are `null`. */
const masked = (tree: unknown, keep: readonly boolean[]): any => {
  let i = 0
  return mapTree((t: AnyTensor): AnyTensor | null => (keep[i++] === true ? t : null), tree)
}

/**
 * Each tensor is moved by the optimizer of its group: own rates, own rules, no decay for biases. An optimizer sees its own
 * tensors alone, with `null` for the others, so a global norm is that of the group; chain what shall see all before.
 * Law: the groups move as they would apart.
 *
 * The state holds one state for each group. Throws `RangeError` where a tensor's group has no optimizer.
 * PyTorch's parameter groups, optax's `partition`.
 *
 * @example perGroup<Params, 'body' | 'head'>((path) => (path.startsWith('4/') ? 'head' : 'body'), {
 *   body: adam({ rate: 1e-4 }),
 *   head: adam({ rate: 1e-3 }),
 * })
 */
export const perGroup = <
  P,
  G extends string,
  O extends { readonly [K in G]: Optimizer<any, any> } = {
    readonly [K in G]: Optimizer<any, any>
  },
>(
  groupOf: GroupOf<G>,
  optimizers: O,
): Optimizer<P, { readonly [K in keyof O]: OptimizerState<O[K]> }> => {
  const groups: Groups = optimizers
  const names = Object.keys(groups)
  const keeping = (params: P): Readonly<Record<string, readonly boolean[]>> => {
    const labels = entries(params).map(([path, tensor]) => {
      const label = groupOf(path, tensor)
      if (names.includes(label)) return label
      throw new RangeError(
        `perGroup: ${path} is in the group '${label}', which has no optimizer; there are ${names.join(', ')}`,
      )
    })
    return Object.fromEntries(names.map((name) => [name, labels.map((label) => label === name)]))
  }
  return {
    init: (params) => {
      const keep = keeping(params)
      return Object.fromEntries(names.map((name) => [name, groups[name]!.init(masked(params, keep[name]!))])) as any
    },
    update: (gradient, before, params) => {
      const keep = keeping(params)
      const moved = names.map((name) => {
        const only = (tree: unknown): any => masked(tree, keep[name]!)
        return groups[name]!.update(only(gradient), (before as any)[name], only(params))
      })
      const steps = moved.map(([step]) => step)
      const step = mapTree<P>(
        (_: AnyTensor, ...of: readonly unknown[]) => of.find(isTensor) as AnyTensor,
        params,
        ...steps,
      )
      return [step, Object.fromEntries(names.map((name, i) => [name, moved[i]![1]])) as any]
    },
  }
}
