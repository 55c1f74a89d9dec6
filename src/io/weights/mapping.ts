/** A map of an import as a JSON file: what of another framework's file belongs to what of a network. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import * as t from 'io-ts'
import { readWhole } from '../atomic.js'
import { decodeWith } from '../codec.js'
import { type FileError, fileError } from '../fileError.js'

const Mapping = t.record(t.string, t.union([t.string, t.null]))
/**
 * From names in the file to paths of the network: of a tensor to a tensor, or of a module (`conv1`) to a layer
 * (`params/0`), whose tensors follow by their names in the layout; `null` leaves it out. The name `*` stands for all that
 * the map does not mention, and can only be left out.
 *
 * @example { "features.0": "params/0", "fc.weight": "params/1/weights", "head": null }
 */
export type Mapping = Readonly<t.TypeOf<typeof Mapping>>

/** Reads a map; one error for a file that is no JSON, or holds anything but names and paths. */
export const readMapping = (path: string): TE.TaskEither<FileError, Mapping> =>
  pipe(
    readWhole(path),
    TE.chainEitherK((bytes) =>
      E.tryCatch(
        (): unknown => JSON.parse(new TextDecoder().decode(bytes)),
        (error) =>
          fileError(path, `it is not JSON (${(error as Error).message})`, 'write {"name there": "path here", …}'),
      ),
    ),
    TE.chainEitherK((json) =>
      pipe(
        decodeWith(Mapping)(path)(json),
        E.mapLeft((error) => ({ ...error, fix: 'write {"name there": "path here", …}' })),
      ),
    ),
  )
