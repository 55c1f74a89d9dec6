/** From labelled images to a problem: split, brightness of each channel, layers. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { foldIn, literal, type Numbers, permutation, ShapeError } from '../core/index.js'
import { channelMoments, type Images, splitRows } from '../data/index.js'
import type { ImageParts } from '../io/index.js'
import {
  type AnyLoss,
  categoricalCrossEntropy,
  type LayerSpec,
  losses,
  sparseCategoricalCrossEntropy,
} from '../models/index.js'
import { oneHot } from '../ops/index.js'
import { type Dataset, type Example, examples, type ImageOptions, imagesOf, rowsOf, subset } from '../streams/index.js'
import { augmentOf } from './augment.js'
import { layersOf, type Problem } from './problem.js'
import { keysOf } from './run.js'
import type { ImageSettings } from './settings.js'
import type { Base } from './transfer.js'

export interface ImageProblem {
  readonly problem: Problem
  /** Where the images of the test are: row `i` of the test is image `testRows[i]` of `testImages`. */
  readonly testImages: Images
  readonly testRows: Numbers
}

/** Share of the images for the test, of a data set without a part for it. */
const testShare = 0.2

/** Classes as indexes, or as the distributions that are all in one of them. */
const dataset = (
  images: Images,
  rows: Numbers,
  scaling: ImageOptions,
  target: 'class' | 'distribution' = 'class',
): Dataset<Example<any, any>> =>
  subset(
    examples(
      imagesOf(images.bytes, images.shape, scaling),
      rowsOf(
        target === 'class'
          ? literal([images.size], images.labels as ArrayLike<number>, 'i32')
          : oneHot(literal([images.size], images.labels as ArrayLike<number>, 'i32') as never, images.classes.length),
      ),
    ),
    rows,
  )

const upTo = (n: number): Numbers => Int32Array.from({ length: n }, (_, i) => i)

/** The layers of the model asked for, or one line where it cannot read such images. */
const layersFor = (
  settings: ImageSettings,
  { shape, classes }: Images,
): E.Either<readonly string[], readonly LayerSpec[]> =>
  E.tryCatch(
    () => layersOf(settings.model, settings, shape, classes.length),
    (error): readonly string[] => {
      if (!(error instanceof ShapeError)) throw error
      return [`--model ${settings.model} cannot read images of ${shape.join(' × ')}: ${error.message}`]
    },
  )

/** What training minimises: of indexes of classes, or of distributions. */
const smoothed =
  (target: 'class' | 'distribution', labelSmoothing: number): AnyLoss =>
  (reduction) =>
    target === 'class'
      ? (sparseCategoricalCrossEntropy(reduction, { labelSmoothing }) as any)
      : (categoricalCrossEntropy(reduction, { labelSmoothing }) as any)

const problemWith = (
  { train, test }: ImageParts,
  settings: ImageSettings,
  base: Base | null,
  layers: readonly LayerSpec[],
): E.Either<readonly string[], ImageProblem> => {
  const keys = keysOf(settings.seed)
  const chosen = Array.from(permutation(foldIn(keys.split, 1), train.size)).slice(0, settings.limit ?? train.size)
  const labels = chosen.map((row) => train.labels[row]!)
  const shares = { test: test === null ? testShare : 0, validation: settings.validation, stratify: labels }
  const parts = splitRows(shares, keys.split)(chosen.length)
  const rows = (own: Numbers): Numbers => Int32Array.from(own, (i) => chosen[i]!)
  const scaling = base?.scaling ?? channelMoments(train, rows(parts.train))
  const validation = dataset(train, rows(parts.validation), scaling)
  const [testImages, testRows] = test === null ? [train, rows(parts.test)] : [test, upTo(test.size)]
  const { shape, classes } = train
  return pipe(
    augmentOf(settings.augment, [scaling.mean].flat()),
    E.map(({ pictures, mixup }) => {
      const target = mixup === undefined ? 'class' : 'distribution'
      const options = { ...scaling, ...(pictures === undefined ? {} : { augment: pictures }) }
      const own = dataset(train, rows(parts.train), options, target)
      return {
        testImages,
        testRows,
        problem: {
          task: 'multiclass',
          classes,
          layers,
          ...(base === null ? {} : { init: base.init }),
          preprocessing: { kind: 'images', shape, classes, ...scaling },
          loss: losses.sparseCategoricalCrossEntropy.loss,
          trainLoss: smoothed(target, settings.smoothing),
          train: mixup === undefined ? own : mixup(own),
          validation: validation.size === 0 ? null : validation,
          test: dataset(testImages, testRows, scaling),
        },
      }
    }),
  )
}

/**
 * Chooses, splits and scales the images, for the network of `base` if there is one; `Left` where the model asked for cannot read such
 * images, or a part is empty.
 */
export const imageProblem = (
  parts: ImageParts,
  settings: ImageSettings,
  base: Base | null = null,
): E.Either<readonly string[], ImageProblem> =>
  pipe(
    base === null ? layersFor(settings, parts.train) : E.right(base.layers),
    E.chain((layers) => problemWith(parts, settings, base, layers)),
    E.filterOrElse(
      ({ problem }) => problem.train.size > 0 && problem.test.size > 0,
      (): readonly string[] => ['there are too few images for a training part and a test part; add some'],
    ),
  )
