/** Laws of orthogonalisation, Muon, and FTRL's penalties. */
import * as fc from 'fast-check'
import { literal } from '../../src/core/index.js'
import { ftrl, muon, orthogonalize } from '../../src/optim/index.js'
import { type Law, law } from '../law.js'
import { histories, near, numbersOf, positionsOn, respond, signed, vector } from './trajectory.js'

const penalties = fc.double({ min: 0, max: 2, noNaN: true })
type Rows = readonly (readonly number[])[]
const rows = (matrix: Rows) => literal([matrix.length, matrix[0]!.length], matrix.flat(), 'f64')
const turned = (matrix: Rows): Rows => matrix[0]!.map((_, k) => matrix.map((row) => row[k]!))
const orthogonal = (matrix: Rows): readonly number[] =>
  numbersOf(orthogonalize<any>().update(rows(matrix), null, null)[0])
const matrices = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }))
  .chain(([m, n]) => fc.array(fc.array(signed, { minLength: n, maxLength: n }), { minLength: m, maxLength: m }))
const cells = (matrix: Rows, columns: number): Rows =>
  Array.from({ length: matrix.length }, (_, i) => matrix.flat().slice(i * columns, (i + 1) * columns))

export const muonLaws: readonly Law[] = [
  law(
    'orthogonalize: on a diagonal it is the quintic on each entry over the length, five times',
    [fc.array(signed, { minLength: 1, maxLength: 4 }).filter((d) => d.some((x) => x !== 0))],
    (diagonal) => {
      const size = Math.hypot(...diagonal)
      const quintic = (s: number) => 3.4445 * s - 4.775 * s ** 3 + 2.0315 * s ** 5
      const expected = diagonal.map((d) => [1, 2, 3, 4, 5].reduce(quintic, d / size))
      const matrix = diagonal.map((d, i) => diagonal.map((_, k) => (i === k ? d : 0)))
      const found = cells([orthogonal(matrix), ...Array(diagonal.length - 1).fill([])], diagonal.length)
      return found.every((row, i) => row.every((x, k) => Math.abs(x - (i === k ? expected[i]! : 0)) < 1e-12))
    },
  ),
  law(
    'orthogonalize: singular values that are not tiny end between 0.67 and 1.21',
    [
      fc.array(fc.double({ min: 0.3, max: 1, noNaN: true }), { minLength: 1, maxLength: 4 }),
      fc.double({ min: 0, max: 6.3, noNaN: true }),
    ],
    (values, angle) => {
      // two of them turned: singular values stay, entries mix
      const [c, s] = [Math.cos(angle), Math.sin(angle)]
      const matrix = values.map((v, i) => values.map((_, k) => (i === k ? v : 0)))
      const mixed = matrix.map((row, i) =>
        i > 1 || matrix.length === 1
          ? row
          : row.map((_, k) =>
              i === 0 ? c * matrix[0]![k]! - s * matrix[1]![k]! : s * matrix[0]![k]! + c * matrix[1]![k]!,
            ),
      )
      const found = orthogonal(mixed)
      const n = values.length
      // columns of the result are orthogonal, their lengths the singular values
      const column = (k: number) => values.map((_, i) => found[i * n + k]!)
      return values.every((_, k) => {
        const length = Math.hypot(...column(k))
        const others = values.map((__, j) =>
          j === k ? 0 : column(j).reduce((sum, x, i) => sum + x * column(k)[i]!, 0),
        )
        return length > 0.67 && length < 1.21 && others.every((x) => Math.abs(x) < 1e-9)
      })
    },
  ),
  law('orthogonalize: of the transpose is the transpose', [matrices], (matrix) => {
    const [m, n] = [matrix.length, matrix[0]!.length]
    const found = orthogonal(matrix)
    const of = orthogonal(turned(matrix))
    return found.every((x, at) => Math.abs(x - of[(at % n) * m + Math.floor(at / n)]!) < 1e-10)
  }),
  law(
    'orthogonalize: does not depend on scale',
    [matrices, fc.double({ min: 0.1, max: 1000, noNaN: true })],
    (matrix, factor) => near(1e-9)([orthogonal(matrix.map((row) => row.map((x) => x * factor)))], [orthogonal(matrix)]),
  ),
  law('muon: steps of a matrix have the size of its scale', [fc.constantFrom(2, 3, 5)], (columns) => {
    const params = rows([Array(columns).fill(1)])
    const step = (scale: 'original' | 'matchRms') => {
      const of = muon<any>({ rate: 1, weightDecay: 0, scale })
      return numbersOf(of.update(params, of.init(params), params)[0])
    }
    const length = Math.hypot(...orthogonal([Array(columns).fill(1)]))
    const sizes = [Math.sqrt(columns), 0.2 * Math.sqrt(columns)]
    return (['original', 'matchRms'] as const).every(
      (scale, i) => Math.abs(Math.hypot(...step(scale)) - length * sizes[i]!) < 1e-12,
    )
  }),
]

export const ftrlLaws: readonly Law[] = [
  law(
    'ftrl: a penalty larger than every gradient makes exact zeros',
    [fc.double({ min: -1, max: 1, noNaN: true })],
    (x) =>
      positionsOn([1], ftrl({ rate: 0.5, l1: 10 }), [x], 3)
        .slice(1)
        .every(([now]) => now === 0),
  ),
  law(
    'ftrl: minimises all linearised losses, their proximal terms and both penalties at once',
    [histories(signed, 5), fc.double({ min: 0.1, max: 1, noNaN: true }), penalties, penalties],
    (given, rate, l1, l2) => {
      // at the minimum: 0 ∈ Σg + Σσ(w - wₛ) + β/α (w - w₀) + λ₁ ∂|w| + λ₂ w, with Σσ = √n/α
      const line = given.map(([g]) => [g!])
      const places = [
        1,
        ...respond(ftrl({ rate, l1, l2 }), vector([1]), line.map(vector)).map((now) => numbersOf(now.params)[0]!),
      ]
      return line.every((_, t) => {
        const w = places[t + 1]!
        let [sum, n] = [(w - 1) / rate, 0]
        line.slice(0, t + 1).forEach(([g], i) => {
          sum += g! + ((Math.sqrt(n + g! * g!) - Math.sqrt(n)) / rate) * (w - places[i]!)
          n += g! * g!
        })
        return w === 0 ? Math.abs(sum) <= l1 + 1e-9 : Math.abs(sum + l1 * Math.sign(w) + l2 * w) < 1e-9
      })
    },
  ),
]
