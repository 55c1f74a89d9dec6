/** Labels as vectors with a single 1, over a fixed vocabulary and with a named policy for the rest. */
import * as O from 'fp-ts/lib/Option.js'
import * as t from 'io-ts'
import { indexAmong, sortedLabels } from './cell.js'

export const Unknown = t.keyof({ error: null, ignore: null, bucket: null })
/** What becomes of a label that is not in the vocabulary: an error, all zeros, or a last place of its own. */
export type Unknown = t.TypeOf<typeof Unknown>

/** A sorted vocabulary without repeats, and what to do with labels outside it. */
export interface OneHot {
  readonly vocabulary: readonly string[]
  readonly unknown: Unknown
}

/** The one-hot encoding of the labels seen, in the order of characters, or of numbers where all are numbers. */
export const fitOneHot =
  (unknown: Unknown) =>
  (labels: Iterable<string>): OneHot => ({ vocabulary: sortedLabels(labels), unknown })

/** Length of the vectors: one place a label, and one for the bucket. */
export const oneHotWidth = ({ vocabulary, unknown }: OneHot): number =>
  vocabulary.length + (unknown === 'bucket' ? 1 : 0)

/** Where the 1 stands; `none` where there is no 1, `unknown` where the label is an error. */
export const oneHotPlace = ({ vocabulary, unknown }: OneHot): ((label: string) => number | 'none' | 'unknown') => {
  const index = indexAmong(vocabulary)
  const otherwise = unknown === 'bucket' ? vocabulary.length : unknown === 'ignore' ? 'none' : 'unknown'
  return (label) => index(label) ?? otherwise
}

/** The vector of a label; `none` for an unknown label under the policy `error`. */
export const oneHotEncode = (encoding: OneHot): ((label: string) => O.Option<readonly number[]>) => {
  const place = oneHotPlace(encoding)
  return (label) => {
    const at = place(label)
    return at === 'unknown'
      ? O.none
      : O.some(Array.from({ length: oneHotWidth(encoding) }, (_, i) => (i === at ? 1 : 0)))
  }
}

/** The label whose place holds the 1; `none` for the bucket and for zeros. */
export const oneHotDecode =
  ({ vocabulary }: OneHot) =>
  (vector: ArrayLike<number>): O.Option<string> =>
    O.fromNullable(vocabulary.find((_, i) => vector[i] === 1))
