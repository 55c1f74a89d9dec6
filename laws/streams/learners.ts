/** Small learners that laws and tests of streams teach, and their records. */
import * as fc from 'fast-check'
import type { MaybeLabelled, Online, Received } from '../../src/streams/index.js'

/** How often each label came. */
export interface Counts {
  readonly a: number
  readonly b: number
}
type Probabilities = { readonly a: number; readonly b: number }

/** Predicts the shares of the labels so far, turned around for odd `x`; begins with none. */
export const counting: Online<Counts, number, 'a' | 'b', Probabilities> = {
  init: { a: 0, b: 0 },
  predictOne: ({ a, b }, x) => {
    const p = (a + 1) / (a + b + 2)
    return x % 2 === 0 ? { a: p, b: 1 - p } : { a: 1 - p, b: p }
  },
  learnOne: (state, x, y) =>
    (y === 'a') === (x % 2 === 0) ? { ...state, a: state.a + 1 } : { ...state, b: state.b + 1 },
}

/** Goes from its number towards each label, by `rate` of the way. */
export const following = (rate: number): Online<number, number, number, number> => ({
  init: 0,
  predictOne: (state) => state,
  learnOne: (state, _, y) => state + rate * (y - state),
})

/** Records with offsets 1, 2, …, of which some have no label. */
export const received = <A>(values: readonly A[]): readonly Received<A>[] =>
  values.map((value, i) => ({ value, offset: i + 1 }))
export const records: fc.Arbitrary<readonly MaybeLabelled<number, 'a' | 'b'>[]> = fc.array(
  fc.record({ x: fc.nat({ max: 9 }), y: fc.constantFrom('a' as const, 'a' as const, 'b' as const, null) }),
  { maxLength: 40 },
)

/** As a promise that has its value already, for laws and virtual clocks, which do not wait. */
export const doneAtOnce = <A>(value: A): Promise<A> => {
  const settled = {
    // biome-ignore lint/suspicious/noThenProperty: it stands for a promise
    then: (use: (value: A) => unknown) => {
      use(value)
      return { catch: () => settled }
    },
  }
  return settled as unknown as Promise<A>
}
