/** The pairs of idx files of MNIST and its successors: images in one, labels in the other. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type DataError, dataError } from './errors.js'
import { parseIdx } from './idx.js'
import type { Images } from './images.js'

/** The bytes of a file and its name in errors. */
export interface NamedBytes {
  readonly source: string
  readonly bytes: Uint8Array
}

/**
 * Grey images `[n, height, width]` in one idx file and their `n` labels in another, both unsigned bytes.
 * Errors name file and byte: a damaged file, other element types or axes, no images, numbers that differ, a label that is
 * no class.
 */
export const parseIdxImages =
  (classes: readonly string[]) =>
  (images: NamedBytes, labels: NamedBytes): E.Either<DataError, Images> => {
    const fail = (source: string, byte: number, what: string, fix: string): E.Either<DataError, never> =>
      E.left(dataError({ source, byte }, what, fix))
    return pipe(
      E.Do,
      E.bind('pixels', () => parseIdx(images.source)(images.bytes)),
      E.bind('marks', () => parseIdx(labels.source)(labels.bytes)),
      E.chain(({ pixels, marks }): E.Either<DataError, Images> => {
        const [size = 0, height = 0, width = 0] = pixels.shape
        const shown = `${pixels.dtype} of [${pixels.shape.join(', ')}]`
        if (pixels.shape.length !== 3 || pixels.dtype !== 'ubyte')
          return fail(images.source, 2, `expected ubyte of [n, height, width], got ${shown}`, 'name a file of images')
        if (pixels.data.length === 0)
          return fail(images.source, 4, `it holds no images, but ${shown}`, 'take the full file')
        if (marks.shape.length !== 1 || marks.dtype !== 'ubyte' || marks.shape[0] !== size)
          return fail(
            labels.source,
            4,
            `expected ${size} labels for ${size} images, got ${marks.dtype} of [${marks.shape.join(', ')}]`,
            'take both files from one source',
          )
        const foreign = (marks.data as Uint8Array).findIndex((label) => label >= classes.length)
        if (foreign >= 0)
          return fail(
            labels.source,
            8 + foreign,
            `label ${marks.data[foreign]} of image ${foreign} is none of the ${classes.length} classes`,
            'take the files of this data set',
          )
        return E.right({
          size,
          shape: [height, width, 1],
          bytes: pixels.data as Uint8Array,
          labels: marks.data,
          classes,
        })
      }),
    )
  }
