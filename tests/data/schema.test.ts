/** Inference of kinds and task, and each way in which it fails. */
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import {
  checkCells,
  columnsOf,
  inferSchema,
  notices,
  rawTable,
  type SchemaOptions,
  showDataError,
  TableSchema,
} from '../../src/data/index.js'
import { linesOf, rightOf, tableOf } from './table.js'

const people = tableOf('id,age,city,left', '1,30,Rome,0', '2,,Oslo,1', '3,50,Rome,0', '4,41.5,NA,1')
const kinds = (options: SchemaOptions, table = people): readonly string[] =>
  rightOf(inferSchema(options)(table)).columns.map((column) => column.kind)
const fails = (options: SchemaOptions, table = people): readonly string[] => linesOf(inferSchema(options)(table))
/** A table with a feature `x` and a target `y` of the given cells. */
const withTarget = (...cells: readonly string[]) => tableOf('x,y', ...cells.map((cell, i) => `${i},${cell}`))
const task = (...cells: readonly string[]) => rightOf(inferSchema({ target: 'y' })(withTarget(...cells))).task

describe('kinds', () => {
  test('are inferred: numbers are numeric, text is categorical', () => {
    expect(kinds({ target: 'left', drop: ['id'] })).toEqual(['dropped', 'numeric', 'categorical', 'target'])
  })
  test('are overridden by name', () => {
    expect(kinds({ target: 'left', categorical: ['id'], numeric: ['city'] })).toEqual([
      'categorical',
      'numeric',
      'numeric',
      'target',
    ])
  })
  test('go by more than half of the distinct cells', () => {
    const half = tableOf('x,y', '1,a', 'one,b', '1,a', '1,b')
    const most = tableOf('x,y', '1,a', '2,b', 'two,a', ' ,b')
    expect(kinds({ target: 'y' }, half)).toEqual(['categorical', 'target'])
    expect(kinds({ target: 'y' }, most)).toEqual(['numeric', 'target'])
  })
  test('of a schema decode from JSON, and nothing else does', () => {
    const schema = rightOf(inferSchema({ target: 'left' })(people))
    expect(TableSchema.decode(JSON.parse(JSON.stringify(schema)))).toEqual(E.right(schema))
    expect(E.isLeft(TableSchema.decode({ ...schema, task: 'ranking' }))).toBe(true)
    expect(columnsOf('numeric')(schema)).toEqual(['id', 'age'])
  })
})

describe('the task', () => {
  test('is binary for two values, numbers or text', () => {
    expect(task('no', 'yes', 'no')).toBe('binary')
    expect(task('0', '1', '1')).toBe('binary')
    expect(task('0.5', '1.5', '0.50')).toBe('binary')
  })
  test('is multiclass for more text and for few whole numbers', () => {
    expect(task('a', 'b', 'c', 'a', 'b', 'c')).toBe('multiclass')
    expect(task('1', '2', '3.0', '3')).toBe('multiclass')
    expect(task(...Array.from({ length: 20 }, (_, i) => `${i}`))).toBe('multiclass')
  })
  test('is regression for other numbers', () => {
    expect(task('1.5', '2', '3')).toBe('regression')
    expect(task(...Array.from({ length: 21 }, (_, i) => `${i}`))).toBe('regression')
  })
})

describe('errors', () => {
  test('missing columns, all of them, with the nearest name', () => {
    expect(fails({ target: 'Leftt', drop: ['ID', 'zip'], numeric: ['ages'], categorical: ['town'] })).toEqual([
      'people.csv: there is no column "Leftt" (the target); did you mean "left"? the columns are: id, age, city, left',
      'people.csv: there is no column "ID" (asked for by --drop); did you mean "id"? the columns are: id, age, city, left',
      'people.csv: there is no column "zip" (asked for by --drop); the columns are: id, age, city, left',
      'people.csv: there is no column "ages" (asked for by --numeric); did you mean "age"? the columns are: id, age, city, left',
      'people.csv: there is no column "town" (asked for by --categorical); the columns are: id, age, city, left',
    ])
  })
  test('two roles', () => {
    expect(fails({ target: 'left', drop: ['left', 'id'], numeric: ['age'], categorical: ['age'] })).toEqual([
      'people.csv, column "age": the column is listed as numeric and categorical; list it in one place',
      'people.csv, column "left": the column is listed as target and drop; list it in one place',
    ])
  })
  test('no rows', () => {
    expect(fails({ target: 'y' }, tableOf('x,y'))).toEqual(['people.csv: there are no rows; add rows below the header'])
  })
  test('no feature left', () => {
    expect(fails({ target: 'left', drop: ['id', 'age', 'city'] })).toEqual([
      'people.csv: no column is left besides the target "left"; drop fewer columns',
    ])
  })
  test('columns of blanks', () => {
    expect(fails({ target: 'y' }, tableOf('x,z,y', ',1,', 'NA,2,?'))).toEqual([
      'people.csv, column "x": every cell is blank; drop the column (--drop x)',
      'people.csv, column "y": every cell of the target is blank; choose another target',
    ])
  })
  test('blank targets, with their lines, five in full', () => {
    expect(fails({ target: 'y' }, withTarget('a', '', 'b', 'NA'))).toEqual([
      'people.csv, line 3, column "y": the cell is blank; fill in the target or remove the row',
      'people.csv, line 5, column "y": "NA" stands for a blank; fill in the target or remove the row',
    ])
    const lines = fails({ target: 'y' }, withTarget('a', ...Array.from({ length: 9 }, () => '')))
    expect(lines).toHaveLength(6)
    expect(lines[5]).toBe('people.csv, column "y": 4 more cells like these; fill in the target or remove the row')
  })
  test('one class', () => {
    expect(fails({ target: 'y' }, withTarget('1', '1.0', ' 1'))).toEqual([
      'people.csv, column "y": the target has one class, "1"; give rows of at least two classes',
    ])
    expect(fails({ target: 'y', task: 'regression' }, withTarget('1', '1'))).toEqual([
      'people.csv, column "y": the target has one value, "1", in all rows; choose a target that varies',
    ])
  })
  test('a target that does not suit the task', () => {
    expect(fails({ target: 'y', task: 'binary' }, withTarget('a', 'b', 'c'))).toEqual([
      'people.csv, column "y": a binary task needs two classes, the target has 3: a, b, c; use --task multiclass, or correct the cells',
    ])
    expect(fails({ target: 'y', task: 'regression' }, withTarget('a', 'b', 'a'))).toEqual([
      'people.csv, column "y": a regression needs numbers, the target is text; use --task binary, or choose another target',
    ])
    expect(fails({ target: 'y' }, withTarget('Ann', 'Bob', 'Eve', 'Ann'))).toEqual([
      'people.csv, column "y": the target has 3 distinct values in 4 rows, too many for classes; choose another target',
    ])
    expect(fails({ target: 'y', task: 'multiclass' }, withTarget('1.5', '2', '3'))).toEqual([
      'people.csv, column "y": the target has 3 distinct values in 3 rows, too many for classes; use --task regression',
    ])
  })
  test('are one line whatever the cells hold', () => {
    const odd = rawTable('a\nb.csv', [
      { name: 'x\r\ny', cells: ['1', '2', '3', 'two\u2028lines\n'] },
      { name: 'y', cells: ['0', '1', '0', '1'] },
    ])
    const lines = linesOf(checkCells(rightOf(inferSchema({ target: 'y' })(odd)))(odd))
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(
      /^a b\.csv, line 5, column "x\\r\\ny": "two lines" is not a finite number; [^\n\r\u2028]*$/,
    )
  })
})

describe('checkCells', () => {
  test('finds text in numeric columns, wherever it is', () => {
    const table = tableOf('age,y', '1,0', '2,1', 'old,0', '1e999,1', '0x10,1', '3,0', '4,1', '5,0')
    expect(linesOf(checkCells(rightOf(inferSchema({ target: 'y' })(table)))(table))).toEqual([
      'people.csv, line 4, column "age": "old" is not a finite number; correct the cell, or list the column as categorical (--categorical age)',
      'people.csv, line 5, column "age": "1e999" is not a finite number; correct the cell, or list the column as categorical (--categorical age)',
      'people.csv, line 6, column "age": "0x10" is not a finite number; correct the cell, or list the column as categorical (--categorical age)',
    ])
  })
  test('finds text in the target of a regression', () => {
    const table = withTarget('1.5', '2', 'O', '3')
    expect(linesOf(checkCells(rightOf(inferSchema({ target: 'y' })(table)))(table))).toEqual([
      'people.csv, line 4, column "y": "O" is not a finite number; correct the cell, or use --task multiclass',
    ])
  })
  test('finds missing columns and blank targets of another table', () => {
    const schema = rightOf(inferSchema({ target: 'left' })(people))
    expect(linesOf(checkCells(schema)(tableOf('id,agee,left', '1,2,')))).toEqual([
      'people.csv: there is no column "age" (of the schema); did you mean "agee"? the columns are: id, agee, left',
      'people.csv: there is no column "city" (of the schema); the columns are: id, agee, left',
      'people.csv, line 2, column "left": the cell is blank; fill in the target or remove the row',
    ])
  })
  test('passes a good table on', () => {
    expect(rightOf(checkCells(rightOf(inferSchema({ target: 'left' })(people)))(people))).toBe(people)
  })
})

test('notices: ids, names, constants, classes in numbers', () => {
  const rows = Array.from({ length: 30 }, (_, i) => `${100 + i},name${i},7,same,${i % 2 === 0 ? 'a' : 'b'},${i % 3}`)
  const table = tableOf('id,name,seven,word,fine,y', ...rows)
  const lines = notices(rightOf(inferSchema({ target: 'y' })(table)))(table).map(showDataError)
  expect(lines).toEqual([
    'people.csv, column "id": the numbers differ in every row, as ids do; if they mean nothing, drop it (--drop id)',
    'people.csv, column "name": 30 categories in 30 rows are too many to learn from; if it is a name or an id, drop it (--drop name)',
    'people.csv, column "seven": every cell holds the same value, so nothing can be learned from it; drop it (--drop seven)',
    'people.csv, column "word": every cell holds the same value, so nothing can be learned from it; drop it (--drop word)',
    'people.csv, column "y": the 3 numbers of the target are taken for classes; for amounts use --task regression',
  ])
  expect(notices(rightOf(inferSchema({ target: 'left' })(people)))(people)).toEqual([])
})
