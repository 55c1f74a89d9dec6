/** What each column is for: inferred from the cells, overridable by name, saved with the model. */
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { type DataError, dataError, quote } from './errors.js'
import { looksNumeric, type Profile, profile } from './profile.js'
import { columnNamed, missingColumn, type RawTable } from './table.js'
import { inferTask, Task } from './task.js'

export const ColumnKind = t.keyof({ numeric: null, categorical: null, target: null, dropped: null })
/** A feature in numbers, a feature in labels, what to predict, or nothing. */
export type ColumnKind = t.TypeOf<typeof ColumnKind>

export const TableSchema = t.readonly(
  t.strict({
    task: Task,
    columns: t.readonlyArray(t.readonly(t.strict({ name: t.string, kind: ColumnKind }))),
  }),
)
/** The task, and a kind for each column of the table in its order; one of them is the target. */
export type TableSchema = t.TypeOf<typeof TableSchema>

/** What is known about the columns beforehand; everything but the target is optional. */
export interface SchemaOptions {
  readonly target: string
  /** Columns to leave out: row numbers, names, ids. */
  readonly drop?: readonly string[] | undefined
  /** Columns to read as numbers, whatever they look like. */
  readonly numeric?: readonly string[] | undefined
  /** Columns to read as labels, even when they look like numbers. */
  readonly categorical?: readonly string[] | undefined
  readonly task?: Task | undefined
}

type Role = 'target' | 'drop' | 'numeric' | 'categorical'

const askedFor = ({ target, drop = [], numeric = [], categorical = [] }: SchemaOptions): readonly [Role, string][] => [
  ['target', target],
  ...[...new Set(drop)].map((name): [Role, string] => ['drop', name]),
  ...[...new Set(numeric)].map((name): [Role, string] => ['numeric', name]),
  ...[...new Set(categorical)].map((name): [Role, string] => ['categorical', name]),
]

/** Columns that are not there, and columns with two roles that exclude each other. */
const roleErrors = (table: RawTable, options: SchemaOptions): readonly DataError[] => {
  const asked = askedFor(options)
  const missing = asked
    .filter(([, name]) => columnNamed(table, name) === undefined)
    .map(([role, name]) => missingColumn(table, name, role === 'target' ? 'the target' : `asked for by --${role}`))
  const rolesOf = (name: string): readonly Role[] =>
    asked.filter(([role, other]) => other === name && role !== 'target').map(([role]) => role)
  const twice = table.columns.flatMap(({ name }) => {
    const roles = name === options.target && rolesOf(name).includes('drop') ? ['target', 'drop'] : rolesOf(name)
    return roles.length < 2
      ? []
      : [
          dataError(
            { source: table.source, column: name },
            `the column is listed as ${roles.join(' and ')}`,
            'list it in one place',
          ),
        ]
  })
  return [...missing, ...twice]
}

const allBlank = (table: RawTable, { name }: Profile, target: boolean): DataError =>
  target
    ? dataError({ source: table.source, column: name }, 'every cell of the target is blank', 'choose another target')
    : dataError({ source: table.source, column: name }, 'every cell is blank', `drop the column (--drop ${name})`)

/**
 * The schema of a table. A column is numeric when more than half of its distinct cells, blanks aside, are finite
 * numbers, and categorical else; text in a numeric column is then an error of the cell (see `checkCells`).
 * All problems are given: columns asked for but missing, columns with two roles, columns of blanks, a target that is
 * blank somewhere or does not suit the task, and no feature left.
 */
export const inferSchema =
  (options: SchemaOptions) =>
  (table: RawTable): E.Either<readonly DataError[], TableSchema> => {
    const source = table.source
    if (table.rows === 0) return E.left([dataError({ source }, 'there are no rows', 'add rows below the header')])
    const wrong = roleErrors(table, options)
    if (wrong.length > 0) return E.left(wrong)
    const dropped = new Set(options.drop)
    const profiles = new Map(table.columns.filter((c) => !dropped.has(c.name)).map((c) => [c.name, profile(c)]))
    const isNumeric = (p: Profile): boolean =>
      options.numeric?.includes(p.name) === true || (options.categorical?.includes(p.name) !== true && looksNumeric(p))
    const kindOf = (name: string): ColumnKind => {
      if (dropped.has(name)) return 'dropped'
      if (name === options.target) return 'target'
      return isNumeric(profiles.get(name)!) ? 'numeric' : 'categorical'
    }
    const target = profiles.get(options.target)!
    const blank = [...profiles.values()]
      .filter((p) => p.distinct.size === 0)
      .map((p) => allBlank(table, p, p === target))
    const noFeature =
      profiles.size > 1
        ? []
        : [dataError({ source }, `no column is left besides the target ${quote(target.name)}`, 'drop fewer columns')]
    const task = target.distinct.size === 0 ? E.left([]) : inferTask(table, target, isNumeric(target), options.task)
    const errors = [...blank, ...noFeature, ...(E.isLeft(task) ? task.left : [])]
    return E.isLeft(task) || errors.length > 0
      ? E.left(errors)
      : E.right({ task: task.right, columns: table.columns.map(({ name }) => ({ name, kind: kindOf(name) })) })
  }

/** The names of the columns of a kind, in the order of the table. */
export const columnsOf =
  (kind: ColumnKind) =>
  (schema: TableSchema): readonly string[] =>
    schema.columns.filter((column) => column.kind === kind).map((column) => column.name)

/** The target's name. Throws `TypeError` for a schema without one. */
export const targetOf = (schema: TableSchema): string => {
  const [name] = columnsOf('target')(schema)
  if (name === undefined) throw new TypeError('targetOf: the schema has no target column')
  return name
}
