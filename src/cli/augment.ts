/** What `--augment` asks for: names, each with its number after a colon if it is not the usual one. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Augmentation, type AugmentationName, augmentations, cutout, inTurn } from '../data/index.js'
import { mixup } from '../streams/index.js'

/** Mixing whole examples is of batches, not of pictures. */
export type AugmentName = AugmentationName | 'mixup'
export const augmentNames = [...Object.keys(augmentations), 'mixup'] as readonly AugmentName[]

/** Of `flip`, `crop:4`. */
interface Asked {
  readonly name: AugmentName
  readonly amount: number | undefined
}
/** How pictures and batches are augmented. */
export interface Augment {
  readonly pictures: Augmentation | undefined
  readonly mixup: ReturnType<typeof mixup> | undefined
}

const parse = (text: string): E.Either<readonly string[], Asked> => {
  const [name, number, ...rest] = text.split(':')
  const amount = number === undefined ? undefined : Number(number)
  if (!augmentNames.some((own) => own === name))
    return E.left([`--augment: there is no augmentation '${name}'; use some of ${augmentNames.join(', ')}`])
  if (rest.length > 0 || number?.trim() === '' || (amount !== undefined && !Number.isFinite(amount)))
    return E.left([`--augment: expected a number after '${name}:', got '${text}'`])
  return E.right({ name: name as AugmentName, amount })
}

/** Augmentations in the order they were asked for; what is cut out is filled with `mean` (of each channel, 0 to 1). */
export const augmentOf = (asked: readonly string[], mean: readonly number[]): E.Either<readonly string[], Augment> => {
  const fill = mean.map((m) => Math.round(255 * m))
  return pipe(
    E.traverseArray(parse)(asked),
    E.chain((all) =>
      E.tryCatch(
        () => {
          const pictures = all.flatMap(({ name, amount }) => {
            if (name === 'mixup') return []
            if (name === 'cutout') return [cutout({ fill, ...(amount === undefined ? {} : { size: amount }) })]
            return [augmentations[name].make(amount)]
          })
          const mixing = all.find(({ name }) => name === 'mixup')
          return {
            pictures: pictures.length === 0 ? undefined : inTurn(pictures),
            mixup:
              mixing === undefined ? undefined : mixup(mixing.amount === undefined ? {} : { alpha: mixing.amount }),
          }
        },
        (error): readonly string[] => [`--augment: ${(error as Error).message}`],
      ),
    ),
  )
}
