/** What can be wrong with a CSV file, each in one line. */
import { CsvError } from 'csv-parse'
import { type DataError, dataError, quote } from '../data/index.js'
import { systemError } from './fileError.js'

/** The one line for a file that cannot be read. */
export const unreadable =
  (path: string) =>
  (error: unknown): DataError => {
    const { what, fix } = systemError('read', path)(error)
    return dataError({ source: path }, what, fix)
  }

/** Columns without a name, and names that occur twice. */
export const headerErrors = (source: string, line: number, names: readonly string[]): readonly DataError[] => [
  ...names.flatMap((name, i) =>
    name === '' ? [dataError({ source, line }, `column ${i + 1} has no name`, 'name it in the header')] : [],
  ),
  ...[...new Set(names.filter((name, i) => name !== '' && names.indexOf(name) !== i))].map((name) =>
    dataError({ source, line }, `two columns are named ${quote(name)}`, 'give each column its own name'),
  ),
]

export const wrongLength = (source: string, line: number, expected: number, got: number): DataError =>
  dataError(
    { source, line },
    `expected ${expected} cells, got ${got}`,
    got > expected ? 'put text that holds the delimiter in quotes' : 'add the missing cells, blank or not',
  )

/** What stopped the reading after the line `last`. */
export const readError = (source: string, last: number, error: unknown): DataError => {
  if (error instanceof CsvError) {
    const line = error.lines
    if (error.code === 'CSV_QUOTE_NOT_CLOSED')
      return dataError(
        { source, line: last + 1 },
        'a quote is opened and never closed',
        'close it, and write "" for a quote inside a quoted cell',
      )
    return dataError(
      { source, line: typeof line === 'number' ? line : last + 1 },
      'a quote stands inside a cell',
      'put the whole cell in quotes and write "" for a quote inside it',
    )
  }
  return error instanceof TypeError && 'code' in error && error.code === 'ERR_ENCODING_INVALID_ENCODED_DATA'
    ? dataError({ source }, 'the text is not in UTF-8', 'save the file as CSV in UTF-8')
    : unreadable(source)(error)
}
