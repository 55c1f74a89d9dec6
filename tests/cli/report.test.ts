/** What people read of classes: tables that fit the line, lists where no table can. */
import { pipe } from 'fp-ts/lib/function.js'
import { expect, test } from 'vitest'
import { gradientsText } from '../../src/cli/gradients.js'
import { classAccuracies, confusionTable, perClass } from '../../src/cli/report.js'
import { dense, input, sigmoid } from '../../src/models/layers/index.js'

const matrix = [
  [9, 1, 0],
  [2, 2, 0],
  [0, 0, 0],
]
const names = ['airplane', 'automobile', 'bird']

test('accuracy and precision of each class, by hand', () => {
  expect(perClass(matrix, names)).toEqual([
    { class: 'airplane', examples: 10, accuracy: 0.9, precision: 9 / 11 },
    { class: 'automobile', examples: 4, accuracy: 0.5, precision: 2 / 3 },
    { class: 'bird', examples: 0, accuracy: 0, precision: 0 },
  ])
})

test('a table keeps to its line by cutting the names above its columns, not those of its rows', () => {
  const wide = confusionTable(matrix, names, 80).split('\n')
  expect(wide[0]).toMatch(/^truth \\ predicted +airplane +automobile +bird +recall$/)
  const narrow = confusionTable(matrix, names, 48).split('\n')
  expect(narrow[0]).toMatch(/^truth \\ predicted +airpl +autom +bird +recall$/)
  expect(Math.max(...narrow.map((line) => line.length))).toBeLessThanOrEqual(48)
  expect(narrow[2]).toMatch(/^automobile +2 +2 +0 +50\.0 %$/)
})

test('a list of all classes that were tested, the least accurate first, down, then across', () => {
  expect(classAccuracies(matrix, names, 80)).toBe(
    'accuracy by class, the least first\n 50.0 %  automobile   90.0 %  airplane',
  )
  const many = Array.from({ length: 5 }, (_, i) => Array.from({ length: 5 }, (_, k) => (i === k ? 1 + i : 1)))
  expect(classAccuracies(many, ['a', 'b', 'c', 'd', 'e'], 24).split('\n')).toEqual([
    'accuracy by class, the least first',
    ' 20.0 %  a   50.0 %  d',
    ' 33.3 %  b   55.6 %  e',
    ' 42.9 %  c',
  ])
})

test('gradients: a row for each layer with parameters, a sentence for each verdict that is not good', () => {
  const model = pipe(input(3), dense(4), sigmoid, dense(4), sigmoid, dense(2))
  const row = { layer: 'dense', parameters: 2 } as const
  const lines = gradientsText(model, [
    { ...row, place: 1, gradient: 1e-7, rms: 1e-8, verdict: 'vanishing' },
    { ...row, place: 3, gradient: 2e-7, rms: 2e-8, verdict: 'vanishing' },
    { ...row, place: 5, gradient: Number.POSITIVE_INFINITY, rms: Number.NaN, verdict: 'not finite' },
  ]).split('\n')
  expect(lines[1]).toMatch(/^ 1 dense 4 heNormal +1\.0e-7 +1\.0e-8 +2\.0e\+0 {2}vanishing$/)
  expect(lines[3]).toMatch(/^ 5 dense 2 \w+ +Infinity +NaN/)
  expect(lines.slice(4).map((line) => line.split(':')[0])).toEqual(['layers 1, 3', 'layer 5'])
  expect(lines[4]).toContain('try --activation relu')
})
