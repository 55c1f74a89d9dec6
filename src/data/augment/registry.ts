/** Every augmentation of pictures by name. Total: the command line and the laws quantify over it. */
import type { Augmentation } from './augmentation.js'
import { crop } from './crop.js'
import { cutout } from './cutout.js'
import { flip } from './flip.js'
import { brightness, contrast } from './light.js'
import { rotate } from './rotate.js'

export type AugmentationName = 'flip' | 'crop' | 'rotate' | 'brightness' | 'contrast' | 'cutout'

export interface AugmentationEntry {
  /** With its one number: see `amount`. */
  readonly make: (amount?: number) => Augmentation
  /** What the number is, and what it is by default. */
  readonly amount: { readonly means: string; readonly usual: number }
  /** The number with which nothing happens, if there is one. */
  readonly none: number | null
  readonly formula: string
}

/** Leaves out what was not given, so that defaults apply. */
const only = <K extends string>(name: K, amount: number | undefined): { readonly [P in K]?: number } =>
  (amount === undefined ? {} : { [name]: amount }) as { readonly [P in K]?: number }

/** Every augmentation of pictures by name, with what its number means. */
export const augmentations: { readonly [N in AugmentationName]: AugmentationEntry } = {
  flip: {
    make: (amount) => flip(only('probability', amount)),
    amount: { means: 'probability', usual: 0.5 },
    none: 0,
    formula: 'y[i, j] = x[i, w - 1 - j] with probability p',
  },
  crop: {
    make: (amount) => crop(only('padding', amount)),
    amount: { means: 'pixels each way', usual: 4 },
    none: 0,
    formula: 'y[i, j] = x[i + a, j + b], a and b from -p to p; mirrored at the borders',
  },
  rotate: {
    make: (amount) => rotate(only('degrees', amount)),
    amount: { means: 'degrees each way', usual: 15 },
    none: 0,
    formula: 'y(p) = x(R(-θ)·p) about the centre, θ from -d to d; bilinear',
  },
  brightness: {
    make: (amount) => brightness(only('by', amount)),
    amount: { means: 'share each way', usual: 0.2 },
    none: 0,
    formula: 'y = f·x, f from 1 - b to 1 + b',
  },
  contrast: {
    make: (amount) => contrast(only('by', amount)),
    amount: { means: 'share each way', usual: 0.2 },
    none: 0,
    formula: 'y = μ + f·(x - μ), f from 1 - b to 1 + b',
  },
  cutout: {
    make: (amount) => cutout(only('size', amount)),
    amount: { means: 'pixels wide', usual: 8 },
    none: null,
    formula: 'y = 128 in a square of s × s with its centre anywhere, else x',
  },
}
