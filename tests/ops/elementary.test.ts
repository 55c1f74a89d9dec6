/** Elementary functions, scans and orders are those of PyTorch 2.13 in f64 (tests/references/elementary.py). */
import type { AnyTensor } from '../../src/core/index.js'
import * as o from '../../src/ops/index.js'
import { expectKnown } from './known.js'

/** The cases of tests/references/elementary.py, by their names there. */
const cases: Readonly<Record<string, (...args: any[]) => AnyTensor>> = {
  erf: o.erf,
  sin: o.sin,
  cos: o.cos,
  tan: o.tan,
  atan2: o.atan2,
  'atan2 of zeros and infinities, the value': (y, x) => o.stopGradient(o.atan2(y, x)),
  floor: o.floor,
  ceil: o.ceil,
  round: o.round,
  mod: o.mod,
  'mod broadcasts': o.mod,
  'mod by zero, the value': (a, b) => o.stopGradient(o.mod(a, b)),
}

expectKnown('elementary', cases)
