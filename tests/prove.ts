/** Laws as tests: one test for each, under its name. */
import { describe, test } from 'vitest'
import { type AsyncLaw, type Checking, check, checkAsync, type Law } from '../laws/law.js'

export const prove = (title: string, laws: readonly Law[], checking: Checking = {}): void => {
  describe(title, () => {
    for (const law of laws) test(law.name, () => check(law, checking))
  })
}

/** The same for laws that take their time. */
export const proveAsync = (title: string, laws: readonly AsyncLaw[], checking: Checking = {}): void => {
  describe(title, () => {
    for (const law of laws) test(law.name, () => checkAsync(law, checking))
  })
}
