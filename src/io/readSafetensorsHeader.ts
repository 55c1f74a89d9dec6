/** How the header of a safetensors file is read, and checked against the file. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { bytesOf } from '../core/dtype.js'
import { showShape, sizeOf } from '../core/shape.js'
import { quote } from '../data/index.js'
import { decodeWith } from './codec.js'
import { type FileError, fileError } from './fileError.js'
import { foreignTypes } from './foreignTypes.js'
import { type Found, maxHeader, metadataName, names, Text } from './safetensorsHeader.js'

const isSize = (u: unknown): u is number => Number.isSafeInteger(u) && (u as number) >= 0 && !Object.is(u, -0)
const Size = new t.Type<number>(
  'a whole number from 0',
  isSize,
  (u, context) => (isSize(u) ? t.success(u) : t.failure(u, context)),
  t.identity,
)
const isPair = (offsets: readonly number[]): offsets is readonly [number, number] => offsets.length === 2
const Offsets = t.refinement(t.readonlyArray(Size), isPair, 'begin and end')
const Entry = t.type({ dtype: t.string, shape: t.readonlyArray(Size), data_offsets: Offsets })
const Metadata = t.record(Text, Text)

const damaged =
  (source: string) =>
  (what: string): FileError =>
    fileError(source, what, 'take a whole copy of the file, or write it anew')
const foreign = (source: string, why: string): FileError =>
  fileError(source, `this is not a safetensors file: ${why}`, 'name a safetensors file, or take a whole copy of it')

/** The JSON of the header, and where it ends. */
const readJson = (source: string, bytes: Uint8Array): E.Either<FileError, readonly [json: unknown, end: number]> => {
  if (bytes.length < 8) return E.left(foreign(source, `it has ${bytes.length} bytes, the least is 8`))
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const length = view.getBigUint64(0, true)
  if (length > maxHeader) return E.left(foreign(source, `its header would be longer than ${maxHeader} bytes`))
  const end = 8 + Number(length)
  if (end > bytes.length)
    return E.left(foreign(source, `its header would end at byte ${end}, but there are only ${bytes.length}`))
  if (bytes[8] !== 0x7b || end === 8) return E.left(foreign(source, 'its header does not begin with {'))
  return E.tryCatch(
    () => [JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, end))), end],
    () => damaged(source)('the header, from byte 8, is not JSON in UTF-8'),
  )
}

const readEntry =
  (source: string) =>
  ([name, u]: readonly [string, unknown]): E.Either<FileError, Found> =>
    pipe(
      Text.is(name) ? E.right(u) : E.left(fileError(source, 'its name is no Unicode text', '')),
      E.chain(decodeWith(Entry)(source)),
      E.mapLeft(({ what }) => damaged(source)(`the header of tensor ${quote(name)} is damaged: ${what}`)),
      E.chain(({ dtype: type, shape, data_offsets: [begin, end] }) => {
        const foreign = Object.hasOwn(foreignTypes, type) ? foreignTypes[type] : undefined
        const dtype = foreign?.dtype ?? names.find(([known]) => known === type)?.[1]
        if (dtype === undefined) {
          const known = [...names.map(([n]) => n), ...Object.keys(foreignTypes)].join(', ')
          return E.left(
            fileError(
              source,
              `tensor ${quote(name)} has elements of type ${quote(type)}, which fluxion does not have`,
              `convert it to one of ${known}`,
            ),
          )
        }
        const size = sizeOf(shape) * (foreign?.bytes ?? bytesOf[dtype])
        const shown = shape.length > 8 ? `with ${shape.length} axes` : showShape(shape)
        const needs = `but its shape ${shown} of ${type} needs ${size}`
        return end - begin === size
          ? E.right({ name, dtype, type, shape, begin, end })
          : E.left(damaged(source)(`tensor ${quote(name)} has ${end - begin} bytes, ${needs}`))
      }),
    )

/** An error unless the data of all tensors lies one after the other, up to the end of the file. */
const checkPlaces = (source: string, stored: readonly Found[], length: number): E.Either<FileError, void> => {
  let at = 0
  for (const { name, begin, end } of stored) {
    if (begin !== at)
      return E.left(
        damaged(source)(`the data of tensor ${quote(name)} begins at byte ${begin} of the data instead of ${at}`),
      )
    at = end
  }
  return at === length
    ? E.right(undefined)
    : E.left(damaged(source)(`there are ${length} bytes of data, the header says ${at}`))
}

export interface FoundHeader {
  readonly stored: readonly Found[]
  readonly metadata: Readonly<Record<string, string>>
  readonly start: number
}

/** The header of a file, checked against its length, and the byte where the data begins. */
export const decodeHeader =
  (source: string) =>
  (bytes: Uint8Array): E.Either<FileError, FoundHeader> =>
    pipe(
      E.Do,
      E.bind('json', () => readJson(source, bytes)),
      E.bind('record', ({ json: [json] }) => decodeWith(t.UnknownRecord)(source)(json)),
      E.bind('metadata', ({ record }) =>
        Object.hasOwn(record, metadataName)
          ? pipe(
              decodeWith(Metadata)(source)(record[metadataName]),
              E.mapLeft(({ what }) => damaged(source)(`the metadata is damaged: ${what}`)),
            )
          : E.right({}),
      ),
      E.bind('stored', ({ record }) =>
        pipe(
          Object.entries(record).filter(([name]) => name !== metadataName),
          E.traverseArray(readEntry(source)),
          E.map((all) => [...all].sort((a, b) => a.begin - b.begin || a.end - b.end)),
        ),
      ),
      E.chainFirst(({ json: [, end], stored }) => checkPlaces(source, stored, bytes.length - end)),
      E.map(({ json: [, start], metadata, stored }) => ({ start, metadata, stored })),
    )
