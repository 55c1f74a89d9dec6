/** `fluxion import`: weights of another framework, from a safetensors file, into a model file. */
import Table from 'cli-table3'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Shape } from '../core/index.js'
import { list } from '../data/index.js'
import {
  checkWritable,
  decodeSafetensors,
  elementTypes,
  type How,
  type ImportReport,
  importWeights,
  isComplete,
  type Layout,
  type Leftover,
  loadModel,
  type Mapping,
  readMapping,
  readWhole,
  saveModel,
  showFileError,
} from '../io/index.js'
import type { Output } from './output.js'
import { plainTable } from './report.js'

export interface ImportOptions {
  readonly weights: string
  readonly into: string
  /** A JSON file: names there to paths here. */
  readonly map: string | undefined
  readonly layout: Layout | undefined
  readonly out: string | undefined
  /** Whether a model with tensors that were not filled, or a file with tensors left over, will do. */
  readonly partial: boolean
}
type Read<A> = TE.TaskEither<readonly string[], A>

const shapeText = (shape: Shape): string => (shape.length === 0 ? '1' : shape.join('×'))
const howText = (how: How): string => {
  if (how.by !== 'shape') return `by ${how.by}`
  return how.among === 1 ? 'the only one that fits' : `the first of ${how.among} that fit`
}
const leftoverText = (all: readonly Leftover[]): string =>
  all.map(({ name, shape }) => `${name} (${shapeText(shape)})`).join(', ')

type Types = Readonly<Record<string, string>>
const typeOf = (types: Types, names: readonly string[]): string =>
  [...new Set(names.map((name) => types[name]))].join(', ')

/** What came from where as a table, then what was left over and what does not fit, a line each. */
const show = (output: Output, report: ImportReport, types: Types): void => {
  const table = new Table({ head: ['model', 'shape', 'file', 'shape', 'type', 'turned', 'found'], ...plainTable(0) })
  for (const { target, shape, sources, sourceShape, turn, how } of report.matched)
    table.push([
      target,
      shapeText(shape),
      sources.join(' + '),
      shapeText(sourceShape),
      typeOf(types, sources),
      turn,
      howText(how),
    ])
  const lines = table.toString().split('\n')
  if (report.matched.length > 0) output.say(lines.map((line) => line.trimEnd()).join('\n'))
  for (const { target, source, expected, got } of report.misfits)
    output.say(`does not fit: ${source} is ${got}, ${target} needs ${expected}`)
  if (report.unfilled.length > 0) output.say(`left over in the model, as it was: ${leftoverText(report.unfilled)}`)
  if (report.unused.length > 0) output.say(`left over in the file: ${leftoverText(report.unused)}`)
  if (report.ignored.length > 0) output.say(`left out of the file: ${report.ignored.join(', ')}`)
  output.event({ event: 'import', ...report, types })
}

/** Why a model is not written. */
const refusal = ({ misfits, unfilled, unused }: ImportReport, weights: string): string => {
  const counts = [
    [misfits.length, 'of other shapes'],
    [unfilled.length, 'of the model not filled'],
    [unused.length, 'of the file left over'],
  ] as const
  const said = counts.filter(([n]) => n > 0).map(([n, what]) => `${n} ${what}`)
  return `${weights}: tensors do not all match: ${list(said)}; name them in --map, or take what matches with --partial`
}

const inLine = TE.mapLeft((error: Parameters<typeof showFileError>[0]): readonly string[] => [showFileError(error)])

/** Reads, matches, shows what matched, and writes the model whole or not at all. */
export const importInto =
  (output: Output) =>
  ({ weights, into, map, layout, out = into, partial }: ImportOptions): Read<void> =>
    pipe(
      TE.Do,
      TE.bind('file', () => loadModel(into)),
      TE.bind('mapping', (): Read<Mapping> => (map === undefined ? TE.right({}) : inLine(readMapping(map)))),
      TE.bind('bytes', () => inLine(readWhole(weights))),
      TE.bind('tensors', ({ bytes }) =>
        inLine(
          TE.fromEither(
            pipe(
              decodeSafetensors(weights)(bytes),
              E.map((all) => all.tensors),
            ),
          ),
        ),
      ),
      TE.bind('types', ({ bytes }) => inLine(TE.fromEither(elementTypes(weights)(bytes)))),
      TE.chainFirst(() => inLine(checkWritable(out))),
      TE.bind('imported', ({ tensors, file, mapping }) =>
        TE.fromEither(
          pipe(
            importWeights({ layout, map: mapping })(tensors, file),
            E.mapLeft((all): readonly string[] =>
              all.map((line) => (map === undefined ? line : line.replace('the map', map))),
            ),
          ),
        ),
      ),
      TE.chainFirstIOK(
        ({ imported, types }) =>
          () =>
            show(output, imported.report, types),
      ),
      TE.filterOrElse(
        ({ imported: { report } }) => report.matched.length > 0 && (partial || isComplete(report)),
        ({ imported: { report } }): readonly string[] =>
          report.matched.length === 0 ? [`${weights}: nothing in it matches the model`] : [refusal(report, weights)],
      ),
      TE.chainFirst(({ file, imported: { params, state } }) => saveModel(out)({ ...file, params, state, run: null })),
      TE.map(({ imported: { report } }) => {
        const all = report.matched.length + report.misfits.length + report.unfilled.length
        output.say(`model: ${out}, ${report.matched.length} of ${all} tensors imported`)
        output.event({ event: 'done', model: out, imported: report.matched.length, of: all })
      }),
    )
