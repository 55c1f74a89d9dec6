/** Records decoded by an io-ts codec at the border. */
import * as E from 'fp-ts/lib/Either.js'
import type * as t from 'io-ts'
import { describe } from '../../data/index.js'
import { type Decoded, deadLetter } from './deadLetter.js'
import { mapSource, type Source } from './source.js'

/** A source none of whose records is a dead letter, as one whose records might be. */
export const asDecoded = <A>(source: Source<A>): Source<Decoded<A>> =>
  mapSource((a: A): Decoded<A> => E.right(a))(source)

/**
 * Each record decoded; one that does not decode becomes a dead letter with all its problems, and no fault. What is a dead
 * letter already (a line that is no UTF-8, a row with too few cells) stays it.
 *
 * @example decoded(jsonText.pipe(t.type({ price: t.number })))(ndjsonFile('ticks.ndjson'))
 */
export const decoded =
  <A>(codec: t.Decoder<unknown, A>) =>
  (source: Source<Decoded<unknown>>): Source<Decoded<A>> =>
    mapSource((record: Decoded<unknown>, offset): Decoded<A> => {
      if (E.isLeft(record)) return record
      const result = codec.decode(record.right)
      return E.isRight(result) ? result : E.left(deadLetter(source.name, offset, describe(result.left), record.right))
    })(source)
