/** Tables written out by rows, as a CSV file would hold them, and the lines of their errors. */
import * as E from 'fp-ts/lib/Either.js'
import { type DataError, type RawTable, rawTable, showDataError } from '../../src/data/index.js'

export const tableOf = (header: string, ...rows: readonly string[]): RawTable => {
  const cells = rows.map((row) => row.split(','))
  return rawTable(
    'people.csv',
    header.split(',').map((name, i) => ({ name, cells: cells.map((row) => row[i]!) })),
  )
}

/** The error lines of a result; throws when there are none. */
export const linesOf = (result: E.Either<readonly DataError[], unknown>): readonly string[] => {
  if (E.isRight(result)) throw new Error(`expected errors, got ${JSON.stringify(result.right)}`)
  return result.left.map(showDataError)
}

export const rightOf = <A>(result: E.Either<readonly DataError[], A>): A => {
  if (E.isLeft(result)) throw new Error(result.left.map(showDataError).join('\n'))
  return result.right
}
