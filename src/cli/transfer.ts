/** A run that begins with what another model has learned: its trunk, its scaling, and a head for the classes at hand. */
import * as E from 'fp-ts/lib/Either.js'
import type { Images } from '../data/index.js'
import type { ModelFile } from '../io/index.js'
import {
  type AnyModel,
  frozenTo,
  headPlace,
  type LayerSpec,
  learned,
  specsOf,
  thawed,
  trunkOf,
} from '../models/index.js'
import { dense, flatten, freeze } from '../models/layers/index.js'
import type { ImageScaling } from '../streams/index.js'

/** The network of a run, and how its images are scaled. */
export interface Base {
  readonly layers: readonly LayerSpec[]
  readonly scaling: Required<ImageScaling>
  /** First parameters and state. */
  readonly init: AnyModel['init']
}
/** Which layers of a trunk learn on. */
export const trainables = { none: null, all: null } as const
export type Trainable = keyof typeof trainables

const headed = (trunk: AnyModel, outputs: number): AnyModel => {
  const rows: any = trunk.out.length === 1 ? trunk : flatten(trunk)
  return dense(outputs, { weights: 'glorotUniform' })(rows)
}

/**
 * The trunk of a model file, its first `keep` layers (`null`: all before the last with parameters), with a new head for the
 * classes of the images; what is behind the trunk stays where these are the classes that it tells apart. `none` of the
 * trunk learns on, or `all`. One line where the file is no model of such images, or has no such layers.
 */
export const baseFrom =
  (path: string, keep: number | null, trainable: Trainable) =>
  (file: ModelFile, { shape, classes }: Pick<Images, 'shape' | 'classes'>): E.Either<readonly string[], Base> => {
    const { preprocessing } = file
    if (preprocessing.kind !== 'images')
      return E.left([`${path}: this is a model of tables; name a file that fluxion images wrote`])
    const { mean, deviation } = preprocessing
    const scaling = { mean, deviation }
    if (`${preprocessing.shape}` !== `${shape}`) {
      const read = preprocessing.shape.join(' × ')
      return E.left([`${path}: this model reads images of ${read}, not of ${shape.join(' × ')}; name another`])
    }
    const { layers } = thawed(file)
    const place = keep ?? headPlace(layers)
    if (!(Number.isInteger(place) && place >= 1 && place < layers.length))
      return E.left([
        `--keep must be a whole number from 1 to ${layers.length - 1}, got ${place}: ${path} has ${layers.length} layers`,
      ])
    const frozen = trainable === 'none'
    if (preprocessing.classes.join('\n') === classes.join('\n')) {
      const network = frozen ? frozenTo(file, place) : thawed(file)
      return E.right({ layers: network.layers, scaling, init: learned(network).init })
    }
    const trunk = trunkOf(file, place)
    const model = headed(frozen ? freeze(trunk) : trunk, classes.length)
    return E.right({ layers: specsOf(model), scaling, init: model.init })
  }

/** What a resumed run of this kind goes on with: all of it is in its own file. */
export const baseAgain = ({ layers, params, state, preprocessing }: ModelFile): Base => {
  const { mean = 0, deviation = 1 } = preprocessing.kind === 'images' ? preprocessing : {}
  return { layers, scaling: { mean, deviation }, init: () => ({ params, state }) }
}
