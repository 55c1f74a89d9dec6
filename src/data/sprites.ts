/** Sprite sheets: pictures that hold one small image in each row of pixels, with labels as a list of JSON. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { type DataError, dataError } from './errors.js'
import type { Images, Picture } from './images.js'

const List = t.readonlyArray(t.number)

/** Byte at which a list of numbers goes wrong: its first foreign character, or its end. */
const wrongByte = (text: string, error: unknown): number => {
  const position = /at position (\d+)/.exec(String(error)) // not told for all errors
  const foreign = text.search(/[^\d\s,[\].eE+-]/)
  return position !== null ? Number(position[1]) : foreign >= 0 ? foreign : text.length
}

/**
 * Labels from a file with a JSON list of numbers, each from 0 to below `classes`. Errors name the byte where the text is
 * no JSON, or the place in the list of what is no class. Never throws.
 */
export const parseLabels =
  (classes: number) =>
  (source: string) =>
  (bytes: Uint8Array): E.Either<DataError, readonly number[]> => {
    const text = new TextDecoder().decode(bytes)
    return pipe(
      E.tryCatch(
        () => JSON.parse(text) as unknown,
        (error) => dataError({ source, byte: wrongByte(text, error) }, 'this is no JSON', 'get the file again'),
      ),
      E.chain((u) =>
        pipe(
          List.decode(u),
          E.mapLeft(() => dataError({ source, byte: 0 }, 'expected a list of numbers', 'get the file again')),
        ),
      ),
      E.chain((labels) => {
        const wrong = labels.findIndex((label) => !(Number.isInteger(label) && label >= 0 && label < classes))
        return wrong < 0
          ? E.right(labels)
          : E.left(
              dataError(
                { source },
                `label ${labels[wrong]} of image ${wrong} is none of the ${classes} classes`,
                'get the file again',
              ),
            )
      }),
    )
  }

export interface SpriteLayout {
  readonly shape: readonly [height: number, width: number, channels: 1 | 3]
  readonly classes: readonly string[]
}

/**
 * The images of a sheet whose rows hold `height · width` pixels, row by row of the image, and as many labels as the sheet
 * has rows. Errors name the file: a sheet of another width or with other channels, labels that are too few or too many.
 */
export const parseSprites =
  ({ shape, classes }: SpriteLayout) =>
  (source: string) =>
  (sheet: Picture, labels: readonly number[]): E.Either<DataError, Images> => {
    const [height, width, channels] = shape
    const fail = (what: string): E.Either<DataError, never> =>
      E.left(dataError({ source }, what, 'take all files from one source'))
    if (sheet.width !== height * width || sheet.channels !== channels)
      return fail(
        `expected rows of ${height * width} pixels with ${channels} channels, got ${sheet.width} with ${sheet.channels}`,
      )
    if (labels.length !== sheet.height) return fail(`expected ${sheet.height} labels, one a row, got ${labels.length}`)
    return E.right({ size: sheet.height, shape, bytes: sheet.bytes, labels: Uint8Array.from(labels), classes })
  }
