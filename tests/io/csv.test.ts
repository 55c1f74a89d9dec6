/** CSV in pieces, and each way in which a file is wrong. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RawTable, showDataError } from '../../src/data/index.js'
import { type CsvOptions, openCsv, readCsv, readCsvFile } from '../../src/io/csv.js'
import { unreadable } from '../../src/io/csvErrors.js'
import { linesOf, rightOf } from '../data/table.js'

const read = async (text: string | readonly (string | Uint8Array)[], options: CsvOptions = {}): Promise<RawTable> =>
  rightOf(await readCsv('people.csv', options)(typeof text === 'string' ? [text] : text)())
const fails = async (text: string | readonly (string | Uint8Array)[]): Promise<readonly string[]> =>
  linesOf(await readCsv('people.csv')(typeof text === 'string' ? [text] : text)())
const cells = (table: RawTable) => Object.fromEntries(table.columns.map((column) => [column.name, column.cells]))

describe('readCsv', () => {
  test('reads columns, with the line of each row', async () => {
    const table = await read('name,age\nAnn,30\nBob,\n')
    expect(cells(table)).toEqual({ name: ['Ann', 'Bob'], age: ['30', ''] })
    expect([table.source, table.rows, [...table.lines]]).toEqual(['people.csv', 2, [2, 3]])
  })
  test('reads quotes, line ends inside them, CRLF, empty lines, spaces and a byte order mark', async () => {
    const table = await read(
      '\ufeff\r\n name , "no, te" \r\n"An ""A"" n","two\r\nlines"\r\n\r\n  \r\nBob , x\r\n"Eve", y',
    )
    expect(cells(table)).toEqual({ name: ['An "A" n', 'Bob', 'Eve'], 'no, te': ['two\nlines', 'x', 'y'] })
    expect([...table.lines]).toEqual([3, 7, 8])
  })
  test('reads line ends of all kinds', async () => {
    expect(cells(await read('a,b\r1,2\r3,4\r'))).toEqual({ a: ['1', '3'], b: ['2', '4'] })
    expect(cells(await read('a,b\n1,2\r\n3,4'))).toEqual({ a: ['1', '3'], b: ['2', '4'] })
  })
  test('finds semicolons and tabs, and obeys an option', async () => {
    expect(cells(await read('a;b\n1,5;2\n'))).toEqual({ a: ['1,5'], b: ['2'] })
    expect(cells(await read('a\tb\n1\t2\n'))).toEqual({ a: ['1'], b: ['2'] })
    expect(cells(await read('a|b\n1|2\n', { delimiter: '|' }))).toEqual({ a: ['1'], b: ['2'] })
  })
  test('reads a single column', async () => {
    expect(cells(await read('a\n1\n2\n'))).toEqual({ a: ['1', '2'] })
  })
  test('gives the same table however the bytes are cut', async () => {
    const text = '\ufeffnäme,"a ""b"""\r\n"é\r\n€",1\r\n\r\n𝄞,2\r\n'
    const bytes = new TextEncoder().encode(text)
    const whole = await read(text)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: bytes.length }), { maxLength: 8 }), async (drawn) => {
        const cuts = [0, ...drawn.sort((a, b) => a - b), bytes.length]
        const pieces = cuts.slice(1).map((end, i) => bytes.slice(cuts[i], end))
        expect(await read(pieces)).toEqual(whole)
      }),
    )
  })
  test('gives back what was written', async () => {
    const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', ' ', ';', 'é', '\n') })
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 }), async (rows) => {
        const text = ['x,y', ...rows.map((row) => row.map(quoted).join(','))].join('\r\n')
        expect(cells(await read(text))).toEqual({ x: rows.map(([x]) => x), y: rows.map(([, y]) => y) })
      }),
    )
  })
})

describe('errors, one line each', () => {
  test('an empty file', async () => {
    for (const text of ['', '\n\n', ' \n', '\ufeff'])
      expect(await fails(text)).toEqual(['people.csv: the file is empty; give a header line and rows below it'])
  })
  test('a header alone', async () => {
    expect(await fails('name,age\n')).toEqual([
      'people.csv: there is a header alone, without rows: name, age; add rows below it',
    ])
  })
  test('rows with too many or too few cells', async () => {
    expect(await fails('a,b\n1,2\n3\n"x\ny",4,5\n6,7\n8,9,10\n')).toEqual([
      'people.csv, line 3: expected 2 cells, got 1; add the missing cells, blank or not',
      'people.csv, line 4: expected 2 cells, got 3; put text that holds the delimiter in quotes',
      'people.csv, line 7: expected 2 cells, got 3; put text that holds the delimiter in quotes',
    ])
    const many = await fails(`a,b\n${'1\n'.repeat(25)}`)
    expect(many).toHaveLength(11)
    expect(many[10]).toBe('people.csv: 15 more rows have the wrong number of cells; correct them as well')
  })
  test('blank and repeated names', async () => {
    expect(await fails('a,,b,a,"  "\n1,2,3,4,5\n')).toEqual([
      'people.csv, line 1: column 2 has no name; name it in the header',
      'people.csv, line 1: column 5 has no name; name it in the header',
      'people.csv, line 1: two columns are named "a"; give each column its own name',
    ])
  })
  test('quotes out of place, with what was wrong before', async () => {
    expect(await fails('a,b\n1,2\n3,"4\n5,6\n')).toEqual([
      'people.csv, line 3: a quote is opened and never closed; close it, and write "" for a quote inside a quoted cell',
    ])
    expect(await fails('a,b\n1\n3,"4"x\n')).toEqual([
      'people.csv, line 2: expected 2 cells, got 1; add the missing cells, blank or not',
      'people.csv, line 3: a quote stands inside a cell; put the whole cell in quotes and write "" for a quote inside it',
    ])
    expect(await fails('a,b\n1,5" pipe\n')).toEqual([
      'people.csv, line 2: a quote stands inside a cell; put the whole cell in quotes and write "" for a quote inside it',
    ])
  })
  test('other encodings', async () => {
    for (const bytes of [
      Uint8Array.of(0xff, 0xfe, 0x61, 0x00),
      Uint8Array.of(0x61, 0x0a, 0xe9, 0x0a),
      Uint8Array.of(0xe2),
    ])
      expect(await fails([bytes])).toEqual(['people.csv: the text is not in UTF-8; save the file as CSV in UTF-8'])
  })
  test('a source that breaks off', async () => {
    const broken = async function* () {
      yield 'a,b\n1,2\n'
      throw new Error('connection lost')
    }
    expect(linesOf(await readCsv('stdin')(broken())())).toEqual(['stdin: connection lost; check the path and the disk'])
  })
  test('any bytes give a result, never a rejection', async () => {
    const unit = fc.constantFrom(...'a"",;\t\r\n 1'.split(''))
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit }), { maxLength: 5 }), async (pieces) => {
        expect(['Left', 'Right']).toContain((await readCsv('drawn')(pieces)())._tag)
      }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array(), { maxLength: 5 }), async (pieces) => {
        expect(['Left', 'Right']).toContain((await readCsv('drawn')(pieces)())._tag)
      }),
    )
  })
})

describe('files', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fluxion-'))
    await writeFile(join(folder, 'a.csv'), 'x,y\n1,2\n')
  })
  afterAll(() => rm(folder, { recursive: true }))
  test('are read', async () => {
    expect(cells(rightOf(await readCsvFile()(join(folder, 'a.csv'))()))).toEqual({ x: ['1'], y: ['2'] })
  })
  test('that are missing, or directories', async () => {
    const missing = join(folder, 'b.csv')
    expect(linesOf(await openCsv(missing)())).toEqual([`${missing}: there is no such file; check the path`])
    expect(linesOf(await readCsvFile()(folder)())).toEqual([`${folder}: this is a directory; name a file in it`])
  })
  test('that may not be read', () => {
    const denied = Object.assign(new Error("EACCES: permission denied, open 'a.csv'"), { code: 'EACCES' })
    expect(showDataError(unreadable('a.csv')(denied))).toBe(
      'a.csv: permission denied; allow this user to read the file',
    )
  })
})
