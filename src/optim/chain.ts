/** Optimizers in a row: what one returns as its step is the gradient of the next. */
import type { Monoid } from 'fp-ts/lib/Monoid.js'
import type { Optimizer } from './optimizer.js'

interface Chain {
  <P, A>(a: Optimizer<P, A>): Optimizer<P, readonly [A]>
  <P, A, B>(a: Optimizer<P, A>, b: Optimizer<P, B>): Optimizer<P, readonly [A, B]>
  <P, A, B, C>(a: Optimizer<P, A>, b: Optimizer<P, B>, c: Optimizer<P, C>): Optimizer<P, readonly [A, B, C]>
  <P, A, B, C, D>(
    a: Optimizer<P, A>,
    b: Optimizer<P, B>,
    c: Optimizer<P, C>,
    d: Optimizer<P, D>,
  ): Optimizer<P, readonly [A, B, C, D]>
  <P, A, B, C, D, E>(
    a: Optimizer<P, A>,
    b: Optimizer<P, B>,
    c: Optimizer<P, C>,
    d: Optimizer<P, D>,
    e: Optimizer<P, E>,
  ): Optimizer<P, readonly [A, B, C, D, E]>
  /** Any number of parts; their parameters and states are named, for they cannot be found from so many. */
  <P, S extends readonly unknown[]>(
    ...parts: { readonly [I in keyof S]: Optimizer<P, S[I]> }
  ): Optimizer<P, Readonly<S>>
}

/**
 * First the first part, then the next. The state is the tuple of the parts' states.
 *
 * `chain` is a monoid with `identity`: steps do not depend on how parts are grouped, states only in their nesting.
 *
 * @example chain(clipByGlobalNorm<Params>(1), adam<Params>({ rate: 1e-3 }))
 */
export const chain: Chain = (...parts: readonly Optimizer<any, any>[]): Optimizer<any, any> => ({
  init: (params) => parts.map((part) => part.init(params)),
  update: (gradient, before, params) => {
    let step = gradient
    const after = parts.map((part, i) => {
      const [next, state] = part.update(step, before[i], params)
      step = next
      return state
    })
    return [step, after]
  },
})

/** The neutral element of `chain`: the step is the gradient. */
export const identity = <P>(): Optimizer<P, null> => ({ init: () => null, update: (gradient) => [gradient, null] })

/** `chain` of two, with `identity`: a list of transforms is a `concatAll`. */
export const chainMonoid = <P>(): Monoid<Optimizer<P, any>> => ({
  concat: (f, g) => chain<P, any>(f, g),
  empty: identity(),
})
