/** Laws of windows that slide over images. */
import * as fc from 'fast-check'
import { windowOutput } from '../src/core/index.js'
import { type Law, law } from './law.js'
import { convolutionLaws } from './windows/convolution.js'
import { between, placesByTrying } from './windows/drawn.js'
import { familyLaws } from './windows/family.js'
import { poolLaws } from './windows/pooling.js'

/** All laws of windows: their number, convolution and its family, pooling. */
export const windowLaws: readonly Law[] = [
  law(
    'windowOutput: as many places as there are, by trying each',
    [between(0, 30), between(1, 8), between(1, 6), between(1, 4), fc.tuple(between(0, 4), between(0, 4))],
    (n, f, stride, dilation, padding) =>
      Math.max(windowOutput(n, f, { stride, dilation, padding }), 0) ===
      placesByTrying(n, f, stride, dilation, padding),
  ),
  law(
    "windowOutput: 'same' padding gives ⌈n / s⌉",
    [between(1, 30), between(1, 8), between(1, 6), between(1, 4)],
    (n, f, stride, dilation) =>
      windowOutput<number, number, number, number, 'same'>(n, f, { stride, dilation, padding: 'same' }) ===
      Math.ceil(n / stride),
  ),
  ...convolutionLaws,
  ...poolLaws,
  ...familyLaws,
]
