/** Laws as tests: one test for each, under its name. */
import { describe, test } from 'vitest'
import { type Checking, check, type Law } from '../laws/law.js'

export const prove = (title: string, laws: readonly Law[], checking: Checking = {}): void => {
  describe(title, () => {
    for (const law of laws) test(law.name, () => check(law, checking))
  })
}
