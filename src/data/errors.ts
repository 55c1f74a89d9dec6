/** What can be wrong with data: plain records, shown as one line each. */

/** Where in the input: its name, and the line (from 1), column or byte (from 0) where one is to blame. */
export interface Place {
  readonly source: string
  readonly line?: number
  readonly column?: string
  readonly byte?: number
}

/** A problem with data: where it is, what it is, and what to do about it. */
export interface DataError {
  readonly where: Place
  readonly what: string
  readonly fix: string
}

/** Something worth knowing about data that is no error. */
export type Notice = DataError

/** An error about data: where it is, what is wrong, what to do. */
export const dataError = (where: Place, what: string, fix: string): DataError => ({ where, what, fix })

/** A cell or name as messages quote it: in double quotes, on one line, at most 40 characters. */
export const quote = (text: string): string => JSON.stringify(text.length > 40 ? `${text.slice(0, 39)}…` : text)

const showPlace = ({ source, line, column, byte }: Place): string =>
  [
    source,
    ...(line === undefined ? [] : [`line ${line}`]),
    ...(column === undefined ? [] : [`column ${quote(column)}`]),
    ...(byte === undefined ? [] : [`byte ${byte}`]),
  ].join(', ')

/**
 * Exactly one line, whatever the data holds: where, what, what to do.
 *
 * @example 'churn.csv, line 7, column "Age": "old" is not a number; correct the cell, or …'
 */
export const showDataError = ({ where, what, fix }: DataError): string =>
  `${showPlace(where)}: ${what}; ${fix}`.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')

/** The first `limit` errors; where there are more, `rest` says so in one line for all of them. */
export const atMost = (
  limit: number,
  errors: readonly DataError[],
  rest: (more: number) => DataError,
): readonly DataError[] => (errors.length <= limit ? errors : [...errors.slice(0, limit), rest(errors.length - limit)])

/** `a, b, c`, shortened after 20 names: `a, b, … (35 in all)`. */
export const list = (names: readonly string[]): string =>
  names.length <= 20
    ? names.map((name) => showName(name)).join(', ')
    : `${names.slice(0, 20).map(showName).join(', ')}, … (${names.length} in all)`

const showName = (name: string): string => (name.length > 40 ? `${name.slice(0, 39)}…` : name)
