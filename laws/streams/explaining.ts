/** Laws of what is said of tables and of gradients: permutation importance, partial dependence, norms by layer. */
import * as fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { key, literal } from '../../src/core/index.js'
import { read } from '../../src/engine/index.js'
import { type AnyModel, meanSquaredError } from '../../src/models/index.js'
import { dense, input, relu, sigmoid } from '../../src/models/layers/index.js'
import { gradientDescent } from '../../src/optim/index.js'
import {
  begin,
  type Dataset,
  type Example,
  examples,
  inOrder,
  layerGradients,
  partialDependence,
  permutationImportance,
  rowsOf,
  slope,
  supervised,
} from '../../src/streams/index.js'
import { number, tensor } from '../arbitrary.js'
import { type Law, law } from '../law.js'
import { near } from '../numeric.js'

const tables = fc.integer({ min: 2, max: 8 }).chain((n) => tensor([n, 3]))
const weights = fc.tuple(number(), number(), number())
const keyed = fc.nat({ max: 1e6 }).map(key)
type Table = Dataset<Example<any, any>>

/** Rows of plain numbers, in chunks of three: what comes out must not depend on it. */
const rowsIn = (data: Dataset<any>): readonly (readonly number[])[] =>
  [...inOrder(data, 3)].flatMap((x) => {
    const values = [...read(x)]
    return Array.from({ length: values.length / 3 }, (_, i) => values.slice(3 * i, 3 * i + 3))
  })
const inputsOf = (data: Table): Dataset<any> => ({ size: data.size, batch: (rows) => data.batch(rows).x })
const tableOf = (x: any): Table => examples(rowsOf(x), rowsOf(x))
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length
const columnsEach = [[0], [1], [2]]

const importanceLaws: readonly Law[] = [
  law('permutationImportance: a column that is not used has none', [tables, weights, keyed], (x, [a, b], k) => {
    const measure = (data: Table): number =>
      mean(rowsIn(inputsOf(data)).map((row, i) => -((a * row[0]! + Math.sin(b * row[1]!) - i) ** 2)))
    return permutationImportance({ key: k })(measure)(tableOf(x), columnsEach)[2]!.each.every((v) => v === 0)
  }),
  law(
    'permutationImportance: a column keeps its numbers, and columns of a feature stay together',
    [tables, keyed],
    (x, k) => {
      const alone = (data: Table): number =>
        mean(rowsIn(inputsOf(data)).map(([p, q, r]) => p! ** 2 + q! ** 3 + Math.exp(r!)))
      const pairs = (data: Table): number => mean(rowsIn(inputsOf(data)).map(([p, q]) => p! * q!))
      const of = permutationImportance({ key: k, repeats: 2 })
      return (
        of(alone)(tableOf(x), [...columnsEach, [0, 2]]).every(({ each }) => each.every((v) => near(v, 0, 1e-12))) &&
        of(pairs)(tableOf(x), [[0, 1]])[0]!.each.every((v) => near(v, 0, 1e-12))
      )
    },
  ),
  law(
    'permutationImportance: what a perfect prediction loses is its new error, targets staying where they are',
    [tables, keyed],
    (x, k) => {
      const seen: number[] = []
      const measure = (data: Table): number => {
        const truth = rowsIn({ size: data.size, batch: (rows) => data.batch(rows).y })
        const error = mean(rowsIn(inputsOf(data)).map((row, i) => (row[1]! - truth[i]![1]!) ** 2))
        seen.push(error)
        return -error
      }
      const [one] = permutationImportance({ key: k, repeats: 3 })(measure)(tableOf(x), [[1]])
      return seen[0] === 0 && one!.each.every((v, i) => v === seen[i + 1]) && near(one!.mean, mean(one!.each))
    },
  ),
  law('permutationImportance: it deals out anew where rows differ', [keyed], (k) => {
    const x = literal(
      [64, 3],
      Array.from({ length: 192 }, (_, i) => i),
      'f64',
    )
    const order = (data: Table): number => rowsIn(inputsOf(data)).reduce((all, row, i) => all + i * row[0]!, 0)
    const { each, deviation } = permutationImportance({ key: k, repeats: 3 })(order)(tableOf(x), [[0]])[0]!
    return new Set(each).size === 3 && each.every((v) => v > 0) && deviation > 0
  }),
]

const dependenceLaws: readonly Law[] = [
  law(
    'partialDependence: of a linear function it is a line of its weight',
    [tables, weights, number(), number()],
    (x, w, p, q) => {
      const f = (row: readonly number[]): number => row.reduce((sum, v, c) => sum + v * w[c]!, 0)
      const of = partialDependence((data) => Float64Array.from(rowsIn(data as any), f))
      return columnsEach.every(([c]) => {
        const [[at], [to]] = of(rowsOf(x) as any, [c!], [[p], [q]]) as [[number], [number]]
        return near(to - at, w[c!]! * (q - p))
      })
    },
  ),
  law(
    'partialDependence: the mean over rows with the feature set, of each output',
    [tables, number(), number()],
    (x, p, q) => {
      const f = ([a, b, c]: readonly number[]): readonly number[] => [Math.sin(a!) * b! + c!, a! * b! * c!]
      const of = partialDependence((data) => Float64Array.from(rowsIn(data as any).flatMap(f)))
      const set = rowsIn(rowsOf(x)).map(([, b]) => f([p, b!, q]))
      const [got] = of(rowsOf(x) as any, [0, 2], [[p, q]])
      return got!.length === 2 && got!.every((v, k) => near(v, mean(set.map((y) => y[k]!))))
    },
  ),
]

/** Ten layers of sixteen units, the slope of a squared error. */
const deep = (activation: any, seed: number) => {
  const layers = Array.from({ length: 9 }, () => (before: any) => activation(dense(16)(before)))
  const model: AnyModel = pipe(
    layers.reduce((m: any, layer) => layer(m), input(16)),
    dense(1) as any,
  )
  const now: any = begin(model.init(key(seed)), gradientDescent({ rate: 0.1 }), key(1))
  const x = literal(
    [8, 16],
    Array.from({ length: 128 }, (_, i) => Math.sin(i + seed)),
  )
  const batch: any = { x, y: literal([8, 1], [0, 1, 2, 3, 4, 5, 6, 7]) }
  const { gradient } = slope(supervised(model, meanSquaredError('mean') as any))(now, batch)
  return { model, params: now.params, gradient: gradient as any }
}

const gradientLaws: readonly Law[] = [
  law(
    'layerGradients: through ten sigmoids the gradient vanishes, through rectifiers it does not',
    [fc.nat({ max: 50 })],
    (seed) => {
      const [bad, good] = [deep(sigmoid, seed), deep(relu, seed)].map(({ model, params, gradient }) =>
        layerGradients(model)(params, gradient).map(({ verdict }) => verdict),
      )
      return bad![0] === 'vanishing' && bad!.at(-1) === 'fine' && good!.every((v) => v === 'fine')
    },
  ),
  law(
    'layerGradients: a factor for all gradients changes norms, not verdicts',
    [fc.constantFrom(1e-9, 0.5, 1e6)],
    (by) => {
      const { model, params, gradient } = deep(sigmoid, 3)
      const plain = layerGradients(model)(params, gradient)
      const scaled = gradient.map(({ weights: w, bias }: any) => ({ weights: times(w, by), bias: times(bias, by) }))
      return layerGradients(model)(params, scaled).every(
        (row, i) =>
          row.verdict === plain[i]!.verdict &&
          near(row.gradient / plain[i]!.gradient, by, 1e-5) &&
          row.parameters === plain[i]!.parameters,
      )
    },
  ),
]
const times = (t: any, by: number): any =>
  literal(
    t.shape,
    Array.from(read(t), (v) => v * by),
    'f64',
  )

export const explainingLaws: readonly Law[] = [...importanceLaws, ...dependenceLaws, ...gradientLaws]
