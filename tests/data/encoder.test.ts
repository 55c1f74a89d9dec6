/** Fitted encoders: known numbers, policies, and each way in which they fail. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, test } from 'vitest'
import type { AnyTensor } from '../../src/core/index.js'
import {
  classesOf,
  decodeClass,
  decodeNumber,
  Encoder,
  type EncoderOptions,
  encodeFeatures,
  encodeTarget,
  featureColumns,
  featureNames,
  fitEncoder,
  inferSchema,
  type RawTable,
  type Rows,
  rawTable,
  type SchemaOptions,
  width,
} from '../../src/data/index.js'
import { linesOf, rightOf, tableOf } from './table.js'

const people = tableOf('age,city,left', '1,Rome,no', '2,Oslo,yes', ',Rome,no', '5,?,yes', '4, Bern ,no')
const fitted = (table: RawTable, schema: SchemaOptions, options: EncoderOptions = {}, rows?: Rows): Encoder =>
  rightOf(fitEncoder(options)(table, rightOf(inferSchema(schema)(table)), rows))
const numbersIn = (t: AnyTensor): readonly number[] => (t.node._tag === 'Literal' ? [...t.node.data] : [])
const rowsIn = (encoder: Encoder, table: RawTable, rows?: Rows): readonly (readonly number[])[] => {
  const features = rightOf(encodeFeatures(encoder)(table, rows))
  const all = numbersIn(features)
  return Array.from({ length: features.shape[0] }, (_, i) => all.slice(i * width(encoder), (i + 1) * width(encoder)))
}
const plain = fitted(people, { target: 'left' }, { scale: 'none' })

describe('features', () => {
  test('are named and counted', () => {
    expect(featureNames(plain)).toEqual(['age', 'city=Bern', 'city=Oslo', 'city=Rome', 'city=<unknown>'])
    expect(width(plain)).toBe(5)
  })
  test('say which columns are theirs', () => {
    const encoder = fitted(tableOf('city,age,sex,left', 'Rome,1,f,no', 'Oslo,2,m,yes'), { target: 'left' })
    expect(featureColumns(encoder)).toEqual([
      { name: 'city', columns: [0, 1, 2] },
      { name: 'age', columns: [3] },
      { name: 'sex', columns: [4, 5, 6] },
    ])
  })
  test('are imputed and one-hot: the mean of 1, 2, 5, 4 is 3, and Rome is the most frequent', () => {
    expect(rowsIn(plain, people)).toEqual([
      [1, 0, 0, 1, 0],
      [2, 0, 1, 0, 0],
      [3, 0, 0, 1, 0],
      [5, 0, 0, 1, 0],
      [4, 1, 0, 0, 0],
    ])
  })
  test('stand side by side, in the order of the columns', () => {
    const table = tableOf('city,age,sex,left', 'Rome,1,f,no', 'Oslo,2,m,yes')
    const encoder = fitted(table, { target: 'left' }, { scale: 'none', unknown: 'ignore' })
    expect(featureNames(encoder)).toEqual(['city=Oslo', 'city=Rome', 'age', 'sex=f', 'sex=m'])
    expect(rowsIn(encoder, table)).toEqual([
      [0, 1, 1, 1, 0],
      [1, 0, 2, 0, 1],
    ])
  })
  test('are scaled as scikit-learn 1.9 does after SimpleImputer and StandardScaler', () => {
    // [1, 2, 3, 5, 4]: mean 3, population deviation √2
    const ages = rowsIn(fitted(people, { target: 'left' }), people).map((row) => row[0])
    expect(ages).toEqual([-2, -1, 0, 2, 1].map((x) => Math.fround(x / Math.SQRT2)))
    const unit = rowsIn(fitted(people, { target: 'left' }, { scale: 'minMax' }), people).map((row) => row[0])
    expect(unit).toEqual([0, 0.25, 0.5, 1, 0.75])
  })
  test('are a tensor [batch, width] in f32', () => {
    const features = rightOf(encodeFeatures(plain)(people, [4, 0]))
    expect([features.shape, features.dtype]).toEqual([[2, 5], 'f32'])
    expect(rowsIn(plain, people, [4, 0])).toEqual([
      [4, 1, 0, 0, 0],
      [1, 0, 0, 1, 0],
    ])
  })
  test('do not depend on the order of columns, nor on others beside them', () => {
    expect(rowsIn(plain, tableOf('note,city,age', 'hi,Oslo,9'))).toEqual([[9, 0, 1, 0, 0]])
  })
  test('know only the training rows', () => {
    const encoder = fitted(people, { target: 'left' }, { scale: 'none' }, [0, 1])
    expect(featureNames(encoder)).toEqual(['age', 'city=Oslo', 'city=Rome', 'city=<unknown>'])
    expect(rowsIn(encoder, people, [2, 4])).toEqual([
      [1.5, 0, 1, 0],
      [4, 0, 0, 1],
    ])
  })
  test('of number-like labels go by the number: 1.0 is 1, but 01 is not', () => {
    const numbers = tableOf('code,y', '10,a', '9,b', '1.0,a')
    const encoder = fitted(numbers, { target: 'y', categorical: ['code'] }, { unknown: 'ignore' })
    expect(featureNames(encoder)).toEqual(['code=1', 'code=9', 'code=10'])
    expect(rowsIn(encoder, tableOf('code', '10.0', '2'))).toEqual([
      [0, 0, 1],
      [0, 0, 0],
    ])
    const codes = tableOf('code,y', '01,a', '1,b', '1,a')
    expect(featureNames(fitted(codes, { target: 'y', categorical: ['code'] }, { unknown: 'error' }))).toEqual([
      'code=01',
      'code=1',
    ])
  })
})

describe('policies', () => {
  const strange = tableOf('age,city', ',Paris')
  test('unknown categories: bucket, ignore, error', () => {
    const by = (unknown: 'bucket' | 'ignore' | 'error') =>
      fitted(people, { target: 'left' }, { scale: 'none', unknown })
    expect(rowsIn(by('bucket'), strange)).toEqual([[3, 0, 0, 0, 1]])
    expect(rowsIn(by('ignore'), strange)).toEqual([[3, 0, 0, 0]])
    expect(linesOf(encodeFeatures(by('error'))(strange))).toEqual([
      'people.csv, line 2, column "city": "Paris" is not a category of the training rows; use one of Bern, Oslo, Rome, or train with --unknown bucket',
    ])
  })
  test('blanks: mean, median, most frequent', () => {
    // scikit-learn 1.9 SimpleImputer on [3, nan, 1, 3, 1, 10]: 3.6, 3, 1
    const table = tableOf('x,y', '3,a', ',b', '1,a', '3,b', '1,a', '10,b')
    const blank = (impute: 'mean' | 'median' | 'most-frequent') =>
      rowsIn(fitted(table, { target: 'y' }, { scale: 'none', impute }), table)[1]![0]
    expect(blank('mean')).toBe(Math.fround(3.6))
    expect(blank('median')).toBe(3)
    expect(blank('most-frequent')).toBe(1)
  })
  test('blanks: error, in training and later', () => {
    const schema = rightOf(inferSchema({ target: 'left' })(people))
    expect(linesOf(fitEncoder({ impute: 'error' })(people, schema))).toEqual([
      'people.csv, line 4, column "age": the cell is blank; fill in the cell, or fit the encoder with an imputation',
      'people.csv, line 5, column "city": "?" stands for a blank; fill in the cell, or fit the encoder with an imputation',
    ])
    const strict = fitted(people, { target: 'left' }, { impute: 'error' }, [0, 1, 4])
    expect(linesOf(encodeFeatures(strict)(strange))).toEqual([
      'people.csv, line 2, column "age": the cell is blank; fill in the cell, or fit the encoder with an imputation',
    ])
  })
})

describe('errors', () => {
  test('missing columns and text in a numeric column, all at once', () => {
    expect(linesOf(encodeFeatures(plain)(tableOf('age,town', '1,Rome', 'old,Oslo')))).toEqual([
      'people.csv, line 3, column "age": "old" is not a finite number; correct the cell, or train the model with --categorical age',
      'people.csv: there is no column "city" (a feature of the model); the columns are: age, town',
    ])
  })
  test('text in training', () => {
    const table = tableOf('age,y', '1,a', '2,b', 'old,a')
    const schema = rightOf(inferSchema({ target: 'y' })(table))
    expect(linesOf(fitEncoder()(table, schema))).toEqual([
      'people.csv, line 4, column "age": "old" is not a finite number; correct the cell, or list the column as categorical (--categorical age)',
    ])
    expect(E.isRight(fitEncoder()(table, schema, [0, 1]))).toBe(true)
  })
  test('nothing but blanks in the training rows, and no rows', () => {
    const schema = rightOf(inferSchema({ target: 'left' })(people))
    expect(linesOf(fitEncoder()(people, schema, [2]))).toEqual([
      'people.csv, column "age": every cell of the training rows is blank; drop the column (--drop age)',
    ])
    expect(linesOf(fitEncoder()(people, schema, []))).toEqual([
      'people.csv: there are no training rows; give more rows',
    ])
  })
  test('a number that scaling takes beyond f32', () => {
    const table = tableOf('x,y', '1e-30,0', '2e-30,1')
    expect(linesOf(encodeFeatures(fitted(table, { target: 'y' }))(tableOf('x', '1e30')))).toEqual([
      'people.csv, line 2, column "x": "1e30" is too far from the numbers of the training rows; correct the cell',
    ])
  })
  test('targets: blank, foreign, missing', () => {
    expect(linesOf(encodeTarget(plain)(tableOf('left', 'yes', '', 'maybe')))).toEqual([
      'people.csv, line 3, column "left": the cell is blank; fill in the target or remove the row',
      'people.csv, line 4, column "left": "maybe" is not a class of the model; use one of no, yes',
    ])
    expect(linesOf(encodeTarget(plain)(tableOf('age', '1')))).toEqual([
      'people.csv: there is no column "left" (the target of the model); the columns are: age',
    ])
  })
})

describe('targets', () => {
  test('of two classes are 0 and 1 in f32, the last class positive', () => {
    const target = rightOf(encodeTarget(plain)(people))
    expect([target.dtype, target.shape, numbersIn(target)]).toEqual(['f32', [5], [0, 1, 0, 1, 0]])
    expect([decodeClass(plain)(0), decodeClass(plain)(1)]).toEqual(['no', 'yes'])
    expect(() => decodeClass(plain)(2)).toThrow(RangeError)
    expect(() => decodeNumber(plain)(2)).toThrow(TypeError)
  })
  test('of several classes are indexes in i32, numbers in their order', () => {
    const table = tableOf('x,y', '1,10', '2,9', '3,1', '4,9.0')
    const encoder = fitted(table, { target: 'y' })
    const target = rightOf(encodeTarget(encoder)(table))
    expect(classesOf(encoder)).toEqual(['1', '9', '10'])
    expect([target.dtype, numbersIn(target)]).toEqual(['i32', [2, 1, 0, 1]])
  })
  test('know the classes of all rows, also of those not trained on', () => {
    const table = tableOf('x,y', '1,a', '2,b', '3,c', '4,a', '5,b', '6,c')
    expect(classesOf(fitted(table, { target: 'y' }, {}, [0, 1]))).toEqual(['a', 'b', 'c'])
  })
  test('of a regression are scaled, and decode to their units', () => {
    // 1, 2, 4, 7, 11: scikit-learn 1.9 StandardScaler, mean 5, variance 13.2
    const table = tableOf('x,y', '1,1', '2,2', '3,4', '4,7', '5,11')
    const encoder = fitted(table, { target: 'y', task: 'regression' })
    const scaled = numbersIn(rightOf(encodeTarget(encoder)(table)))
    const expected = [
      -1.1009637651263606, -0.8257228238447705, -0.27524094128159016, 0.5504818825631803, 1.651445647689541,
    ]
    expect(scaled).toEqual(expected.map(Math.fround))
    expect(scaled.map(decodeNumber(encoder)).map((y) => Number(y.toFixed(5)))).toEqual([1, 2, 4, 7, 11])
    expect(classesOf(encoder)).toEqual([])
  })
})

describe('the codec', () => {
  const json = (): any => JSON.parse(JSON.stringify(Encoder.encode(plain)))
  test('gives back what was saved, without strange fields', () => {
    expect(Encoder.decode(json())).toEqual(E.right(plain))
    expect(Encoder.decode({ ...json(), more: 1 })).toEqual(E.right(plain))
  })
  test.each([
    ['no object', () => null],
    ['a foreign task', () => ({ ...json(), task: 'ranking' })],
    ['no feature', () => ({ ...json(), features: [] })],
    ['a name twice', () => ({ ...json(), features: [...json().features, json().features[0]] })],
    [
      'a scale of 0',
      () => ({ ...json(), features: [{ ...json().features[0], scaling: { kind: 'none', offset: 0, scale: 0 } }] }),
    ],
    [
      'an offset that is no number',
      () => ({
        ...json(),
        features: [{ ...json().features[0], scaling: { kind: 'none', offset: Number.NaN, scale: 1 } }],
      }),
    ],
    ['an empty vocabulary', () => ({ ...json(), features: [{ ...json().features[1], vocabulary: [] }] })],
    ['three classes in a binary task', () => ({ ...json(), target: { ...json().target, classes: ['a', 'b', 'c'] } })],
    ['classes in a regression', () => ({ ...json(), task: 'regression' })],
  ])('refuses %s', (_, damaged) => {
    expect(E.isLeft(Encoder.decode(damaged()))).toBe(true)
  })
})

test('the example of the README', () => {
  const table = rawTable('people.csv', [
    { name: 'age', cells: ['30', '', '50'] },
    { name: 'left', cells: ['no', 'yes', 'no'] },
  ])
  const features = pipe(
    inferSchema({ target: 'left' })(table),
    E.chain((schema) => fitEncoder({ scale: 'standard' })(table, schema)),
    E.chain((encoder) => encodeFeatures(encoder)(table)),
  )
  // mean 40, deviation √(200 / 3)
  expect(numbersIn(rightOf(features))).toEqual([-10, 0, 10].map((x) => Math.fround(x / Math.sqrt(200 / 3))))
})
