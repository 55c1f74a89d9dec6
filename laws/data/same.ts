/** How the laws of data compare. */
import * as E from 'fp-ts/lib/Either.js'

/** Equal lengths and identical elements; NaN equals NaN. */
export const same = (a: ArrayLike<unknown>, b: ArrayLike<unknown>): boolean =>
  a.length === b.length && Array.from(a).every((x, i) => Object.is(x, b[i]))

/** The result of a step that cannot fail in a law; throws with its errors when it does. */
export const right = <A>(either: E.Either<unknown, A>): A => {
  if (E.isLeft(either)) throw new Error(`expected a result, got ${JSON.stringify(either.left)}`)
  return either.right
}
