/** Names that are nearly right. */
import { expect, test } from 'vitest'
import { editDistance, nearest } from '../../src/data/index.js'

test('editDistance counts insertions, deletions and replacements', () => {
  expect(editDistance('kitten', 'sitting')).toBe(3) // the textbook example
  expect(editDistance('', 'abc')).toBe(3)
  expect(editDistance('abc', 'abc')).toBe(0)
})

test('nearest ignores case and finds nothing far away', () => {
  expect(nearest('exited', ['Age', 'Exited'])).toBe('Exited')
  expect(nearest('Geografy', ['Geography', 'Gender'])).toBe('Geography')
  expect(nearest('income', ['Age', 'Gender'])).toBeUndefined()
})
