/** Entries of layers that pool. */
import type { AnyLayer } from '../../model.js'
import { globalPools, pools } from '../pool.js'
import { pools1d } from '../pool1d.js'
import { pools3d } from '../pool3d.js'
import { adaptivePools } from '../resize.js'
import type { AdaptivePoolName, GlobalPoolName, Pool1dName, Pool3dName, PoolName } from '../spec.js'
import { type Entries, firstOf, type LayerEntry } from './entry.js'

const poolEntry = (layer: PoolName): LayerEntry<any> => ({
  make: ({ window, stride, padding }) => pools[layer](window, { stride, padding }) as AnyLayer,
  examples: [
    { shape: [4, 2, 2], spec: { layer, window: [2, 2], stride: [2, 2], padding: 'valid' } },
    { shape: [3, 3, 1], spec: { layer, window: [2, 3], stride: [1, 2], padding: 'same' } },
    {
      shape: [2, 3, 1],
      spec: {
        layer,
        window: [2, 2],
        stride: [1, 1],
        padding: [
          [1, 0],
          [0, 1],
        ],
      },
    },
  ],
  distinct: true,
})
const pool1dEntry = (layer: Pool1dName): LayerEntry<any> => ({
  make: ({ window, stride, padding }) =>
    pools1d[layer](window[0], { stride: stride[0], padding: firstOf(padding) }) as AnyLayer,
  examples: [
    { shape: [5, 2], spec: { layer, window: [2], stride: [2], padding: 'valid' } },
    { shape: [4, 1], spec: { layer, window: [3], stride: [1], padding: [[2, 0]] } },
  ],
  distinct: true,
})
const pool3dEntry = (layer: Pool3dName): LayerEntry<any> => ({
  make: ({ window, stride, padding }) => pools3d[layer](window, { stride, padding }) as AnyLayer,
  examples: [
    { shape: [2, 2, 3, 1], spec: { layer, window: [2, 2, 2], stride: [2, 2, 1], padding: 'valid' } },
    {
      shape: [2, 2, 1, 2],
      spec: {
        layer,
        window: [2, 1, 2],
        stride: [1, 2, 1],
        padding: [
          [1, 0],
          [0, 0],
          [0, 1],
        ],
      },
    },
  ],
  distinct: true,
})
const adaptiveEntry = (layer: AdaptivePoolName): LayerEntry<any> => ({
  make: ({ size }) => adaptivePools[layer](size) as AnyLayer,
  examples: [
    { shape: [4, 2, 1], spec: { layer, size: [2, 2] } },
    { shape: [3, 2, 2], spec: { layer, size: [2, 3] } },
  ],
  distinct: true,
})
const globalPoolEntry = (layer: GlobalPoolName): LayerEntry<any> => ({
  make: () => globalPools[layer] as AnyLayer,
  examples: [
    { shape: [2, 3, 2], spec: { layer } },
    { shape: [1, 1, 3], spec: { layer } },
  ],
  distinct: true,
})

export const poolings: Entries<PoolName | Pool1dName | Pool3dName | AdaptivePoolName | GlobalPoolName> = {
  maxPool1d: pool1dEntry('maxPool1d'),
  minPool1d: pool1dEntry('minPool1d'),
  avgPool1d: pool1dEntry('avgPool1d'),
  maxPool3d: pool3dEntry('maxPool3d'),
  minPool3d: pool3dEntry('minPool3d'),
  avgPool3d: pool3dEntry('avgPool3d'),
  maxPool2d: poolEntry('maxPool2d'),
  minPool2d: poolEntry('minPool2d'),
  avgPool2d: poolEntry('avgPool2d'),
  globalMaxPool2d: globalPoolEntry('globalMaxPool2d'),
  globalMinPool2d: globalPoolEntry('globalMinPool2d'),
  globalAvgPool2d: globalPoolEntry('globalAvgPool2d'),
  adaptiveAvgPool2d: adaptiveEntry('adaptiveAvgPool2d'),
  adaptiveMaxPool2d: adaptiveEntry('adaptiveMaxPool2d'),
}
