/** Images for a model out of the bytes that people have: a picture, an idx file. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Shape, sameShape } from '../core/shape.js'
import { type DataError, dataError, parseIdx } from '../data/index.js'
import { decodePicture, isPicture, withChannels } from './picture.js'
import { pictureSize } from './pictureSize.js'

const fix = 'give it pictures of that size'

/**
 * The bytes of one picture (PNG or JPEG) in the form `[height, width, channels]` or `[height, width]` that a model reads:
 * grey becomes three channels where it wants them, and colours grey. Errors: another size, which is told before anything
 * is decoded; damage.
 */
export const pictureIn =
  (shape: Shape) =>
  (source: string) =>
  (bytes: Uint8Array): E.Either<DataError, Uint8Array> => {
    const [height, width, channels = 1] = shape
    const claimed = pictureSize(bytes)
    if (claimed !== undefined && !(claimed.height === height && claimed.width === width))
      return E.left(
        dataError(
          { source },
          `this model reads images of ${shape.join(' × ')} bytes, got a picture of ${claimed.height} × ${claimed.width} pixels`,
          fix,
        ),
      )
    return pipe(
      decodePicture(source)(bytes),
      E.map(withChannels(channels === 3 ? 3 : 1)),
      E.filterOrElse(
        (picture) => sameShape([picture.height, picture.width], [height!, width!]),
        (picture) =>
          dataError(
            { source },
            `this model reads images of ${shape.join(' × ')} bytes, got a picture of ${picture.height} × ${picture.width} pixels`,
            fix,
          ),
      ),
      E.map((picture) => picture.bytes),
    )
  }

/** The bytes of all images in a file: one picture, or all of an idx file of one `shape`. */
export const imagesIn =
  (shape: Shape) =>
  (source: string) =>
  (bytes: Uint8Array): E.Either<readonly DataError[], Uint8Array> =>
    isPicture(bytes)
      ? pipe(
          pictureIn(shape)(source)(bytes),
          E.mapLeft((error) => [error]),
        )
      : pipe(
          parseIdx(source)(bytes),
          E.mapLeft((error) => [error]),
          E.filterOrElse(
            ({ dtype, shape: [, ...own] }) =>
              dtype === 'ubyte' && (sameShape(own, shape) || sameShape([...own, 1], shape)),
            ({ dtype, shape: [, ...own] }) => [
              dataError(
                { source },
                `this model reads images of ${shape.join(' × ')} bytes, got ${dtype} of ${own.join(' × ') || 'one number'}`,
                'give it images of that size',
              ),
            ],
          ),
          E.map(({ data }) => data as Uint8Array),
        )
