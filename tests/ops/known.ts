/** Values and gradients that the scripts of tests/references took from PyTorch in f64. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type AnyTensor, literal, type Shape } from '../../src/core/index.js'
import { read } from '../../src/engine/index.js'
import { diff } from '../../src/grad/index.js'

type Numbers = readonly (number | string)[]
interface Known {
  readonly args: readonly { readonly shape: Shape; readonly values: Numbers }[]
  readonly shape: Shape
  readonly value: Numbers
  readonly gradients: readonly Numbers[]
}

const numbers = (xs: Numbers): readonly number[] =>
  xs.map((x) => (typeof x === 'number' ? x : Number(x.replace('inf', 'Infinity'))))
const expectNear = (got: AnyTensor, expected: Numbers): void => {
  const [a, b] = [[...read(got)], numbers(expected)]
  const near = a.map((x, i) => {
    const y = b[i]!
    return Math.abs(x - y) <= 1e-13 * (1 + Math.abs(y)) ? y : x
  })
  expect(near.map((x) => x + 0)).toEqual(b.map((x) => x + 0)) // + 0: -0 is 0
}

/** Tests every case of `tests/references/<topic>.json` by a function of its name. */
export const expectKnown = (topic: string, cases: Readonly<Record<string, (...args: any[]) => AnyTensor>>): void => {
  const file = new URL(`../references/${topic}.json`, import.meta.url)
  const known: Readonly<Record<string, Known>> = JSON.parse(readFileSync(file, 'utf8')).cases

  test('every case of the reference is tried', () => {
    expect(Object.keys(cases)).toEqual(Object.keys(known))
  })

  describe.each(Object.entries(cases))('%s', (name, f) => {
    const { args, shape, value, gradients } = known[name]!
    const xs = args.map((x) => literal(x.shape, numbers(x.values), 'f64'))
    test('value', () => {
      const y = f(...xs)
      expect(y.shape).toEqual(shape)
      expectNear(y, value)
    })
    test('gradients', () => {
      const [y, back] = diff((a: typeof xs) => f(...a))(xs)
      const cotangent = literal(
        y.shape,
        value.map((_, i) => 0.5 + 0.25 * i),
        'f64',
      )
      for (const [i, d] of back(cotangent).entries()) expectNear(d, gradients[i]!)
    })
  })
}
