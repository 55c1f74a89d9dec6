/** Codecs for what sources carry: JSON as text, and tables whose cells are text. */
import * as t from 'io-ts'
import { isBlank, numberIn } from '../../data/index.js'

/** The value of a table's cell. */
export type Cell = string | number | boolean | null

/** A record as a row of a table: cells by column. */
export type Row = Readonly<Record<string, Cell>>

/**
 * JSON in text. Its `pipe` goes on with what the JSON must hold.
 *
 * @example jsonText.pipe(t.type({ price: t.number }))
 */
export const jsonText: t.Type<unknown, string, unknown> = new t.Type(
  'JSON',
  (_u): _u is unknown => true,
  (u, context) => {
    if (typeof u !== 'string') return t.failure(u, context, 'text')
    try {
      return t.success(JSON.parse(u))
    } catch {
      return t.failure(u, context, 'JSON')
    }
  },
  (value) => JSON.stringify(value),
)

/** A number, or text that holds one in decimal notation, as the cells of CSV do. */
export const numberText: t.Type<number, string, unknown> = new t.Type(
  'a number',
  (u): u is number => typeof u === 'number',
  (u, context) => {
    const x = typeof u === 'string' ? numberIn(u) : u
    return typeof x === 'number' && Number.isFinite(x) ? t.success(x) : t.failure(u, context, 'a number')
  },
  String,
)

const isCell = (u: unknown): u is Cell =>
  u === null || typeof u === 'string' || typeof u === 'boolean' || (typeof u === 'number' && Number.isFinite(u))

/** One value of a table: text, a finite number, true or false, or null. */
export const cell: t.Type<Cell> = new t.Type(
  'text, a finite number, true, false or null',
  isCell,
  (u, context) => (isCell(u) ? t.success(u) : t.failure(u, context)),
  t.identity,
)

/** A row of a table: a record without lists or records in it. */
export const row: t.Type<Row> = t.readonly(t.record(t.string, cell), 'a row')

/** A cell of text read for what it shows: null for a blank, a number for decimal notation, else the text without space around. */
const shown = (text: string): Cell => {
  if (isBlank(text)) return null
  const x = numberIn(text)
  return Number.isNaN(x) ? text.trim() : x
}

/** A row of text read cell by cell for what each shows: blanks are null, decimal notation a number, all else text. */
export const rowOfText: t.Type<Row, Readonly<Record<string, string>>, unknown> = t
  .record(t.string, t.string, 'a row of text')
  .pipe(
    new t.Type<Row, Record<string, string>, Record<string, string>>(
      'row',
      row.is,
      (cells) => t.success(Object.fromEntries(Object.entries(cells).map(([name, text]) => [name, shown(text)]))),
      (cells) =>
        Object.fromEntries(Object.entries(cells).map(([name, value]) => [name, value === null ? '' : String(value)])),
    ),
  )
