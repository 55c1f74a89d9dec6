/** A divergence says where. */

import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import { describe, expect, test } from 'vitest'
import { key, literal, type Scalar, scalar } from '../../src/core/index.js'
import { firstNotFinite } from '../../src/engine/index.js'
import { add, div, greater, log, mul, sum, where } from '../../src/ops/index.js'
import { gradientDescent } from '../../src/optim/index.js'
import { begin, explainDivergence } from '../../src/streams/index.js'

describe('firstNotFinite', () => {
  const x = literal([3], [1, 0, -1])
  const message = (t: Parameters<typeof firstNotFinite>[0][number]) =>
    pipe(
      firstNotFinite([t]),
      O.map((found) => found.message),
    )
  test('the op that turned finite numbers into others', () => {
    expect(message(sum(mul(log(x), 2)))).toEqual(O.some('log f32 [3]: -Infinity at position 1'))
    expect(message(sum(x))).toEqual(O.none)
  })
  test('not one whose result was put aside', () => {
    const masked = where(greater(x, 0), log(x), 0)
    expect(message(sum(masked))).toEqual(O.none)
    expect(message(div(sum(masked), 0))).toEqual(O.some('div f32 []: NaN at position 0'))
  })
  test('a literal of such numbers', () => {
    expect(message(add(literal([2], [1, Number.NaN]), 1))).toEqual(O.some('a literal f32 [2]: NaN at position 1'))
  })
})

describe('explainDivergence', () => {
  const optimizer = gradientDescent<{ readonly w: Scalar }>({ rate: 1 })
  const explain = (
    loss: (w: Scalar, batch: Scalar) => Scalar,
    {
      w = 1,
      state = 0,
      batch = 1,
      next = scalar(0),
    }: { w?: number; state?: number; batch?: number; next?: Scalar } = {},
  ): string =>
    explainDivergence<{ readonly w: Scalar }, { readonly mean: Scalar }, any, Scalar>(
      ({ w }, _, b) => [loss(w, b), { mean: next }],
      optimizer,
    )(begin({ params: { w: scalar(w) }, state: { mean: scalar(state) } }, optimizer, key(0)), scalar(batch))
  const same = (w: Scalar) => w

  test('what comes first is named', () => {
    expect(explain(same, { batch: Number.NaN, w: Number.NaN })).toBe('batch f32 []: NaN at position 0')
    expect(explain(same, { w: Number.POSITIVE_INFINITY })).toBe('parameter w f32 []: Infinity at position 0')
    expect(explain(same, { state: Number.NaN })).toBe('state mean f32 []: NaN at position 0')
    expect(explain((w) => log(w), { w: -1 })).toBe('loss: log f32 []: NaN at position 0, computed from parameter w')
    expect(explain((_, b) => log(b), { batch: 0 })).toBe('loss: log f32 []: -Infinity at position 0')
    expect(explain((w) => mul(w, 1e30), { w: 1e-30 })).toBe('numbers are no longer finite')
    expect(explain(same, { next: log(scalar(-1)) })).toBe('step of state mean: log f32 []: NaN at position 0')
  })
  test('a loss at its edge has a gradient that is not finite', () => {
    expect(explain((w) => mul(where(greater(w, 0), log(w), 0) as Scalar, 0), { w: 0 })).toMatch(
      /^gradient of parameter w: \w+ f32 \[\]: NaN at position 0$/,
    )
  })
})
