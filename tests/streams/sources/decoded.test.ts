/** Records at the border: codecs, dead letters, and that learning goes on. */
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { lastValueFrom, map, toArray } from 'rxjs'
import { describe, expect, test } from 'vitest'
import {
  asDecoded,
  type DeadLetter,
  deadLetter,
  deadLetters,
  decoded,
  jsonText,
  numberText,
  ofRecords,
  received,
  row,
  rowOfText,
} from '../../../src/streams/index.js'

const Tick = jsonText.pipe(t.type({ price: t.number }))
const texts = ['{"price":2}', '{"price":"high"}', '{"price":', '{"price":4}']
const ticks = decoded(Tick)(asDecoded(ofRecords('ticks', texts)))

test('what does not decode is a dead letter with all that is wrong, its offset and its beginning', async () => {
  const all = await lastValueFrom(received(ticks).pipe(toArray()))
  expect(all).toEqual([
    { value: E.right({ price: 2 }), offset: 1 },
    {
      value: E.left({
        source: 'ticks',
        offset: 2,
        reason: 'at price expected number but got "high"',
        raw: '{"price":"high"}',
      }),
      offset: 2,
    },
    {
      value: E.left({ source: 'ticks', offset: 3, reason: 'expected JSON but got "{\\"price\\":"', raw: '{"price":' }),
      offset: 3,
    },
    { value: E.right({ price: 4 }), offset: 4 },
  ])
})

test('a dead letter of the source stays what it is', async () => {
  const letter = deadLetter('lines', 7, 'no UTF-8', 'x')
  const source = decoded(jsonText)(ofRecords('lines', [E.left(letter), E.right('1')]))
  expect((await lastValueFrom(received(source).pipe(toArray()))).map(({ value }) => value)).toEqual([
    E.left(letter),
    E.right(1),
  ])
})

test('the example of the README: learning goes on, dead letters are counted and a stream of their own', async () => {
  const dead = deadLetters()
  const letters: DeadLetter[] = []
  dead.letters.subscribe((letter) => letters.push(letter))
  const prices = received(ticks).pipe(
    dead.sort(),
    map(({ value }) => value.price),
  )
  expect(await lastValueFrom(prices.pipe(toArray()))).toEqual([2, 4])
  expect(letters.map(({ offset }) => offset)).toEqual([2, 3])
  expect(dead.metrics()).toEqual({ decoded: 2, deadLetters: 2 })
})

test('a dead letter is one line of reason and at most 200 characters, cut between characters', () => {
  const letter = deadLetter('s', null, 'two\nlines', `${'a'.repeat(198)}😀bc`)
  expect(letter.reason).toBe('two lines')
  expect(letter.raw).toBe(`${'a'.repeat(198)}…`)
  expect(deadLetter('s', null, 'r', { a: [1] }).raw).toBe('{"a":[1]}')
  expect(deadLetter('s', null, 'r', undefined).raw).toBe('undefined')
  expect(deadLetter('s', null, 'r', 1n).raw).toBe('1')
})

describe('codecs', () => {
  test('numbers as text', () => {
    expect(['12', ' -0.5 ', '1e3', 7, '', 'x', '0x10', Number.NaN, null].map((u) => numberText.decode(u))).toEqual([
      ...[12, -0.5, 1000, 7].map((x) => E.right(x)),
      ...Array.from({ length: 5 }, () => expect.objectContaining({ _tag: 'Left' })),
    ])
  })
  test('rows of text are read cell by cell', () => {
    expect(rowOfText.decode({ a: ' 1.50', b: 'up ', c: 'NA', d: '007' })).toEqual(
      E.right({ a: 1.5, b: 'up', c: null, d: 7 }),
    )
    expect(E.isLeft(rowOfText.decode({ a: 1 }))).toBe(true)
  })
  test('a row holds neither lists nor records nor what JSON has no number for', () => {
    expect(row.is({ a: 1, b: 'x', c: null, d: true })).toBe(true)
    for (const value of [{ a: [1] }, { a: {} }, { a: Number.NaN }, { a: undefined }, [1], null, 'x'])
      expect(E.isLeft(row.decode(value))).toBe(true)
  })
})
