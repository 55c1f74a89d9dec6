/** Augmentation: pictures that mean the same, as pure functions of a key. */
export { type Augmentation, inTurn } from './augmentation.js'
export { type CropOptions, crop } from './crop.js'
export { type CutoutOptions, cutout } from './cutout.js'
export { type FlipOptions, flip } from './flip.js'
export { brightness, contrast, type LightOptions } from './light.js'
export { type AugmentationEntry, type AugmentationName, augmentations } from './registry.js'
export { type RotateOptions, rotate } from './rotate.js'
