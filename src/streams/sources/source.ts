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

/**
 * A source of records. `name` is what messages call it. `open(from, signal)` gives the records after `from` in order, as
 * many at once as arrived together (at least one); it ends with the source, or when `signal` aborts, and closes whatever it
 * opened. It rejects with a `SourceError` for what going on cannot mend.
 * Law: opened from the offset of any record, a source that can go back gives the records after that one.
 */
export interface Source<A> {
  readonly name: string
  readonly open: (from: Offset, signal: AbortSignal) => AsyncIterable<readonly Received<A>[]>
}
