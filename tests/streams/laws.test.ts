/** The laws of streams hold. */
import * as fc from 'fast-check'
import { describe, test } from 'vitest'
import { streamLaws } from '../../laws/streams.js'

describe('laws of streams', () => {
  for (const { name, given, holds } of streamLaws)
    test(name, () => fc.assert(fc.property(...(given as [fc.Arbitrary<unknown>]), holds as (x: unknown) => boolean)))
})
