/** The laws of data hold. */
import * as fc from 'fast-check'
import { describe, test } from 'vitest'
import { dataLaws } from '../../laws/data.js'

describe('laws of data', () => {
  for (const { name, given, holds } of dataLaws)
    test(name, () => fc.assert(fc.property(...(given as [fc.Arbitrary<unknown>]), holds as (x: unknown) => boolean)))
})
