/** A function with a derivative of its own choosing. */
import { apply, type Op } from '../core/op.js'
import type { AnyTensor } from '../core/tensor.js'

/**
 * `f` as it is, but backwards by `backward(dy, y, ...arguments)`, which returns one cotangent for each argument (`null`
 * is zero) and is written in ops, so that it differentiates again. For derivatives that are stabler, cheaper or
 * deliberately other than the true one (straight-through estimators, reversed gradients).
 *
 * The node passes `f`'s numbers through; nothing flows back into `f` itself.
 */
export const customBackward =
  <Args extends readonly AnyTensor[], Y extends AnyTensor>(
    name: string,
    f: (...args: Args) => Y,
    backward: (dy: Y, y: Y, ...args: Args) => { readonly [I in keyof Args]: AnyTensor | null },
  ) =>
  (...args: Args): Y => {
    const op: Op = {
      name,
      shape: (_, y) => y.shape,
      forward: (_, _out, [y]) => y!,
      passes: true,
      notation: { text: '{0}', latex: '{0}', binds: 5 },
      backward: (_, dy, y, _inner, ...rest) => [null, ...backward(dy as Y, y as Y, ...(rest as unknown as Args))],
      domain: [
        { attrs: {}, args: [{ shape: [2], min: -1, max: 1 }, ...args.map(() => ({ shape: [2], min: -1, max: 1 }))] },
      ],
    }
    return apply(op, {}, f(...args), ...args)
  }
