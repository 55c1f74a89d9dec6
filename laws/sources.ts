/** Laws of sources of records: order, no loss, going on after any record, and an end when nobody listens. */
import * as fc from 'fast-check'
import { lastValueFrom, toArray } from 'rxjs'
import { concatReceived, type Offset, type Received, received, type Source } from '../src/streams/index.js'
import { type AsyncLaw, asyncLaw } from './law.js'

/** What a kind of source claims. */
export interface SourceClaims<A> {
  readonly name: string
  /** What it may hold. */
  readonly records: fc.Arbitrary<readonly A[]>
  /** A source that holds these and ends. `cut` is a number of its choice: sizes of pieces, places of faults. */
  readonly hold: (records: readonly A[], cut: number) => Source<A> | Promise<Source<A>>
  /** Whether it can go on after any of its offsets; else they are not looked at. */
  readonly goesBack: boolean
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
const chunksOf = async <A>(source: Source<A>, from: Offset = null): Promise<readonly (readonly Received<A>[])[]> => {
  const chunks: (readonly Received<A>[])[] = []
  for await (const chunk of source.open(from, new AbortController().signal)) chunks.push(chunk)
  return chunks
}
const valuesOf = (records: readonly Received<unknown>[]): readonly unknown[] => records.map(({ value }) => value)

/**
 * The laws of a kind of source.
 *
 * @example sourceLaws({ name: 'memory', records: fc.array(fc.nat()), hold: (list) => ofRecords('memory', list), goesBack: true })
 */
export const sourceLaws = <A>({ name, records, hold, goesBack }: SourceClaims<A>): readonly AsyncLaw[] => {
  const cut = fc.nat({ max: 1000 })
  return [
    asyncLaw(
      `${name}: gives its records in order, none lost or doubled, in chunks that are not empty`,
      [records, cut],
      async (list, n) => {
        const chunks = await chunksOf(await hold(list, n))
        return chunks.every((chunk) => chunk.length > 0) && same(valuesOf(chunks.flat()), list)
      },
    ),
    asyncLaw(
      `${name}: as a stream it is the same, also with a consumer it waits for`,
      [records, cut],
      async (list, n) => {
        const stream = received(await hold(list, n)).pipe(toArray())
        const waited = concatReceived(await hold(list, n), async ({ value }) => value).pipe(toArray())
        return same(valuesOf(await lastValueFrom(stream)), list) && same(await lastValueFrom(waited), list)
      },
    ),
    asyncLaw(`${name}: ends soon after it is aborted`, [records, cut], async (list, n) => {
      const source = await hold(list, n)
      const controller = new AbortController()
      let after = 0
      for await (const _ of source.open(null, controller.signal)) {
        if (controller.signal.aborted) after++
        controller.abort()
      }
      const none: unknown[] = []
      for await (const chunk of source.open(null, AbortSignal.abort())) none.push(...chunk)
      return after <= 1 && none.length === 0
    }),
    ...(goesBack
      ? [
          asyncLaw(
            `${name}: opened from the offset of any record it gives the records after it`,
            [records, cut, fc.nat()],
            async (list, n, drawn) => {
              const source = await hold(list, n)
              const whole = (await chunksOf(source)).flat()
              if (whole.length === 0) return true
              const at = drawn % whole.length
              const rest = (await chunksOf(source, whole[at]!.offset)).flat()
              return same(rest, whole.slice(at + 1))
            },
          ),
        ]
      : []),
  ]
}
