/** What a network of images has learned, as pictures: its worst mistakes, its first filters, what they see. */
import type { Tensor } from '../core/index.js'
import type { Images, Picture } from '../data/index.js'
import { read } from '../engine/index.js'
import {
  brightTones,
  type CaptionLine,
  contactSheet,
  encodePng,
  type Levels,
  signedTones,
  type Tile,
} from '../io/index.js'
import { filterImages, firstMaps, fromSpecs, layerOutput } from '../models/index.js'
import type { ImageProblem } from './imageProblem.js'
import type { Mistake } from './mistakes.js'
import { percent } from './report.js'
import type { Finished } from './run.js'

/** The files, and what is in each. */
export const pictureNames = {
  'mistakes.png': 'the most confident mistakes',
  'filters.png': 'what the first layer looks for',
  'maps.png': 'what it makes of one test image',
} as const
export type PictureName = keyof typeof pictureNames
export type Pictures = { readonly [N in PictureName]: Uint8Array | null }

/** Mistakes on a sheet, at most; filters and maps. */
const mostMistakes = 36
const mostTiles = 256
/** Colours of what is true, and of what was guessed. */
const green = [127, 209, 185] as const
const red = [239, 130, 118] as const

/** One of the images. */
export const pictureAt = ({ bytes, shape: [height, width, channels] }: Images, row: number): Picture => {
  const size = height * width * channels
  return { width, height, channels: channels as 1 | 3, bytes: bytes.slice(row * size, (row + 1) * size) }
}

/** Tiles enlarged to about `size` pixels, near a square, at most `across` beside each other. */
const sheet = (all: readonly Tile[], title: string, size: number, across: number): Uint8Array => {
  const tiles = all.slice(0, mostTiles)
  const { width, height } = tiles[0]!.picture
  return encodePng(
    contactSheet(tiles, {
      title: tiles.length < all.length ? `${title} (${tiles.length} of ${all.length})` : title,
      columns: Math.min(across, Math.ceil(Math.sqrt(tiles.length))),
      scale: Math.max(1, Math.round(size / Math.max(width, height))),
    }).picture,
  )
}

const mistakesSheet = (mistakes: readonly Mistake[], images: Images): Uint8Array => {
  const caption = ({ truth, guess, p }: Mistake): readonly CaptionLine[] => [
    { text: images.classes[truth]!, colour: green },
    { text: `→ ${images.classes[guess]!}`, colour: red },
    { text: percent(p) },
  ]
  const shown = mistakes.slice(0, mostMistakes)
  const tiles = shown.map((mistake) => ({ picture: pictureAt(images, mistake.row), caption: caption(mistake) }))
  return sheet(tiles, `${shown.length} of ${mistakes.length} mistakes, the most confident: truth → guess`, 160, 6)
}

/** Each image of `[n, h, w, c]`. */
const imagesIn = (all: Tensor<any, any>): readonly Levels[] => {
  const [n, height, width, channels] = all.shape as readonly [number, number, number, 1 | 3]
  const size = height * width * channels
  const values = Array.from(read(all) as Iterable<number>)
  return Array.from({ length: n }, (_, i) => ({
    height,
    width,
    channels,
    values: values.slice(i * size, (i + 1) * size),
  }))
}
/** Each channel of `[1, h, w, c]`. */
const channelsIn = (maps: Tensor<any, any>): readonly Levels[] => {
  const [, height, width, channels] = maps.shape as readonly [number, number, number, number]
  const values = Array.from(read(maps) as Iterable<number>)
  return Array.from({ length: channels }, (_, c) => ({
    height,
    width,
    channels: 1,
    values: values.filter((_, i) => i % channels === c),
  }))
}

/**
 * The pictures as PNG files; `null` where there is none: no mistakes, or a first layer with weights that is not over images.
 * Filters are grey where a weight is 0, lighter above, darker below, each up to its own largest; maps follow the first test
 * image, of which they are: black at 0 and below, each up to its own largest.
 */
export const picturesOf = (
  { file: { layers, params, state } }: Pick<Finished, 'file'>,
  { problem, testImages, testRows }: ImageProblem,
  mistakes: readonly Mistake[],
): Pictures => {
  const model = fromSpecs(layers)
  const filters = filterImages(model)(params)
  const place = firstMaps(model)
  const row = testRows[0]!
  const maps =
    place === undefined ? [] : channelsIn(layerOutput(model, place)({ params, state }, problem.test.batch([0]).x))
  const name = testImages.classes[testImages.labels[row]!]!
  return {
    'mistakes.png': mistakes.length === 0 ? null : mistakesSheet(mistakes, testImages),
    'filters.png':
      filters === undefined
        ? null
        : sheet(
            imagesIn(filters).map((levels) => ({ picture: signedTones(levels) })),
            'weights of the first layer: grey is 0',
            84,
            16,
          ),
    'maps.png':
      maps.length === 0
        ? null
        : sheet(
            [pictureAt(testImages, row), ...maps.map(brightTones)].map((picture) => ({ picture })),
            `test image ${row} (${name}), and what the first layer makes of it: black is 0`,
            112,
            8,
          ),
  }
}
