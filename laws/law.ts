/** A law is data: a name, what it quantifies over, and what must hold. */
import type * as fc from 'fast-check'

export interface Law<Args extends readonly unknown[] = any> {
  readonly name: string
  readonly given: { readonly [K in keyof Args]: fc.Arbitrary<Args[K]> }
  readonly holds: (...args: Args) => boolean
}

export const law = <const Args extends readonly unknown[]>(
  name: string,
  given: { readonly [K in keyof Args]: fc.Arbitrary<Args[K]> },
  holds: (...args: Args) => boolean,
): Law<Args> => ({ name, given, holds })
