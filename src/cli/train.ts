/** `fluxion train`: from a CSV file to a trained, tested, saved model. */
import { createHash } from 'node:crypto'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { columnNamed, columnsOf, type DataError, notices, type RawTable, showDataError } from '../data/index.js'
import { openCsv, readCsv } from '../io/index.js'
import { compare } from './compare.js'
import type { Output } from './output.js'
import { percent } from './report.js'
import { type Finished, runTraining } from './run.js'
import { type Overrides, settled, storedRun, TableSettings } from './settings.js'
import { type TableProblem, tableProblem } from './tableProblem.js'

export interface TrainOptions {
  readonly csv: string
  readonly settings: TableSettings
  readonly overrides: Overrides
  readonly out: string | undefined
  readonly resume: string | undefined
  /** Tell the gradients of each layer. */
  readonly gradients: boolean
  /** Whether to compare the network with models that can be read. */
  readonly compare: boolean
}

/** What was read: rows, columns by kind, classes, parts. */
const describe = (output: Output, table: RawTable, { schema, split, encoder, problem }: TableProblem): void => {
  const { features, target } = encoder
  const cells = columnNamed(table, target.name)!.cells
  const shares = problem.classes.map((c) => [c, cells.filter((cell) => cell.trim() === c).length / table.rows] as const)
  const line = (kind: string, names: readonly string[]): void => {
    if (names.length > 0) output.say(`  ${kind.padEnd(12)}${names.join(', ')}`)
  }
  const parts = { train: split.train.length, validation: split.validation.length, test: split.test.length }
  const remarks = notices(schema)(table).map(showDataError)
  output.say(`${table.source}: ${table.rows.toLocaleString('en-US')} rows, ${table.columns.length} columns`)
  line(
    'numeric',
    features.flatMap((f) => (f.kind === 'numeric' ? [f.name] : [])),
  )
  line(
    'categorical',
    features.flatMap((f) => (f.kind === 'categorical' ? [`${f.name} (${f.vocabulary.length})`] : [])),
  )
  line('dropped', columnsOf('dropped')(schema))
  line('target', [`${target.name} (${schema.task})`, ...shares.map(([c, share]) => `${c}: ${percent(share)}`)])
  line(
    'parts',
    Object.entries(parts).map(([name, n]) => `${n.toLocaleString('en-US')} ${name}`),
  )
  for (const remark of remarks) output.say(`  note: ${remark}`)
  output.event({
    event: 'data',
    source: table.source,
    rows: table.rows,
    task: schema.task,
    columns: schema.columns,
    classes: Object.fromEntries(shares),
    parts,
    notices: remarks,
  })
}

/** The table and the SHA-256 of the bytes it was read from, in one pass. */
const readHashed = (path: string): TE.TaskEither<readonly string[], { table: RawTable; digest: string }> => {
  const hash = createHash('sha256')
  async function* hashed(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      hash.update(chunk)
      yield chunk
    }
  }
  return pipe(
    openCsv(path),
    TE.chain((chunks) => readCsv(path)(hashed(chunks))),
    TE.bimap(
      (errors: readonly DataError[]) => errors.map(showDataError),
      (table) => ({ table, digest: hash.digest('hex') }),
    ),
  )
}

export const train =
  (output: Output) =>
  ({
    csv,
    settings: asked,
    overrides,
    out,
    resume,
    gradients,
    compare: compares,
  }: TrainOptions): TE.TaskEither<readonly string[], Finished> =>
    pipe(
      TE.Do,
      TE.bind('settings', () => settled(TableSettings, asked, resume, overrides)),
      TE.bind('source', () => readHashed(csv)),
      TE.bind('stored', ({ source }) => storedRun(resume, source.digest)),
      TE.bind('ready', ({ source, settings }) => TE.fromEither(tableProblem(source.table, settings))),
      TE.chain(({ source, settings, stored, ready }) => {
        const target = out ?? resume ?? 'model.fluxion'
        describe(output, source.table, ready)
        return runTraining(ready.problem, {
          settings,
          digest: source.digest,
          out: target,
          resume: stored,
          resumeCommand: `fluxion train ${csv} --resume ${target}`,
          gradients,
          output,
          ...(compares ? { finale: compare(output, source.table, ready, settings.seed) } : {}),
        })
      }),
    )
