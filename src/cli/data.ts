/** `fluxion data`: gets a data set into the cache, and shows what is in it. */
import Table from 'cli-table3'
import { pipe } from 'fp-ts/lib/function.js'
import * as T from 'fp-ts/lib/Task.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { classCounts, knownDatasets } from '../data/index.js'
import { cachedDataset, type Fetched, fetchDataset, type ImageParts, isCached, readImageFolder } from '../io/index.js'
import { cache, type DatasetName, inLine } from './datasets.js'
import type { Output } from './output.js'
import { number, plainTable } from './report.js'

/** Images of each class in each part, as a table and as an object. */
const showCounts = (output: Output, name: DatasetName, { train, test }: ImageParts, where: string): void => {
  const counts = { train: classCounts(train), ...(test === null ? {} : { test: classCounts(test) }) }
  const columns = Object.entries(counts)
  const table = new Table({ head: ['class', ...columns.map(([part]) => part)], ...plainTable(columns.length) })
  train.classes.forEach((label, k) => {
    table.push([label, ...columns.map(([, all]) => number(all[k]!))])
  })
  table.push(['all', ...columns.map(([, all]) => number(all.reduce((a, b) => a + b, 0)))])
  output.say(`${where}: images of ${train.shape.join(' × ')}, ${train.classes.length} classes`)
  output.say(
    table
      .toString()
      .split('\n')
      .map((line) => line.trimEnd())
      .join('\n'),
  )
  const byClass = (all: readonly number[]) => Object.fromEntries(train.classes.map((label, k) => [label, all[k]!]))
  output.event({
    event: 'dataset',
    name,
    source: where,
    shape: train.shape,
    ...Object.fromEntries(columns.map(([part, all]) => [part, byClass(all)])),
  })
}

const showStored = (output: Output, { stored, folder }: Fetched): void => {
  for (const { name, sha256, known } of stored)
    output.say(`  ${name.padEnd(24)}sha256 ${sha256}${known ? ', as known' : ', not known: compare it yourself'}`)
  output.event({ event: 'stored', folder, files: stored })
}

/** Ctrl-C, a polite kill, a terminal that closes: `task` hears of them as a signal, and they end nothing by themselves. */
const interruptible = async <A>(task: (signal: AbortSignal) => Promise<A>): Promise<A> => {
  const controller = new AbortController()
  const stop = (): void => {
    process.exitCode = 130
    controller.abort()
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, stop)
  try {
    return await task(controller.signal)
  } finally {
    for (const signal of signals) process.off(signal, stop)
  }
}

/** Without a name: what is known by name, and what of it is in the cache. */
export const listDatasets = (output: Output): TE.TaskEither<readonly string[], void> =>
  TE.fromTask(
    pipe(
      Object.values(knownDatasets),
      T.traverseSeqArray((dataset) => async () => {
        const cached = await isCached(cache())(dataset)
        const { name, title, origin } = dataset
        const way = origin.kind === 'npm' ? `by npm, ${origin.megabytes} MB` : `--from the files at ${origin.url}`
        output.say(`${name.padEnd(15)}${title}; ${cached ? 'in the cache' : way}`)
        output.event({ event: 'known', name, title, cached, origin })
      }),
      T.map(() => output.say(`${'folder'.padEnd(15)}pictures in folders named by class; --from FOLDER`)),
    ),
  )

/**
 * Gets a data set into the cache, unless it is there and whole; with `from` out of a folder or an archive. A folder of
 * pictures is read and shown where it is.
 */
export const data =
  (output: Output) =>
  (name: DatasetName, from: string | undefined): TE.TaskEither<readonly string[], void> => {
    if (name === 'folder')
      return from === undefined
        ? TE.left(['--from is missing; name the folder that holds a folder for each class (--from FOLDER)'])
        : pipe(
            readImageFolder(from),
            TE.bimap(inLine, (parts) => showCounts(output, name, parts, from)),
          )
    const dataset = knownDatasets[name]
    const fetched: TE.TaskEither<readonly string[], void> = () =>
      interruptible((signal) =>
        pipe(
          fetchDataset(dataset)({ cache: cache(), from, signal, says: output.say }),
          TE.bimap(inLine, (all) => {
            showStored(output, all)
            showCounts(output, name, all, all.folder)
          }),
        )(),
      )
    const there = pipe(
      cachedDataset(cache())(dataset),
      TE.map((parts) => showCounts(output, name, parts, `${cache()}/${name}`)),
    )
    return from !== undefined
      ? fetched
      : pipe(
          there,
          TE.orElse(() => fetched),
        )
  }
