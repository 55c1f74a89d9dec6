/** Cells against their schema, for a whole table before anything is fitted. */
import * as E from 'fp-ts/lib/Either.js'
import { asCategorical, asClasses, blankTargets, readLabels, readNumbers, textErrors } from './cells.js'
import type { DataError } from './errors.js'
import { columnsOf, type TableSchema, targetOf } from './schema.js'
import { columnNamed, missingColumn, type RawColumn, type RawTable, rowsOf } from './table.js'

/**
 * The table itself when every cell suits the schema: numbers or blanks in numeric columns, no blank target, numbers in
 * the target of a regression. Else all problems, at most five a column in full. So that bad cells are known before
 * training begins, wherever they are.
 */
export const checkCells =
  (schema: TableSchema) =>
  (table: RawTable): E.Either<readonly DataError[], RawTable> => {
    const rows = rowsOf(table)
    const inColumn = (name: string, errors: (column: RawColumn) => readonly DataError[]): readonly DataError[] => {
      const column = columnNamed(table, name)
      return column === undefined ? [missingColumn(table, name, 'of the schema')] : errors(column)
    }
    const errors = [
      ...columnsOf('numeric')(schema).flatMap((name) =>
        inColumn(name, (column) => textErrors(table, column, readNumbers(column, rows).texts, asCategorical(name))),
      ),
      ...columnsOf('categorical')(schema).flatMap((name) => inColumn(name, () => [])),
      ...inColumn(targetOf(schema), (column) => [
        ...blankTargets(table, column, readLabels(column, rows).blanks),
        ...(schema.task === 'regression' ? textErrors(table, column, readNumbers(column, rows).texts, asClasses) : []),
      ]),
    ]
    return errors.length > 0 ? E.left(errors) : E.right(table)
  }
