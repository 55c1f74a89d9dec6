/** Bytes to lines, wherever the pieces begin and end. */
import { describe, expect, test } from 'vitest'
import { csvRows, linesOf, ndjson } from '../../../src/io/index.js'
import { asDecoded, ofRecords } from '../../../src/streams/index.js'
import { all, bytesInPieces, resumesAnywhere, told } from './gathering.js'

/** Characters of one to four bytes, an empty line, ends of both kinds, no end of the last line. */
const text = '{"a":"é"}\n\r\n{"b":"漢字"}\r\n   \n{"c":"😀"}\n{"d":1}'
const content = Buffer.from(text)

test('the example: the offset is the byte after the line, blank lines are skipped', async () => {
  const records = await all(ndjson(bytesInPieces(content, 1000)))
  expect(records.map((record) => [told(record), record.offset])).toEqual([
    ['{"a":"é"}', 11],
    ['{"b":"漢字"}', 29],
    ['{"c":"😀"}', 46],
    ['{"d":1}', 53],
  ])
})

test('pieces of any size give the same, also where they end inside a character', async () => {
  const whole = await all(ndjson(bytesInPieces(content, 1000)))
  for (let size = 1; size <= content.length; size++)
    expect(await all(ndjson(bytesInPieces(content, size)))).toEqual(whole)
})

test('two pieces that meet at any byte give the same', async () => {
  const whole = await all(ndjson(bytesInPieces(content, 1000)))
  for (let at = 0; at <= content.length; at++) {
    const source = ndjson({
      name: 'memory',
      seeks: true,
      open: async function* () {
        yield content.subarray(0, at)
        yield content.subarray(at)
      },
    })
    expect(await all(source)).toEqual(whole)
  }
})

test('opened from any offset it gives what comes after', async () => {
  for (const size of [1, 7, 1000]) expect(await resumesAnywhere(ndjson(bytesInPieces(content, size)))).toEqual([])
})

test('a byte order mark is no part of the first line, and of no other', async () => {
  const records = await all(ndjson(bytesInPieces(Buffer.from('\ufeff1\n\ufeff2\n'), 2)))
  expect(records.map(told)).toEqual(['1', '\ufeff2'])
  expect(records.map(({ offset }) => offset)).toEqual([5, 10])
})

describe('a line that is no UTF-8 or too long', () => {
  const broken = Buffer.concat([Buffer.from('1\n"'), Buffer.from([0xff, 0xc3]), Buffer.from('"\n2\n')])
  test.each([1, 2, 3, 1000])('is a dead letter, and the others are read, in pieces of %d', async (size) => {
    const records = await all(ndjson(bytesInPieces(broken, size)))
    expect(records.map(told)).toEqual(['1', 'dead: the text is not in UTF-8 ("\ufffd\ufffd")', '2'])
    expect(records.map(({ offset }) => offset)).toEqual([2, 7, 9])
  })
  test.each([1, 5, 1000])('keeps no more than its beginning, in pieces of %d', async (size) => {
    const long = Buffer.from(`1\n${'x'.repeat(3000)}\n${'y'.repeat(100)}\n${'z'.repeat(101)}`)
    const chunks = linesOf(bytesInPieces(long, size).open(0, new AbortController().signal), {
      name: 'long',
      longest: 100,
    })
    const seen: unknown[] = []
    for await (const lines of chunks) for (const line of lines) seen.push([told(line).slice(0, 45), line.offset])
    expect(seen).toEqual([
      ['1', 2],
      ['dead: a line of more than 100 bytes (xxxxxxxx', 3003],
      ['y'.repeat(45), 3104],
      ['dead: a line of more than 100 bytes (zzzzzzzz', 3206 - 1],
    ])
  })
})

describe('CSV', () => {
  const rows = (csv: string | Uint8Array, size = 1000, options = {}) =>
    csvRows(bytesInPieces(Buffer.from(csv as string), size), options)
  const quoted = 'a; b;c\r\n1;"x ""é""\r\n;y";3\r\n\r\n 4 ;;"6"\n7;8;9'
  test('the example: cells by column, without space around them, quoted cells whole', async () => {
    const records = await all(rows(quoted))
    expect(records.map((record) => [told(record), record.offset])).toEqual([
      [{ a: '1', b: 'x "é"\n;y', c: '3' }, 28],
      [{ a: '4', b: '', c: '6' }, 39],
      [{ a: '7', b: '8', c: '9' }, 44],
    ])
  })
  test('pieces of any size give the same, and so does going on after any record, with and without seeking', async () => {
    const whole = await all(rows(quoted))
    for (let size = 1; size <= quoted.length + 1; size++) expect(await all(rows(quoted, size))).toEqual(whole)
    expect(await resumesAnywhere(rows(quoted))).toEqual([])
    const stream: typeof quoted = quoted
    const source = csvRows({
      ...bytesInPieces(Buffer.from(stream), 5, false),
      open: (_position, signal) => bytesInPieces(Buffer.from(stream), 5).open(0, signal),
    })
    expect(await all(source, 28)).toEqual(whole.slice(1))
  })
  test('a row of the wrong length is a dead letter', async () => {
    const records = await all(rows('a,b\n1\n1,2\n1,2,3\n'))
    expect(records.map(told)).toEqual([
      'dead: expected 2 cells, got 1 (1)',
      { a: '1', b: '2' },
      'dead: expected 2 cells, got 3 (1,2,3)',
    ])
  })
  const opened = 'a quote is opened and never closed; close it, and write "" for a quote inside a quoted cell'
  const inside = 'a quote stands inside a cell; put the whole cell in quotes and write "" for a quote inside it'
  test.each([
    ['inside a cell', 'a,b\n1,5" disk\n3,4\n', [`dead: ${opened} (1,5" disk)`, { a: '3', b: '4' }]],
    ['twice inside a cell', 'a,b\n1,5"x"\n3,4\n', [`dead: ${inside} (1,5"x")`, { a: '3', b: '4' }]],
    [
      'opened and closed by that of a later row',
      'a,b\n1,"2\n3,4\n5,"6"\n',
      [`dead: ${inside} (1,"2)`, { a: '3', b: '4' }, { a: '5', b: '6' }],
    ],
    ['opened at the end', 'a,b\n1,2\n3,"4', [{ a: '1', b: '2' }, `dead: ${opened} (3,"4)`]],
  ])('a quote %s costs its own line alone', async (_where, csv, expected) => {
    for (const size of [1, 1000]) expect((await all(rows(csv, size))).map(told)).toEqual(expected)
  })
  test('a quote that is never closed swallows no more than 64 KiB before reading goes on', async () => {
    const csv = `a,b\n1,"2\n${'3,4\n'.repeat(17_000)}`
    const records = await all(rows(csv, 65536))
    expect(records).toHaveLength(17_001)
    expect(told(records[0]!)).toBe(`dead: ${opened} (1,"2)`)
    expect(told(records[17_000]!)).toEqual({ a: '3', b: '4' })
  })
  test.each([
    ['', 'memory: there is no header; give a first line with the names of the columns'],
    ['\n\n', 'memory: there is no header; give a first line with the names of the columns'],
    ['a,\n1,2\n', 'memory: column 2 has no name; name it in the header'],
    ['a,b,a\n', 'memory: two columns are named "a"; give each column its own name'],
    ['a,__proto__\n', 'memory: a column is named "__proto__", which a record cannot have; name it otherwise'],
    ['"a,b\n1,2\n', 'memory: the header: a quote stands inside a cell;'],
  ])('of header %j is a fault', async (csv, message) => {
    await expect(all(rows(csv))).rejects.toThrow(message)
  })
  test('another delimiter', async () => {
    expect((await all(rows('a|b\n1|2\n', 1000, { delimiter: '|' }))).map(told)).toEqual([{ a: '1', b: '2' }])
  })
})

test.each([-1, 1.5, 'x'])('%j is no byte', async (offset) => {
  await expect(all(ndjson(bytesInPieces(content, 10)), offset)).rejects.toThrow(
    `memory: its offsets are bytes from 0 on, and ${JSON.stringify(offset)} is none`,
  )
})

test('what a memory source gives decodes as any', async () => {
  expect((await all(asDecoded(ofRecords('memory', ['1'])))).map(told)).toEqual(['1'])
})
