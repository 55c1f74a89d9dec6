/** A law is data: a name, what it quantifies over, and what must hold. */
import * as fc from 'fast-check'
import { isTensor } from '../src/core/index.js'
import { showTensor } from '../src/engine/index.js'

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

/** A law of what takes its time, such as a source of records. */
export interface AsyncLaw<Args extends readonly unknown[] = any> {
  readonly name: string
  readonly given: { readonly [K in keyof Args]: fc.Arbitrary<Args[K]> }
  readonly holds: (...args: Args) => Promise<boolean>
}

export const asyncLaw = <const Args extends readonly unknown[]>(
  name: string,
  given: { readonly [K in keyof Args]: fc.Arbitrary<Args[K]> },
  holds: (...args: Args) => Promise<boolean>,
): AsyncLaw<Args> => ({ name, given, holds })

export interface Checking {
  /** Whole number that determines every draw; the same seed draws the same. Default 0. */
  readonly seed?: number
  /** How many draws must pass. Default 100. */
  readonly runs?: number
}

/** Tensors by their numbers, all else as fast-check prints it. */
const shown = (u: unknown): unknown => {
  if (isTensor(u)) return { [fc.toStringMethod]: () => showTensor.show(u) }
  if (Array.isArray(u)) return u.map(shown)
  if (typeof u !== 'object' || u === null || Object.getPrototypeOf(u) !== Object.prototype || fc.hasToStringMethod(u))
    return u
  return Object.fromEntries(Object.entries(u).map(([k, v]) => [k, shown(v)]))
}

/** Throws an `Error` where a check of the law with `name` failed. */
const report = (name: string, seed: number, result: fc.RunDetails<any>): void => {
  if (!result.failed) return
  if (result.counterexample === null)
    throw new Error(`law '${name}' could not be checked: too few draws meet its precondition (seed ${seed})`)
  const cause = result.errorInstance
  const thrown = cause instanceof Error && cause.message !== 'Property failed by returning false'
  throw new Error(
    [
      `law '${name}' does not hold`,
      `  seed: ${seed} (run ${result.numRuns}, shrunk ${result.numShrinks} times)`,
      ...(result.counterexample as readonly unknown[]).map((arg, i) => `  argument ${i}: ${fc.stringify(shown(arg))}`),
      ...(thrown ? [`  ${cause.name}: ${cause.message}`] : []),
    ].join('\n'),
    { cause },
  )
}

/**
 * Draws arguments and throws an `Error` where the law does not hold. Its message carries the law's name, the seed that
 * draws the same again, and the smallest counterexample found by shrinking.
 *
 * @example for (const law of opLaws(myOp)) test(law.name, () => check(law))
 */
export const check = ({ name, given, holds }: Law, { seed = 0, runs = 100 }: Checking = {}): void => {
  const property = fc.property(...(given as [fc.Arbitrary<unknown>]), (...args: readonly unknown[]) => holds(...args))
  report(name, seed, fc.check(property, { seed, numRuns: runs }))
}

/**
 * `check` of a law that takes its time, one draw after another.
 *
 * @example for (const law of sourceLaws(mySource)) test(law.name, () => checkAsync(law))
 */
export const checkAsync = async (
  { name, given, holds }: AsyncLaw,
  { seed = 0, runs = 100 }: Checking = {},
): Promise<void> => {
  const property = fc.asyncProperty(...(given as [fc.Arbitrary<unknown>]), (...args: readonly unknown[]) =>
    holds(...args),
  )
  report(name, seed, await fc.check(property, { seed, numRuns: runs }))
}
