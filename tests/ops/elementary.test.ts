/** Elementary functions, scans and orders are those of PyTorch 2.13 in f64 (tests/references/elementary.py). */
import { type AnyTensor, literal } from '../../src/core/index.js'
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
  cumSum: (x) => o.cumSum(x),
  'cumSum 0': (x) => o.cumSum(x, 0),
  'cumSum reverse': (x) => o.cumSum(x, 1, { reverse: true }),
  'cumSum exclusive': (x) => o.cumSum(x, 1, { exclusive: true }),
  cumProd: (x) => o.cumProd(x),
  'cumProd with a zero': (x) => o.cumProd(x),
  'cumProd with zeros': (x) => o.cumProd(x, 0),
  'cumProd reverse': (x) => o.cumProd(x, 0, { reverse: true }),
  recurrence: (a, b) => o.recurrence(a, b),
  sort: (x) => o.sort(x),
  'sort descending 0': (x) => o.sort(x, 0, { descending: true }),
  'sort with NaN': (x) => o.sort(x),
  argSort: (x) => o.cast(o.argSort(x), 'f64'),
  'argSort descending with NaN': (x) => o.cast(o.argSort(x, -1, { descending: true }), 'f64'),
  topK: (x) => o.topK(x, 2).values,
  'topK positions': (x) => o.cast(o.topK(x, 2).positions, 'f64'),
  takeAlongAxis: (x) => o.takeAlongAxis(x, literal([2, 2], [2, 2, 0, 1], 'i32'), 1),
  'take 1': (x) => o.take(x, literal([2, 2], [2, 0, 1, 1], 'i32'), 1),
  flip: (x) => o.flip(x, [0, 2]),
  tile: (x) => o.tile(x, [2, 3]),
  stack: (a, b) => o.stack([a, o.slice(b, { start: [0, 0], stop: [2, 3] })], 1),
  splitAlong: (x) => o.splitAlong(x, [1, 2], 1)[1]!,
}

expectKnown('elementary', cases)
