/** Laws of one-hot encodings. */
import * as fc from 'fast-check'
import * as O from 'fp-ts/lib/Option.js'
import { fitOneHot, oneHotDecode, oneHotEncode } from '../../src/data/index.js'
import { type Law, law } from '../law.js'

const words = fc.array(fc.string({ minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 12 })
const letters = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { minLength: 1, maxLength: 5 })
export const unknowns = fc.constantFrom('error' as const, 'ignore' as const, 'bucket' as const)

export const oneHotLaws: readonly Law[] = [
  law('one-hot inverts', [words, unknowns], (seen, unknown) => {
    const encoding = fitOneHot(unknown)(seen)
    return encoding.vocabulary.every((label) => {
      const vector = oneHotEncode(encoding)(label)
      return O.isSome(vector) && O.toUndefined(oneHotDecode(encoding)(vector.value)) === label
    })
  }),
  law(
    'a one-hot row sums to 1, and to 0 for an ignored unknown',
    [letters, letters, unknowns],
    (seen, asked, unknown) => {
      const encode = oneHotEncode(fitOneHot(unknown)(seen))
      const sum = (label: string): number | undefined => O.toUndefined(encode(label))?.reduce((a, b) => a + b, 0)
      const strange = { error: undefined, ignore: 0, bucket: 1 }[unknown]
      return asked.every((label) => sum(label) === (seen.includes(label) ? 1 : strange))
    },
  ),
]
