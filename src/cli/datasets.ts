/** The data sets that commands know by name, and where each is read from. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type DataError, knownDatasets, list, nearest, ofClasses, showDataError } from '../data/index.js'
import { cachedDataset, cacheFolder, type ImageParts, openDataset, readImageFolder } from '../io/index.js'

/** Known by name, and `folder`: pictures in folders named by class. */
export const datasetNames = [...Object.keys(knownDatasets), 'folder'] as readonly DatasetName[]
export type DatasetName = keyof typeof knownDatasets | 'folder'
export const isDatasetName = (name: string): name is DatasetName => datasetNames.some((own) => own === name)

export const inLine = (error: DataError): readonly string[] => [showDataError(error)]

/** Where data sets are kept. */
export const cache = (): string => cacheFolder(process.env)

/** The images of the classes that were named, or of all; one line for a name that is no class. */
export const withClasses =
  (names: readonly string[] | null) =>
  (parts: ImageParts): E.Either<readonly string[], ImageParts> => {
    if (names === null) return E.right(parts)
    const { train, test } = parts
    const foreign = names.find((name) => !train.classes.includes(name))
    if (foreign !== undefined) {
      const meant = nearest(foreign, train.classes)
      const fix = meant === undefined ? `use some of ${list(train.classes)}` : `did you mean '${meant}'?`
      return E.left([`--classes: there is no class '${foreign}'; ${fix}`])
    }
    if (names.length < 2 || new Set(names).size < names.length)
      return E.left([`--classes: expected two or more different classes, got ${names.join(',')}`])
    const chosen = ofClasses(names)
    return E.right({ ...parts, train: chosen(train), test: test && chosen(test) })
  }

/** Images from where a person has them, else out of the cache. */
export const loadImages = (
  name: DatasetName,
  from: string | undefined,
): TE.TaskEither<readonly string[], ImageParts> => {
  if (name === 'folder')
    return from === undefined
      ? TE.left(['--from is missing; name the folder that holds a folder for each class (--from FOLDER)'])
      : pipe(readImageFolder(from), TE.mapLeft(inLine))
  const dataset = knownDatasets[name]
  return pipe(
    from === undefined ? cachedDataset(cache())(dataset) : openDataset(dataset)(from),
    TE.map((parts): ImageParts => parts),
    TE.mapLeft(inLine),
  )
}
