/** Elementary functions, scans and orders are those of PyTorch 2.13 in f64 (tests/references/elementary.py). */
import type { AnyTensor } from '../../src/core/index.js'
import * as o from '../../src/ops/index.js'
import { expectKnown } from './known.js'

/** The cases of tests/references/elementary.py, by their names there. */
const cases: Readonly<Record<string, (...args: any[]) => AnyTensor>> = {
  erf: o.erf,
}

expectKnown('elementary', cases)
