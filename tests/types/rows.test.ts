/** What the compiler knows of loops over rows. */
import { expect, expectTypeOf, test } from 'vitest'
import { type Axis, axis, input, type Tensor } from '../../src/core/index.js'
import { add, foldRows, scanRows, sum } from '../../src/ops/index.js'

type Row = { readonly x: Tensor<readonly [3]>; readonly by: Tensor<readonly [], 'f64'> }
type State = { readonly h: Tensor<readonly [3]> }
const step = ({ h }: State, { x }: Row): State => ({ h: add(h, x) })
const state: State = { h: input('h', [3]) }
const xs = { x: input('x', [5, 3]), by: input('by', [5], 'f64') }
const scan = scanRows((s: State, row: Row) => [step(s, row), { y: row.x, total: [sum(row.x)] as const }] as const)
/** Compiled, never run. */
const refused = (_: () => unknown): void => undefined

test('the state keeps its type, outputs get the number of rows', () => {
  expectTypeOf(foldRows(step)(state, xs)).toEqualTypeOf<State>()
  const [last, { y, total }] = scan(state, xs)
  expectTypeOf(last).toEqualTypeOf<State>()
  expectTypeOf(y).toEqualTypeOf<Tensor<readonly [5, 3]>>()
  expectTypeOf(total).toEqualTypeOf<readonly [Tensor<readonly [5]>]>()
  expect([y.shape, total[0].shape]).toEqual([[5, 3], [5]])
})
test('a named number of rows stays named', () => {
  type Sequence = Axis<'sequence'>
  const words: Tensor<readonly [Sequence, 3]> = input('w', [axis('sequence', 2), 3] as readonly [Sequence, 3])
  const running = scanRows((s: Tensor<readonly [3]>, x: Tensor<readonly [3]>) => [add(s, x), add(s, x)] as const)
  expectTypeOf(running(state.h, words)[1]).toEqualTypeOf<Tensor<readonly [Sequence, 3]>>()
})
test('rows that do not fit are refused', () => {
  refused(() => {
    // @ts-expect-error rows of 4, not of 3
    foldRows(step)(state, { ...xs, x: input('x', [5, 4]) })
    // @ts-expect-error 5 rows and 6
    foldRows(step)(state, { ...xs, by: input('by', [6], 'f64') })
    // @ts-expect-error the other element type
    foldRows(step)(state, { ...xs, by: input('by', [5]) })
    // @ts-expect-error a tensor is missing
    foldRows(step)(state, { x: xs.x })
    // @ts-expect-error another state
    foldRows(step)({ h: input('h', [2]) }, xs)
    // @ts-expect-error a step must give back its state
    foldRows(({ h }: State, _row: Row) => h)(state, xs)
  })
})
