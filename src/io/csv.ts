/** CSV read as a stream into a table of text columns. */
import { type FileHandle, open } from 'node:fs/promises'
import { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Parser } from 'csv-parse'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { atMost, type DataError, dataError, list, type RawTable, rawTable } from '../data/index.js'
import { headerErrors, readError, unreadable, wrongLength } from './csvErrors.js'
import { type Chunks, delimiterOf, headerOf, textOf } from './csvText.js'

export interface CsvOptions {
  /** What separates cells. By default `,`, or a tab or `;` where the header holds one of these and no comma. */
  readonly delimiter?: string | undefined
}

/** Rows of a wrong length that are shown in full. */
const shownErrors = 10

/** What has been read so far. */
interface Collected {
  header: { readonly line: number; readonly names: readonly string[] } | undefined
  readonly cells: string[][]
  readonly lines: number[]
  readonly errors: DataError[]
  /** The last line of the last record. */
  last: number
}

/** Takes in records one by one, each with its last line. Equal cells of a column share one string, to save memory. */
const collect = (source: string): { readonly read: Collected; readonly add: (row: string[], end: number) => void } => {
  const read: Collected = { header: undefined, cells: [], lines: [], errors: [], last: 0 }
  const seen: Map<string, string>[] = []
  const add = (row: string[], end: number): void => {
    // a quoted cell may hold line ends: the row starts that many lines before its last
    const line = end - read.last > 1 ? end - row.join('').split('\n').length + 1 : end
    read.last = end
    if (seen.length !== 1 && row.length === 1 && row[0]!.trim() === '') return // a line of spaces
    if (read.header === undefined) {
      read.header = { line, names: row.map((name) => name.trim()) }
      for (const _ of row) {
        read.cells.push([])
        seen.push(new Map())
      }
    } else if (row.length !== seen.length) {
      read.errors.push(wrongLength(source, line, seen.length, row.length))
    } else {
      read.lines.push(line)
      row.forEach((cell, i) => {
        const known = seen[i]!.get(cell)
        if (known === undefined) seen[i]!.set(cell, cell)
        read.cells[i]!.push(known ?? cell)
      })
    }
  }
  return { read, add }
}

/** The table, or what is wrong with it besides `stopped`, which ended the reading before the end. */
const finish = (
  source: string,
  { header, cells, lines, errors }: Collected,
  stopped: readonly DataError[],
): E.Either<readonly DataError[], RawTable> => {
  const all = [
    ...(header === undefined ? [] : headerErrors(source, header.line, header.names)),
    ...atMost(shownErrors, errors, (more) =>
      dataError({ source }, `${more} more rows have the wrong number of cells`, 'correct them as well'),
    ),
    ...stopped,
  ]
  if (all.length > 0) return E.left(all)
  if (header === undefined)
    return E.left([dataError({ source }, 'the file is empty', 'give a header line and rows below it')])
  if (lines.length === 0)
    return E.left([
      dataError({ source }, `there is a header alone, without rows: ${list(header.names)}`, 'add rows below it'),
    ])
  const columns = header.names.map((name, i) => ({ name, cells: cells[i]! }))
  return E.right(rawTable(source, columns, Int32Array.from(lines)))
}

/**
 * Reads CSV (RFC 4180) from pieces of UTF-8 in one pass: a header line with the names of the columns, then the rows.
 * Lines end with CRLF, LF or CR; a byte order mark, empty lines, and space around cells are skipped.
 * All problems are given, each with its line: an empty file, a header alone, blank or repeated names, rows with too many
 * or too few cells (the first ten in full), a quote out of place, other encodings than UTF-8.
 *
 * @example readCsv('stdin')(process.stdin)
 */
export const readCsv =
  (source: string, { delimiter }: CsvOptions = {}) =>
  (chunks: Chunks): TE.TaskEither<readonly DataError[], RawTable> =>
  async () => {
    const { read, add } = collect(source)
    try {
      const { header, all } = await headerOf(textOf(chunks))
      const parser = new Parser({
        delimiter: delimiter ?? delimiterOf(header),
        record_delimiter: '\n',
        relax_column_count: true,
        skip_empty_lines: true,
        trim: true,
        on_record: (row: string[], { lines }) => {
          add(row, lines)
          return null
        },
      })
      await pipeline(Readable.from(all), parser, new Writable({ objectMode: true, write: (_row, _, done) => done() }))
    } catch (error) {
      return finish(source, read, [readError(source, read.last, error)])
    }
    return finish(source, read, [])
  }

const opened = async (path: string): Promise<FileHandle> => {
  const file = await open(path)
  if (!(await file.stat()).isDirectory()) return file
  await file.close()
  throw Object.assign(new Error('is a directory'), { code: 'EISDIR' })
}

/** The bytes of a file, to be read once; or one line about a missing file, a directory, or a file not to be read. */
export const openCsv = (path: string): TE.TaskEither<readonly DataError[], AsyncIterable<Uint8Array>> =>
  pipe(
    TE.tryCatch(() => opened(path), unreadable(path)),
    TE.bimap(
      (error) => [error],
      (file) => file.createReadStream(),
    ),
  )

/** Opens and reads a CSV file; messages name it by its path. */
export const readCsvFile =
  (options: CsvOptions = {}) =>
  (path: string): TE.TaskEither<readonly DataError[], RawTable> =>
    pipe(openCsv(path), TE.chain(readCsv(path, options)))
