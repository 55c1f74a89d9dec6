/** Entries of layers that slide filters, and of one that undoes a stride. */
import type { AnyLayer } from '../../model.js'
import { conv1d } from '../conv1d.js'
import { conv2d } from '../conv2d.js'
import { conv2dTranspose } from '../conv2dTranspose.js'
import { conv3d } from '../conv3d.js'
import { depthwiseConv2d, separableConv2d } from '../depthwise.js'
import { upsample2d } from '../resize.js'
import { type Entries, firstOf } from './entry.js'

/** What convolutions of the examples have in common. */
const filtersOf = { weights: 'glorotUniform', bias: true } as const
const square = { stride: [1, 1], dilation: [1, 1], padding: 'valid', ...filtersOf } as const

type Convolution =
  | 'conv1d'
  | 'conv2d'
  | 'conv3d'
  | 'conv2dTranspose'
  | 'depthwiseConv2d'
  | 'separableConv2d'
  | 'upsample2d'
export const convolutions: Entries<Convolution> = {
  conv1d: {
    make: ({ filters, window, stride, dilation, padding, ...options }) =>
      conv1d(filters, window[0], {
        ...options,
        stride: stride[0],
        dilation: dilation[0],
        padding: firstOf(padding),
      }) as AnyLayer,
    examples: [
      {
        shape: [5, 2],
        spec: {
          layer: 'conv1d',
          filters: 2,
          window: [2],
          stride: [2],
          dilation: [1],
          padding: 'same',
          groups: 1,
          ...filtersOf,
        },
      },
      {
        shape: [3, 2],
        spec: {
          layer: 'conv1d',
          filters: 4,
          window: [2],
          stride: [1],
          dilation: [2],
          padding: [[2, 0]],
          groups: 2,
          weights: 'heNormal',
          bias: false,
        },
      },
    ],
    kinks: [],
  },
  conv2d: {
    make: ({ filters, window, ...options }) => conv2d(filters, window, options) as AnyLayer,
    examples: [
      {
        shape: [4, 3, 2],
        spec: {
          layer: 'conv2d',
          filters: 2,
          window: [3, 2],
          stride: [1, 1],
          dilation: [1, 1],
          padding: 'valid',
          groups: 1,
          weights: 'heNormal',
          bias: true,
        },
      },
      {
        shape: [3, 3, 2],
        spec: {
          layer: 'conv2d',
          filters: 4,
          window: [2, 2],
          stride: [2, 1],
          dilation: [1, 2],
          padding: [
            [1, 0],
            [0, 2],
          ],
          groups: 2,
          weights: 'glorotUniform',
          bias: false,
        },
      },
      {
        shape: [3, 4, 1],
        spec: {
          layer: 'conv2d',
          filters: 1,
          window: [2, 3],
          stride: [2, 2],
          dilation: [1, 1],
          padding: 'same',
          groups: 1,
          weights: 'heUniform',
          bias: true,
        },
      },
    ],
  },
  conv3d: {
    make: ({ filters, window, ...options }) => conv3d(filters, window, options) as AnyLayer,
    examples: [
      {
        shape: [2, 3, 2, 2],
        spec: {
          layer: 'conv3d',
          filters: 2,
          window: [2, 2, 1],
          stride: [1, 2, 1],
          dilation: [1, 1, 1],
          padding: [
            [1, 0],
            [0, 1],
            [0, 0],
          ],
          groups: 2,
          ...filtersOf,
        },
      },
      {
        shape: [3, 1, 2, 1],
        spec: {
          layer: 'conv3d',
          filters: 2,
          window: [2, 1, 2],
          stride: [1, 1, 1],
          dilation: [2, 1, 1],
          padding: 'same',
          groups: 1,
          weights: 'heUniform',
          bias: false,
        },
      },
    ],
    kinks: [],
  },
  conv2dTranspose: {
    make: ({ filters, window, ...options }) => conv2dTranspose(filters, window, options) as AnyLayer,
    examples: [
      {
        shape: [2, 2, 2],
        spec: {
          layer: 'conv2dTranspose',
          filters: 2,
          window: [3, 2],
          ...square,
          stride: [2, 1],
          padding: [
            [1, 0],
            [0, 1],
          ],
          outputPadding: [1, 0],
          groups: 1,
        },
      },
      {
        shape: [2, 1, 2],
        spec: {
          layer: 'conv2dTranspose',
          filters: 4,
          window: [1, 2],
          ...square,
          stride: [1, 2],
          padding: 'same',
          outputPadding: [0, 0],
          groups: 2,
          bias: false,
        },
      },
    ],
    kinks: [],
  },
  depthwiseConv2d: {
    make: ({ window, ...options }) => depthwiseConv2d(window, options) as AnyLayer,
    examples: [
      { shape: [3, 2, 2], spec: { layer: 'depthwiseConv2d', window: [2, 2], multiplier: 2, ...square } },
      {
        shape: [3, 2, 2],
        spec: {
          layer: 'depthwiseConv2d',
          window: [3, 1],
          multiplier: 1,
          ...square,
          stride: [2, 1],
          padding: 'same',
          bias: false,
        },
      },
    ],
    kinks: [],
  },
  separableConv2d: {
    make: ({ filters, window, ...options }) => separableConv2d(filters, window, options) as AnyLayer,
    examples: [
      { shape: [3, 2, 2], spec: { layer: 'separableConv2d', filters: 3, window: [2, 2], multiplier: 1, ...square } },
      {
        shape: [2, 3, 1],
        spec: {
          layer: 'separableConv2d',
          filters: 1,
          window: [1, 2],
          multiplier: 2,
          ...square,
          dilation: [1, 2],
          padding: [
            [0, 0],
            [1, 0],
          ],
          bias: false,
        },
      },
    ],
    kinks: [],
  },
  upsample2d: {
    make: ({ factor, method }) => upsample2d(factor, { method }) as AnyLayer,
    examples: [
      { shape: [2, 2, 2], spec: { layer: 'upsample2d', factor: [2, 3], method: 'nearest' } },
      { shape: [2, 3, 1], spec: { layer: 'upsample2d', factor: [3, 2], method: 'bilinear' } },
    ],
    kinks: [],
  },
}
