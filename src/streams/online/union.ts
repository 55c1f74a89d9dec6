/** Transforms side by side. */
import type { OnlineTransform } from './online.js'

type StatesOf<T extends readonly OnlineTransform<any, any, any>[]> = {
  readonly [I in keyof T]: T[I] extends OnlineTransform<infer S, any, any> ? S : never
}
type InputOf<T> = T extends OnlineTransform<any, infer X, any> ? X : never
type OutputOf<T> = T extends OnlineTransform<any, any, infer Z> ? Z : never

/**
 * What each of some transforms makes of one record, in one record; where two give one name the later one has it. Its state
 * is the tuple of theirs.
 *
 * @example union(pipeline(select('price'), standardScaler()), pipeline(select('day'), oneHotEncoder()))
 */
export const union = <const T extends readonly OnlineTransform<any, any, Readonly<Record<string, any>>>[]>(
  ...parts: T
): OnlineTransform<StatesOf<T>, InputOf<T[number]>, OutputOf<T[number]>> => ({
  init: parts.map(({ init }) => init) as any,
  learnOne: (states, x) => parts.map(({ learnOne }, i) => learnOne(states[i], x)) as any,
  transformOne: (states, x) => Object.assign({}, ...parts.map(({ transformOne }, i) => transformOne(states[i], x))),
})
