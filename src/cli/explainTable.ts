/** What a network of tables needs, and how its answer moves: permutation importance and partial dependence. */
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { key } from '../core/index.js'
import {
  classesOf,
  decodeNumber,
  type Encoder,
  encodeFeatures,
  featureColumns,
  invertScaling,
  list,
  nearest,
  quote,
  type RawTable,
  showDataError,
  type Task,
} from '../data/index.js'
import { read } from '../engine/index.js'
import {
  barsSvg,
  curveSvg,
  type ModelFile,
  openCsv,
  readCsv,
  showFileError,
  writeFolder,
  writeWhole,
} from '../io/index.js'
import { fromSpecs } from '../models/index.js'
import {
  type Dataset,
  type Importance,
  partialDependence,
  permutationImportance,
  predict,
  probabilitiesOfLogits,
  rowsOf,
  score,
} from '../streams/index.js'
import { classNamed } from './explainImage.js'
import type { Output } from './output.js'
import { number, tableText } from './report.js'
import { encoded, lossFor } from './tableProblem.js'

type Lines = readonly string[]

export const tableMethods = ['importance', 'dependence'] as const
export type TableMethod = (typeof tableMethods)[number]

export interface ExplainTable {
  /** A CSV file, with the target for importance. */
  readonly input: string
  readonly method: TableMethod
  readonly target: string | undefined
  /** The column whose dependence is asked for. */
  readonly feature: string | undefined
  readonly repeats: number
  readonly seed: number
  readonly out: string | undefined
}

/** What importance is measured by: higher is better. */
const measures: { readonly [T in Task]: string } = { binary: 'auc', multiclass: 'accuracy', regression: 'r2' }

const readTable = (path: string): TE.TaskEither<Lines, RawTable> =>
  pipe(
    openCsv(path),
    TE.chain(readCsv(path)),
    TE.mapLeft((errors): Lines => errors.map(showDataError)),
  )

/** Writes an SVG: into the file that was named, or under `name` into the folder that was. */
const written = (out: string, name: string, svg: string): TE.TaskEither<Lines, string> => {
  const bytes = Buffer.from(svg)
  const ending = /\.\w+$/.exec(out)?.[0]
  if (ending !== undefined && ending !== '.svg')
    return TE.left([`--out ${out}: what explains a table is drawn as .svg, or into a folder`])
  const [file, write] =
    ending === '.svg' ? [out, writeWhole(out)(bytes)] : [join(out, name), writeFolder(out)({ [name]: bytes })]
  return pipe(
    write,
    TE.bimap(
      (error) => [showFileError(error)],
      () => file,
    ),
  )
}
const bar = (share: number): string => '█'.repeat(Math.max(0, Math.round(24 * share))).padEnd(24)

interface Ranked extends Importance {
  readonly name: string
}

/** The features, those that the network needs most first. */
const ranked = (
  file: ModelFile,
  encoder: Encoder,
  { input, repeats, seed }: ExplainTable,
  table: RawTable,
): E.Either<Lines, { readonly whole: number; readonly features: readonly Ranked[] }> =>
  pipe(
    E.Do,
    E.bind('loss', () => lossFor(file.task, null)),
    E.bind('data', ({ loss }) =>
      encoded(
        encoder,
        loss,
        table,
        Int32Array.from({ length: table.rows }, (_, i) => i),
      ),
    ),
    E.chain(({ loss, data }) => {
      const options = {
        task: file.task,
        classes: classesOf(encoder).length,
        loss: loss.loss('mean') as any,
        ...(file.task === 'regression' ? { decode: decodeNumber(encoder) } : {}),
      }
      const scored = score(fromSpecs(file.layers), options)
      const measure = (part: any): number => scored(file, part).metrics[measures[file.task]]!
      const whole = measure(data)
      if (!Number.isFinite(whole))
        return E.left([
          `${input}: ${measures[file.task]} cannot be measured there; give rows of all classes, or of different numbers`,
        ])
      const features = featureColumns(encoder)
      const all = permutationImportance({ key: key(seed), repeats })<any, any>(measure)(
        data,
        features.map(({ columns }) => columns),
      )
      return E.right({
        whole,
        features: features.map(({ name }, i) => ({ name, ...all[i]! })).sort((a, b) => b.mean - a.mean),
      })
    }),
  )

const importance =
  (output: Output) =>
  (file: ModelFile, encoder: Encoder, asked: ExplainTable): TE.TaskEither<Lines, void> => {
    const measure = measures[file.task]
    return pipe(
      TE.Do,
      TE.bind('table', () => readTable(asked.input)),
      TE.bind('found', ({ table }) => TE.fromEither(ranked(file, encoder, asked, table))),
      TE.bind('files', ({ found: { features } }) =>
        asked.out === undefined
          ? TE.right<Lines, readonly string[]>([])
          : pipe(
              written(
                asked.out,
                'importance.svg',
                barsSvg(
                  features.map(({ name, mean, deviation }) => ({ name, value: mean, deviation })),
                  { title: `what ${measure} loses without each column` },
                ),
              ),
              TE.map((name) => [name]),
            ),
      ),
      TE.map(({ table, found: { whole, features }, files }) => {
        const most = Math.max(...features.map(({ mean }) => mean))
        output.say(
          `${asked.input}: ${measure} ${number(whole)} over ${table.rows.toLocaleString('en-US')} rows; what it loses when a column is dealt out anew, ${asked.repeats} times`,
        )
        output.say(
          tableText(
            ['column', 'lost', '±', ''],
            features.map(({ name, mean, deviation }) => [
              name,
              mean.toFixed(4),
              Number.isFinite(deviation) ? deviation.toFixed(4) : '',
              most > 0 ? bar(mean / most) : '',
            ]),
          ),
        )
        if (files.length > 0) output.say(`wrote ${files.join(', ')}`)
        output.event({ event: 'importance', input: asked.input, rows: table.rows, measure, whole, features, files })
      }),
    )
  }

/** A point of the grid: what a person calls it, and the columns of the feature there. */
interface Point {
  readonly name: string | number
  readonly columns: readonly number[]
}

/** Points of a curve. */
const gridSize = 21

/**
 * Where the feature is set to: numbers from the 5th to the 95th of a hundred (all of them, where those are one), in equal
 * steps; or every category.
 */
const gridOf = (encoder: Encoder, feature: string, column: readonly number[]): readonly Point[] => {
  const own = encoder.features.find(({ name }) => name === feature)!
  if (own.kind === 'categorical') {
    const labels = [...own.vocabulary, ...(own.unknown === 'bucket' ? ['<unknown>'] : [])]
    return labels.map((name, k) => ({ name, columns: labels.map((_, i) => (i === k ? 1 : 0)) }))
  }
  const sorted = column.toSorted((a, b) => a - b)
  const quantile = (q: number): number => sorted[Math.round(q * (sorted.length - 1))]!
  const [low, high] = quantile(0.05) < quantile(0.95) ? [quantile(0.05), quantile(0.95)] : [quantile(0), quantile(1)]
  if (low === high) return []
  return Array.from({ length: gridSize }, (_, i) => {
    const at = low + ((high - low) * i) / (gridSize - 1)
    return { name: invertScaling(own.scaling)(at), columns: [at] }
  })
}

/** The mean answer at each point: the probability of class `of`, or the number in its own units. */
const meansAt = (
  file: ModelFile,
  encoder: Encoder,
  of: number,
  inputs: Dataset<any>,
  columns: readonly number[],
  grid: readonly Point[],
): readonly number[] => {
  const run = predict(fromSpecs(file.layers))
  const answer = (data: Dataset<any>) => {
    const outputs = run(file, data)
    return file.task === 'regression'
      ? Float64Array.from(outputs, decodeNumber(encoder))
      : Float64Array.from(probabilitiesOfLogits(outputs, data.size), (p) => p[of]!)
  }
  return partialDependence(answer)(
    inputs,
    columns,
    grid.map((point) => point.columns),
  ).map(([mean]) => mean!)
}

/** Which class is meant: the one asked for, or of two the second; 0 of a number. */
const classMeant = ({ task }: ModelFile, encoder: Encoder, target: string | undefined): E.Either<Lines, number> => {
  const classes = classesOf(encoder)
  if (task === 'regression')
    return target === undefined ? E.right(0) : E.left(['--target: this model predicts a number, not a class'])
  if (target !== undefined) return classNamed(target, classes)
  return task === 'binary' ? E.right(1) : E.left([`--target is missing; name one of ${list(classes)}`])
}

const featureMeant = (encoder: Encoder, feature: string | undefined) => {
  const all = featureColumns(encoder)
  const names = all.map(({ name }) => name)
  const found = all.find(({ name }) => name === feature)
  if (found !== undefined) return E.right(found)
  if (feature === undefined) return E.left<Lines>([`--feature is missing; name one of ${list(names)}`])
  const meant = nearest(feature, names)
  const fix = meant === undefined ? `use one of ${list(names)}` : `did you mean ${quote(meant)}?`
  return E.left<Lines>([`--feature: there is no column ${quote(feature)}; ${fix}`])
}

const dependence =
  (output: Output) =>
  (file: ModelFile, encoder: Encoder, asked: ExplainTable): TE.TaskEither<Lines, void> =>
    pipe(
      TE.Do,
      TE.bind('feature', () => TE.fromEither(featureMeant(encoder, asked.feature))),
      TE.bind('of', () => TE.fromEither(classMeant(file, encoder, asked.target))),
      TE.bind('table', () => readTable(asked.input)),
      TE.bind('x', ({ table }) =>
        pipe(
          TE.fromEither(encodeFeatures(encoder)(table)),
          TE.mapLeft((errors): Lines => errors.map(showDataError)),
        ),
      ),
      TE.let('grid', ({ x, feature: { name, columns } }) => {
        const width = x.shape[1]!
        const numbers = Array.from(read(x) as Iterable<number>)
        return gridOf(
          encoder,
          name,
          numbers.filter((_, i) => i % width === columns[0]),
        )
      }),
      TE.filterOrElse(
        ({ grid }) => grid.length > 1,
        ({ feature: { name } }): Lines => [
          `${asked.input}: column ${quote(name)} has one value there; give rows where it varies`,
        ],
      ),
      TE.let('means', ({ x, grid, feature, of }) => meansAt(file, encoder, of, rowsOf(x), feature.columns, grid)),
      TE.let('answer', ({ of }) =>
        file.task === 'regression' ? encoder.target.name : `p(${encoder.target.name} = ${classesOf(encoder)[of]})`,
      ),
      TE.bind('written', ({ grid, means, answer, feature: { name } }) => {
        const title = `${answer} by ${name}`
        const svg =
          typeof grid[0]!.name === 'number'
            ? curveSvg(
                grid.map((point, i) => [point.name as number, means[i]!] as const),
                { title, x: name, y: answer },
              )
            : barsSvg(
                grid.map((point, i) => ({ name: String(point.name), value: means[i]! })),
                { title },
              )
        const own = `dependence-${name.replace(/[^\p{L}\p{N}_-]+/gu, '_')}.svg`
        return written(asked.out ?? own, own, svg)
      }),
      TE.map(({ table, grid, means, answer, feature: { name }, written: file }) => {
        const [low, high] = [Math.min(...means), Math.max(...means)]
        output.say(`${asked.input}: mean ${answer} over ${table.rows.toLocaleString('en-US')} rows, all set to`)
        output.say(
          tableText(
            [name, 'mean', ''],
            grid.map((point, i) => [
              typeof point.name === 'number' ? String(Number(point.name.toPrecision(4))) : point.name,
              number(means[i]!),
              high > low ? bar((means[i]! - low) / (high - low)) : '',
            ]),
          ),
        )
        output.say(`wrote ${file}`)
        output.event({
          event: 'dependence',
          input: asked.input,
          rows: table.rows,
          feature: name,
          answer,
          points: grid.map((point, i) => ({ at: point.name, mean: means[i] })),
          files: [file],
        })
      }),
    )

export const explainTable =
  (output: Output) =>
  (file: ModelFile, encoder: Encoder, asked: ExplainTable): TE.TaskEither<Lines, void> =>
    (asked.method === 'importance' ? importance : dependence)(output)(file, encoder, asked)
