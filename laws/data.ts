/** Laws of data: splits, scaling, one-hot, encoders, files. */
import { augmentLaws } from './data/augment.js'
import { encoderLaws } from './data/encoder.js'
import { idxLaws } from './data/idx.js'
import { imageLaws } from './data/images.js'
import { oneHotLaws } from './data/oneHot.js'
import { scaleLaws } from './data/scale.js'
import { splitLaws } from './data/split.js'
import type { Law } from './law.js'

/** All laws of `fluxion/data`. */
export const dataLaws: readonly Law[] = [
  ...splitLaws,
  ...scaleLaws,
  ...oneHotLaws,
  ...encoderLaws,
  ...idxLaws,
  ...imageLaws,
  ...augmentLaws,
]
