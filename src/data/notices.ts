/** What looks odd in a table though it is no error: said before training, so that a poor model is no surprise. */
import { isNumber, numberIn, sortedLabels } from './cell.js'
import { dataError, type Notice } from './errors.js'
import { type Profile, profile } from './profile.js'
import type { ColumnKind, TableSchema } from './schema.js'
import { columnNamed, type RawTable } from './table.js'

/** Whole numbers, another in each row: a row number or an id. */
const countsRows = ({ distinct, rows }: Profile): boolean =>
  rows >= 20 && distinct.size === rows && [...distinct.keys()].every((cell) => Number.isInteger(numberIn(cell)))

const noticesOf = (schema: TableSchema, source: string, kind: ColumnKind, p: Profile): readonly Notice[] => {
  const { name, distinct, rows } = p
  const say = (what: string, fix: string): readonly Notice[] => [dataError({ source, column: name }, what, fix)]
  const drop = `drop it (--drop ${name})`
  if (kind === 'dropped') return []
  if (kind === 'target') {
    const labels = sortedLabels(distinct.keys())
    return schema.task === 'multiclass' && labels.every(isNumber)
      ? say(`the ${labels.length} numbers of the target are taken for classes`, 'for amounts use --task regression')
      : []
  }
  if (distinct.size === 1) return say('every cell holds the same value, so nothing can be learned from it', drop)
  if (kind === 'numeric')
    return countsRows(p) ? say('the numbers differ in every row, as ids do', `if they mean nothing, ${drop}`) : []
  return distinct.size > 20 && 20 * distinct.size > rows
    ? say(`${distinct.size} categories in ${rows} rows are too many to learn from`, `if it is a name or an id, ${drop}`)
    : []
}

/**
 * One notice for each column that is constant, counts the rows, or has very many categories (over 20 and more than one
 * per 20 rows), and for a numeric target that is taken for classes.
 */
export const notices =
  (schema: TableSchema) =>
  (table: RawTable): readonly Notice[] =>
    schema.columns.flatMap(({ name, kind }) => {
      const column = columnNamed(table, name)
      return column === undefined ? [] : noticesOf(schema, table.source, kind, profile(column))
    })
