/** A folder of pictures in folders named by class. */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type DataError, dataError, type Images, type Picture, quote } from '../data/index.js'
import { unreadable } from './fileSet.js'
import type { ImageParts } from './imageFiles.js'
import { decodePicture, withChannels } from './picture.js'

/** A picture: its path, its class, and its name as it goes into the digest. */
interface Entry {
  readonly path: string
  readonly name: string
  readonly label: string
}
interface Decoded {
  readonly entry: Entry
  readonly picture: Picture
  readonly digest: Uint8Array
}

type Read<A> = TE.TaskEither<DataError, A>
const ending = /\.(png|jpe?g)$/i
const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Names of folders and of pictures in a folder, sorted; what begins with a dot is passed over. */
const list = (folder: string): Read<{ readonly folders: readonly string[]; readonly pictures: readonly string[] }> =>
  TE.tryCatch(async () => {
    const entries = (await readdir(folder, { withFileTypes: true })).filter(({ name }) => !name.startsWith('.'))
    const names = (wanted: (entry: (typeof entries)[number]) => boolean): readonly string[] =>
      entries
        .filter(wanted)
        .map(({ name }) => name)
        .sort(byName)
    return {
      folders: names((entry) => entry.isDirectory()),
      pictures: names((entry) => !entry.isDirectory() && ending.test(entry.name)),
    }
  }, unreadable(folder))

/** The pictures of each class below a folder. */
const entriesOf = (folder: string): Read<readonly Entry[]> =>
  pipe(
    list(folder),
    TE.chain(({ folders }) =>
      pipe(
        folders,
        TE.traverseSeqArray((label) =>
          pipe(
            list(join(folder, label)),
            TE.map(({ pictures }) =>
              pictures.map((file): Entry => ({ path: join(folder, label, file), name: `${label}/${file}`, label })),
            ),
          ),
        ),
      ),
    ),
    TE.map((all) => all.flat()),
    TE.filterOrElse(
      (entries) => entries.length > 0,
      () =>
        dataError(
          { source: folder },
          'there are no PNG or JPEG files in folders named by class',
          'lay them out as CLASS/picture.png',
        ),
    ),
  )

const decoded = (entry: Entry): Read<Decoded> =>
  pipe(
    TE.tryCatch(() => readFile(entry.path), unreadable(entry.path)),
    TE.chainEitherK((bytes) =>
      pipe(
        decodePicture(entry.path)(bytes),
        E.map((picture) => ({
          entry,
          picture,
          digest: createHash('sha256').update(`${entry.name}\n`).update(bytes).digest(),
        })),
      ),
    ),
  )

/** Decodes one after the other: an error stops at the first. */
const decodeAll = (entries: readonly Entry[]): Read<readonly Decoded[]> => TE.traverseSeqArray(decoded)(entries)

const imagesOf = (
  pictures: readonly Decoded[],
  classes: readonly string[],
  channels: 1 | 3,
  { width, height }: Picture,
): E.Either<DataError, Images> => {
  const other = pictures.find(({ picture }) => picture.width !== width || picture.height !== height)
  if (other !== undefined)
    return E.left(
      dataError(
        { source: other.entry.path },
        `it is ${other.picture.width} × ${other.picture.height} pixels, the first picture is ${width} × ${height}`,
        'bring all pictures to one size',
      ),
    )
  const foreign = pictures.find(({ entry }) => !classes.includes(entry.label))
  if (foreign !== undefined)
    return E.left(
      dataError(
        { source: foreign.entry.path },
        `no picture for training is of the class ${quote(foreign.entry.label)}`,
        'add some',
      ),
    )
  const each = width * height * channels
  const bytes = new Uint8Array(pictures.length * each)
  pictures.forEach(({ picture }, i) => {
    bytes.set(withChannels(channels)(picture).bytes, i * each)
  })
  const labels = Int32Array.from(pictures, ({ entry }) => classes.indexOf(entry.label))
  return E.right({ size: pictures.length, shape: [height, width, channels], bytes, labels, classes })
}

/**
 * Reads `CLASS/picture.png` (or `.jpg`, `.jpeg`), or the same below `train` and `test`; classes and pictures are sorted by
 * name. Images are grey where every picture is, else in colour. Errors name the file: a damaged picture (and its byte), one
 * of another size, a test picture of a class without pictures for training, no pictures at all, one class alone.
 */
export const readImageFolder = (folder: string): Read<ImageParts> =>
  pipe(
    TE.Do,
    TE.bind('top', () => list(folder)),
    TE.let('parted', ({ top }) => top.folders.includes('train') && top.folders.includes('test')),
    TE.bind('train', ({ parted }) => pipe(entriesOf(parted ? join(folder, 'train') : folder), TE.chain(decodeAll))),
    TE.bind('test', ({ parted }) =>
      parted ? pipe(entriesOf(join(folder, 'test')), TE.chain(decodeAll)) : TE.right([]),
    ),
    TE.chainEitherK(({ parted, train, test }) => {
      const classes = [...new Set(train.map(({ entry }) => entry.label))].sort(byName)
      if (classes.length < 2)
        return E.left(
          dataError({ source: folder }, `there is only one class, ${quote(classes[0]!)}`, 'add a folder for another'),
        )
      const channels = [...train, ...test].every(({ picture }) => picture.channels === 1) ? 1 : 3
      const images = (part: readonly Decoded[]) => imagesOf(part, classes, channels, train[0]!.picture)
      const hash = train.reduce((sum, { digest }) => sum.update(digest), createHash('sha256'))
      return pipe(
        E.Do,
        E.bind('train', () => images(train)),
        E.bind('test', () => (parted ? images(test) : E.right(null))),
        E.map((parts): ImageParts => ({ ...parts, digest: hash.digest('hex') })),
      )
    }),
  )
