/** Where records come from: something that is opened at an offset and pulled. */

/**
 * Where a record is in its source, so that a later run goes on after it: a byte, a sequence number, the broker's own
 * name of it. `null`: the beginning, or a source that cannot go back.
 */
export type Offset = number | string | null

/** A record, and where it is: to go on after it, open its source from `offset`. */
export interface Received<A> {
  readonly value: A
  readonly offset: Offset
}

/** Counts and sizes by name, as they are when asked: `received`, `dropped`, `reconnects`. */
export type Metrics = Readonly<Record<string, number>>

/**
 * A source of records. `name` is what messages call it. `open(from, signal)` gives the records after `from` in order, as
 * many at once as arrived together (at least one); it ends with the source, or when `signal` aborts, and closes whatever it
 * opened. It rejects with a `SourceError` for what going on cannot mend.
 * Law: opened from the offset of any record, a source that can go back gives the records after that one.
 */
export interface Source<A> {
  readonly name: string
  readonly open: (from: Offset, signal: AbortSignal) => AsyncIterable<readonly Received<A>[]>
  /** What it counts, over all its openings; each of what wraps a source adds its own. */
  readonly metrics?: () => Metrics
}

/** The same source with `f` applied to each record; `f` sees the offset, too. */
export const mapSource =
  <A, B>(f: (value: A, offset: Offset) => B) =>
  (source: Source<A>): Source<B> => ({
    ...source,
    open: async function* (from, signal) {
      for await (const chunk of source.open(from, signal))
        yield chunk.map(({ value, offset }) => ({ value: f(value, offset), offset }))
    },
  })
