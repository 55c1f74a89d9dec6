/**
 * A bundle is one immutable value in one file: JSON with tensors anywhere in it. The file is a safetensors file, so that
 * other tools can open its tensors by their paths (`params/0/weights`); the rest of the value is in its metadata.
 */
import { createHash } from 'node:crypto'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { quote } from '../data/index.js'
import { decodeWith } from './codec.js'
import { fromContent, toContent } from './content.js'
import { type FileError, fileError } from './fileError.js'
import { decodeSafetensors, encodeSafetensors, type Safetensors } from './safetensors.js'

export { decodeWith, tensor, tensorOf } from './codec.js'

/** By version: how its content becomes that of the next version. May throw for content it cannot understand. */
export type Migrations = { readonly [version: number]: (content: unknown) => unknown }

/** SHA-256 of the file without this sum: what tells one flipped bit among the weights. */
const sumOf = (file: Safetensors): string => createHash('sha256').update(encodeSafetensors(file)).digest('hex')

const isVersion = (version: number): boolean => Number.isSafeInteger(version) && version >= 1

/**
 * The bytes of a bundle; the same value gives the same bytes. The value holds JSON, literal tensors, NaN, infinities, -0
 * and arrays of f32, f64 and i32; fields that are `undefined` are left out. `kind` names what it is (`model`), `version`,
 * a whole number from 1, how its content is laid out.
 * Throws `TypeError` naming the path of what it cannot hold, `RangeError` where a value is nested more than 1000 levels
 * deep or needs more than 100 MB besides its tensors.
 *
 * @example encodeBundle('model', 1, { layers: [{ units: 2 }], params: [{ weights: literal([2], [1, 2]) }] })
 */
export const encodeBundle = (kind: string, version: number, value: unknown): Uint8Array => {
  if (!isVersion(version)) throw new RangeError(`encodeBundle: a version is a whole number from 1, got ${version}`)
  const { json, tensors } = toContent(value)
  const metadata = { format: 'fluxion', kind, version: String(version), content: json }
  return encodeSafetensors({ tensors, metadata: { ...metadata, sha256: sumOf({ tensors, metadata }) } })
}

const Format = t.type({ format: t.literal('fluxion'), kind: t.string, version: t.string })
const Head = t.type({ content: t.string, sha256: t.string })

const damaged = (source: string, what: string): FileError =>
  fileError(source, `the file is damaged: ${what}`, 'take another copy of it, or write it anew')

/** The version of the file, when it is a bundle of this kind that we can read. */
const versionOf =
  (kind: string, latest: number) =>
  (source: string) =>
  ({ metadata }: Safetensors): E.Either<FileError, number> => {
    if (!Format.is(metadata))
      return E.left(fileError(source, 'this file was not written by fluxion', `name a ${kind} file that fluxion wrote`))
    if (metadata.kind !== kind)
      return E.left(
        fileError(
          source,
          `this is a file of the kind ${quote(metadata.kind)}, not ${quote(kind)}`,
          `name a ${kind} file`,
        ),
      )
    const version = /^[1-9]\d*$/.test(metadata.version) ? Number(metadata.version) : Number.NaN
    if (!isVersion(version)) return E.left(damaged(source, 'its version is not a number'))
    return version <= latest
      ? E.right(version)
      : E.left(
          fileError(
            source,
            `this ${kind} file was written by a newer version of fluxion (its layout is ${version}, this one reads up to ${latest})`,
            'update fluxion',
          ),
        )
  }

const contentOf =
  (source: string) =>
  ({ tensors, metadata }: Safetensors): E.Either<FileError, unknown> =>
    pipe(
      decodeWith(Head)(source)(metadata),
      E.mapLeft(({ what }) => damaged(source, what)),
      E.chain(({ content, sha256 }) => {
        const { sha256: _, ...rest } = metadata
        const sum = E.tryCatch(() => sumOf({ tensors, metadata: rest }), String)
        return E.isRight(sum) && sum.right === sha256
          ? pipe(
              fromContent({ json: content, tensors }),
              E.mapLeft((what) => damaged(source, what)),
            )
          : E.left(damaged(source, 'its content is not what was written (SHA-256 differs)'))
      }),
    )

const migrate =
  (migrations: Migrations, source: string, latest: number) =>
  (version: number, content: unknown): E.Either<FileError, unknown> => {
    if (version === latest) return E.right(content)
    const step = migrations[version]
    const failed = (why: string): FileError =>
      fileError(
        source,
        `the file has the old layout ${version}, which ${why}`,
        'write it anew with this version of fluxion',
      )
    return step === undefined
      ? E.left(failed('is no longer read'))
      : pipe(
          E.tryCatch(
            () => step(content),
            () => failed('cannot be brought up to date'),
          ),
          E.chain((next) => migrate(migrations, source, latest)(version + 1, next)),
        )
  }

/**
 * The value of a bundle from the bytes of a file called `source`; decode it further with `decodeWith(codec)`. Content of
 * older versions goes through `migrations` one after the other up to `version`.
 * One error for each of: a foreign file, another kind, a newer version, an older version without migration, damage.
 */
export const decodeBundle =
  (kind: string, version: number, migrations: Migrations = {}) =>
  (source: string) =>
  (bytes: Uint8Array): E.Either<FileError, unknown> =>
    pipe(
      decodeSafetensors(source)(bytes),
      E.mapLeft((error) => ({ ...error, fix: `name a ${kind} file that fluxion wrote, or take a whole copy of it` })),
      E.bindTo('file'),
      E.bind('written', ({ file }) => versionOf(kind, version)(source)(file)),
      E.bind('content', ({ file }) => contentOf(source)(file)),
      E.chain(({ written, content }) => migrate(migrations, source, version)(written, content)),
    )
