/** Words as numbers: a feature for each word seen. */
import type { Row } from '../sources/codecs.js'
import type { Features } from './features.js'
import { placeOf, withNames } from './names.js'
import type { OnlineTransform } from './online.js'

export interface OneHotOptions {
  /**
   * Words of a feature that get an indicator of their own, a whole number of at least 1; those that come when there are
   * as many share `name=<other>`. Default: no limit.
   */
  readonly limit?: number
}
export interface OneHotState {
  /** The features seen with words. */
  readonly names: readonly string[]
  /** The words of each, in the order they were first seen. */
  readonly words: readonly (readonly string[])[]
}

const noWords: readonly string[] = []

/**
 * A word `w` of the feature `f` becomes the number 1 of the feature `f=w`; truth becomes 1 or 0, numbers pass, blanks vanish.
 * A word that was never seen vanishes, since nobody knows its weight; with a `limit`, once so many are known, it is `f=<other>`.
 *
 * The limit keeps the first words, not the most frequent: a word never loses its place, so a learner's weight never comes
 * to mean another word, and what is held is bounded for good. Where words come and go without end see `featureHasher`.
 * Throws `RangeError` for a limit that is not a whole number of at least 1.
 */
export const oneHotEncoder = ({ limit }: OneHotOptions = {}): OnlineTransform<OneHotState, Row, Features> => {
  if (limit !== undefined && !(Number.isSafeInteger(limit) && limit >= 1))
    throw new RangeError(`oneHotEncoder: limit must be a whole number of at least 1, got ${limit}`)
  const most = limit ?? Number.POSITIVE_INFINITY
  const wordsOf = ({ names, words }: OneHotState, name: string): readonly string[] => {
    const at = placeOf(names, name)
    return at < 0 ? noWords : words[at]!
  }
  return {
    init: { names: [], words: [] },
    learnOne: (state, x) => {
      const added: string[] = []
      for (const name in x) {
        const word = x[name]
        if (typeof word !== 'string') continue
        const words = wordsOf(state, name)
        if (words.length < most && placeOf(words, word) < 0) added.push(name)
      }
      if (added.length === 0) return state
      const names = withNames(
        state.names,
        added.filter((name) => placeOf(state.names, name) < 0),
      )
      const words = names.map((_, i) => state.words[i] ?? noWords)
      for (const name of added) {
        const at = placeOf(names, name)
        words[at] = withNames(words[at]!, [x[name] as string])
      }
      return { names, words }
    },
    transformOne: (state, x) => {
      const numbers: Record<string, number> = {}
      for (const name in x) {
        const value = x[name]
        if (typeof value === 'number') numbers[name] = value
        else if (typeof value === 'boolean') numbers[name] = value ? 1 : 0
        else if (typeof value === 'string') {
          const words = wordsOf(state, name)
          if (placeOf(words, value) >= 0) numbers[`${name}=${value}`] = 1
          else if (words.length >= most) numbers[`${name}=<other>`] = 1
        }
      }
      return numbers
    },
  }
}
