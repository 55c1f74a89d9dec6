/** What an augmentation is: a picture that means the same, drawn with a key. */
import { foldIn, type Key, uniformData } from '../../core/index.js'
import type { Picture } from '../images.js'

/**
 * From a key and a picture to one of the same shape that shows the same thing. Pure: the same key and picture give the
 * same bytes.
 */
export type Augmentation = (key: Key, picture: Picture) => Picture

/** One after the other, each with a key of its own; of none the picture as it is. Law: `inTurn` of one augmentation is it. */
export const inTurn = (augmentations: readonly Augmentation[]): Augmentation => {
  const [only, ...others] = augmentations
  if (only !== undefined && others.length === 0) return only
  return (key, picture) => augmentations.reduce((now, augment, i) => augment(foldIn(key, i), now), picture)
}

/** `count` numbers uniform on [0, 1). */
export const draws = (key: Key, count: number): ArrayLike<number> => uniformData(key, 'f32', count)

/** A whole number from `least` to `most`, of a number in [0, 1). */
export const between = (least: number, most: number, u: number): number =>
  Math.min(most, least + Math.floor(u * (most - least + 1)))

/** A place as seen in the mirrors at the ends of `0 … length - 1`, which are not repeated: -1 is 1. */
export const mirrored = (i: number, length: number): number => {
  if (length === 1) return 0
  const period = 2 * (length - 1)
  const place = ((i % period) + period) % period
  return place < length ? place : period - place
}
