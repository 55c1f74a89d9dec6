import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { inSequence, type Move } from '../../src/engine/moves.js'

/** Places of 4 to move to, each once; read from anywhere. */
const moves = fc
  .uniqueArray(fc.tuple(fc.nat({ max: 9 }), fc.nat({ max: 36 })), { selector: ([to]) => to, maxLength: 8 })
  .map((all) => all.map(([to, from]): Move => ({ from, to: 4 * to, bytes: 4 })))

test('one after another they do what they do at once, and none reads what it writes', () => {
  fc.assert(
    fc.property(moves, (all) => {
      const before = Uint8Array.from({ length: 80 }, (_, i) => i)
      const memory = before.slice()
      for (const { from, to, bytes } of inSequence(all, 44)) {
        expect(Math.abs(from - to)).toBeGreaterThanOrEqual(bytes)
        memory.copyWithin(to, from, from + bytes)
      }
      for (const { from, to, bytes } of all)
        expect(memory.subarray(to, to + bytes)).toEqual(before.subarray(from, from + bytes))
    }),
    { numRuns: 300 },
  )
})
test('only what goes round in circles takes spare memory', () => {
  const chain = [0, 4, 8].map((from) => ({ from: from + 4, to: from, bytes: 4 }))
  expect(inSequence([...chain].reverse(), 99)).toEqual(chain)
  expect(inSequence([{ from: 8, to: 8, bytes: 4 }], 99)).toEqual([])
  expect(
    inSequence(
      [
        { from: 0, to: 4, bytes: 4 },
        { from: 4, to: 0, bytes: 4 },
      ],
      96,
    ),
  ).toEqual([
    { from: 0, to: 96, bytes: 4 },
    { from: 4, to: 100, bytes: 4 },
    { from: 96, to: 4, bytes: 4 },
    { from: 100, to: 0, bytes: 4 },
  ])
})
