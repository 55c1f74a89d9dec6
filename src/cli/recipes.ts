/** Good settings for tables, and for each architecture of images: what holds where a person does not say otherwise. */
import type { ArchitectureName } from '../models/index.js'
import type { DatasetName } from './datasets.js'
import type { ImageSettings } from './settings.js'

/** What the architecture and the data set decide. */
export type Recipe = Pick<
  ImageSettings,
  | 'hidden'
  | 'dropout'
  | 'epochs'
  | 'batch'
  | 'optimizer'
  | 'rate'
  | 'schedule'
  | 'decay'
  | 'weightDecay'
  | 'smoothing'
  | 'augment'
>

/** For the rows of a table. */
export const tableRecipe: Omit<Recipe, 'smoothing' | 'augment'> = {
  hidden: [16, 8],
  dropout: 0.1,
  epochs: 100,
  batch: 32,
  optimizer: 'adam',
  rate: 0.001,
  schedule: 'decay',
  decay: 1,
  weightDecay: 0,
}

const digits: Recipe = {
  hidden: [128],
  dropout: 0.3,
  epochs: 8,
  batch: 64,
  optimizer: 'adam',
  rate: 0.002,
  schedule: 'decay',
  decay: 0.7,
  weightDecay: 0,
  smoothing: 0,
  augment: [],
}

/** Whether the mirror image shows the same thing: digits have a side, and clothes as photographed lie one way. */
const mirrored: { readonly [N in DatasetName]: boolean } = {
  mnist: false,
  'fashion-mnist': false,
  cifar10: true,
  cifar100: true,
  folder: true,
}

/** Moved by some pixels and, where that means the same, mirrored. */
const moved = (dataset: DatasetName, pixels: number): readonly string[] => [
  `crop:${pixels}`,
  ...(mirrored[dataset] ? ['flip'] : []),
]

/** By architecture. Measured on CIFAR-10 and MNIST: `docs/results.md`. */
export const recipeOf = (model: ArchitectureName, dataset: DatasetName): Recipe => {
  const recipes: { readonly [N in ArchitectureName]: Recipe } = {
    perceptron: digits,
    lenet: digits,
    notes: {
      ...digits,
      hidden: [512],
      dropout: 0.2,
      epochs: 10,
      optimizer: 'nesterov',
      rate: 0.05,
      schedule: 'onecycle',
      decay: 1,
      weightDecay: 0.0005,
      augment: moved(dataset, 2),
    },
    resnet: {
      ...digits,
      hidden: [],
      dropout: 0,
      epochs: 15,
      batch: 128,
      optimizer: 'nesterov',
      rate: 0.1,
      schedule: 'onecycle',
      decay: 1,
      weightDecay: 0.0005,
      smoothing: 0.1,
      augment: moved(dataset, mirrored[dataset] ? 4 : 2),
    },
  }
  return recipes[model]
}
