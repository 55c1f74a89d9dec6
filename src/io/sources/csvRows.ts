/** CSV as a source: rows as records of text by column. */
import type { parse } from 'csv-parse/sync'
import * as E from 'fp-ts/lib/Either.js'
import { type Decoded, deadLetter, type Offset, type Received, type Source, sourceError } from '../../streams/index.js'
import type { CsvOptions } from '../csv.js'
import { headerErrors } from '../csvErrors.js'
import { delimiterOf } from '../csvText.js'
import { type Bytes, positionOf } from './bytes.js'
import { linesOf } from './lines.js'

type Line = Received<Decoded<string>>
/** Cells of a row by the names of their columns, as text without space around. */
export type TextRow = Readonly<Record<string, string>>

/** Bytes in which a quote that is opened must be closed, so that one that never is does not swallow the rest. */
const longestQuote = 65536

const quoteInside = 'a quote stands inside a cell; put the whole cell in quotes and write "" for a quote inside it'

/** What a record's text holds: its cells, or what is wrong with its quotes. */
type Cells = (text: string) => E.Either<string, readonly string[]>

const cellsBy =
  (parseText: typeof parse, delimiter: string): Cells =>
  (text) => {
    if (!text.includes('"')) return E.right(text.split(delimiter).map((cell) => cell.trim()))
    try {
      const rows = parseText(text, { delimiter, record_delimiter: '\n', relax_column_count: true, trim: true })
      if (rows.length === 1) return E.right(rows[0]!)
    } catch {
      // a quote inside a cell, or text after one that closes
    }
    return E.left(quoteInside)
  }

const oddQuotes = (text: string): boolean => {
  let odd = false
  for (let i = text.indexOf('"'); i >= 0; i = text.indexOf('"', i + 1)) odd = !odd
  return odd
}

/** Whether the first quote that closes the open cell has more of the cell after it. */
const misplaced = (line: string, delimiter: string): boolean => {
  let at = line.indexOf('"')
  while (at >= 0 && line[at + 1] === '"') at = line.indexOf('"', at + 2)
  const after = at < 0 ? '' : line.slice(at + 1).trimStart()
  return after !== '' && !after.startsWith(delimiter)
}

/** One record: its cells and the offset after it, or a dead letter. */
type CsvRecord = Received<Decoded<readonly string[]>> & { readonly text: string }

/**
 * Lines to records: a quoted cell may hold line ends, and a quote that is wrong costs its own line alone, for reading goes
 * on with the next one.
 */
const recordsBy = (name: string, delimiter: string, cells: Cells) => {
  let open: Line[] = [] // a record whose quote is not closed yet
  let bytes = 0
  const dead = (offset: Offset, reason: string, text: string): CsvRecord => ({
    value: E.left(deadLetter(name, offset, reason, text)),
    offset,
    text,
  })
  const textOf = (lines: readonly Line[]): string =>
    lines.map(({ value }) => (E.isRight(value) ? value.right : '')).join('\n')
  /** Gives the first open line up as `reason`, and reads the others anew. */
  const giveUp = (reason: string): readonly CsvRecord[] => {
    const [first, ...others] = open
    open = []
    bytes = 0
    return [dead(first!.offset, reason, textOf([first!])), ...others.flatMap(add)]
  }
  const unclosed = (): readonly CsvRecord[] =>
    giveUp('a quote is opened and never closed; close it, and write "" for a quote inside a quoted cell')
  const add = (line: Line): readonly CsvRecord[] => {
    if (E.isLeft(line.value)) return [...close(), { value: line.value, offset: line.offset, text: '' }]
    const text = line.value.right
    const turns = oddQuotes(text)
    if (open.length === 0 && !turns) {
      if (text.trim() === '') return []
      const read = cells(text)
      return [E.isLeft(read) ? dead(line.offset, read.left, text) : { value: read, offset: line.offset, text }]
    }
    open.push(line)
    bytes += text.length
    if (open.length > 1 && misplaced(text, delimiter)) return giveUp(quoteInside)
    if (open.length === 1 || !turns) return bytes > longestQuote ? unclosed() : []
    const whole = textOf(open)
    const read = cells(whole)
    if (E.isLeft(read)) return giveUp(read.left)
    open = []
    bytes = 0
    return [{ value: read, offset: line.offset, text: whole }]
  }
  /** What is left at the end. */
  const close = (): readonly CsvRecord[] => {
    const records: CsvRecord[] = []
    while (open.length > 0) records.push(...unclosed())
    return records
  }
  return { add, close }
}

interface Header {
  readonly names: readonly string[]
  readonly delimiter: string
  /** The byte after it. */
  readonly end: number
}

/** The header in the first line that is not blank, or `undefined` for one that is. */
const headerIn = (name: string, line: Line, parseText: typeof parse, delimiter?: string): Header | undefined => {
  if (E.isLeft(line.value))
    throw sourceError(name, `the header: ${line.value.left.reason}`, 'give a file of CSV in UTF-8')
  const text = line.value.right
  if (text.trim() === '') return undefined
  const separator = delimiter ?? delimiterOf(text)
  const names = cellsBy(parseText, separator)(text)
  if (E.isLeft(names)) throw sourceError(name, `the header: ${names.left}`, 'correct its quotes')
  const [problem] = headerErrors(name, 1, names.right)
  if (problem !== undefined) throw sourceError(name, problem.what, problem.fix)
  if (names.right.includes('__proto__'))
    throw sourceError(name, 'a column is named "__proto__", which a record cannot have', 'name it otherwise')
  return { names: names.right, delimiter: separator, end: line.offset as number }
}

const rowOf = (
  source: string,
  names: readonly string[],
  { value, offset, text }: CsvRecord,
): Received<Decoded<TextRow>> => {
  if (E.isLeft(value)) return { value, offset }
  const cells = value.right
  if (cells.length !== names.length) {
    const reason = `expected ${names.length} cells, got ${cells.length}`
    return { value: E.left(deadLetter(source, offset, reason, text)), offset }
  }
  const row: Record<string, string> = {}
  for (let i = 0; i < names.length; i++) row[names[i]!] = cells[i]!
  return { value: E.right(row), offset }
}

/**
 * The rows of CSV (RFC 4180) below its header, cells as text by column, space around them cut off; blank lines are skipped.
 * Lines end with LF or CRLF, a quoted cell may hold them. The offset is the byte after the row; the header is read from the
 * beginning, also where reading goes on in the middle. A row with too many or too few cells, a quote out of place and text
 * that is not UTF-8 are dead letters. Rejects with a `SourceError` for a header that is missing or does not name each column.
 *
 * @example decoded(rowOfText)(csvRows(fileBytes('elec2.csv')))
 */
export const csvRows = (bytes: Bytes, { delimiter }: CsvOptions = {}): Source<Decoded<TextRow>> => ({
  name: bytes.name,
  open: async function* (offset, signal) {
    const { name } = bytes
    const { parse } = await import('csv-parse/sync')
    const from = positionOf(name, offset)
    let header: Header | undefined
    if (bytes.seeks && from > 0) {
      for await (const lines of linesOf(bytes.open(0, signal), { name })) {
        for (const line of lines) header ??= headerIn(name, line, parse, delimiter)
        if (header !== undefined) break
      }
    }
    const start = header === undefined ? 0 : Math.max(from, header.end)
    let records = header === undefined ? undefined : recordsBy(name, header.delimiter, cellsBy(parse, header.delimiter))
    for await (const lines of linesOf(bytes.open(start, signal), { name, from: start, signal })) {
      const rows: Received<Decoded<TextRow>>[] = []
      for (const line of lines) {
        if (header === undefined || records === undefined) {
          header = headerIn(name, line, parse, delimiter)
          if (header !== undefined) records = recordsBy(name, header.delimiter, cellsBy(parse, header.delimiter))
        } else if ((line.offset as number) > from)
          for (const record of records.add(line)) rows.push(rowOf(name, header.names, record))
      }
      if (rows.length > 0) yield rows
    }
    if (signal.aborted) return
    if (header === undefined || records === undefined)
      throw sourceError(name, 'there is no header', 'give a first line with the names of the columns')
    const rest = records.close().map((record) => rowOf(name, header!.names, record))
    if (rest.length > 0) yield rest
  },
})
