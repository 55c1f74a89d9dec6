/** Laws of splits and folds. */
import * as fc from 'fast-check'
import { key, type Numbers } from '../../src/core/index.js'
import { kFold, splitRows, timeOrdered } from '../../src/data/index.js'
import { type Law, law } from '../law.js'
import { same } from './same.js'

const keys = fc.nat().map(key)
const counts = fc.integer({ min: 1, max: 120 })
const fraction = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 0.95, noNaN: true }))
const labels = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 2, maxLength: 120 })

const isPartition = (rows: number, ...parts: readonly Numbers[]): boolean =>
  same(
    parts.flatMap((part) => [...part]).sort((a, b) => a - b),
    Array.from({ length: rows }, (_, i) => i),
  )
const count = <A>(all: ArrayLike<A>, rows: Numbers, label: A): number =>
  [...rows].filter((r) => all[r] === label).length

export const splitLaws: readonly Law[] = [
  law('split is a partition', [counts, fraction, fraction, keys], (rows, test, validation, k) => {
    const parts = splitRows({ test, validation }, k)(rows)
    return isPartition(rows, parts.train, parts.validation, parts.test) && parts.train.length > 0
  }),
  law('stratified split is a partition', [labels, fraction, fraction, keys], (stratify, test, validation, k) => {
    const parts = splitRows({ test, validation, stratify }, k)(stratify.length)
    return isPartition(stratify.length, parts.train, parts.validation, parts.test)
  }),
  law(
    'stratified split keeps class shares within one row',
    [labels, fraction, fraction, keys],
    (stratify, test, validation, k) => {
      const parts = splitRows({ test, validation, stratify }, k)(stratify.length)
      const rest = Int32Array.of(...parts.train, ...parts.validation)
      const all = Int32Array.from(stratify, (_, i) => i)
      const keeps = (part: Numbers, whole: Numbers): boolean =>
        [...new Set(stratify)].every(
          (label) =>
            Math.abs(count(stratify, part, label) - (part.length * count(stratify, whole, label)) / whole.length) < 1,
        )
      return keeps(parts.test, all) && keeps(parts.validation, rest)
    },
  ),
  law('time-ordered split is a partition in order', [counts, fraction, fraction], (rows, test, validation) => {
    const parts = timeOrdered({ test, validation })(rows)
    return same(
      [...parts.train, ...parts.validation, ...parts.test],
      Array.from({ length: rows }, (_, i) => i),
    )
  }),
  law(
    'k folds validate each row exactly once and train on the others',
    [labels, fc.integer({ min: 2, max: 10 }), fc.boolean(), keys],
    (all, k, stratified, seed) => {
      const folds = kFold(Math.min(k, all.length), seed, stratified ? all : undefined)(all.length)
      const sizes = folds.map((fold) => fold.validation.length)
      return (
        isPartition(all.length, ...folds.map((fold) => fold.validation)) &&
        folds.every((fold) => isPartition(all.length, fold.train, fold.validation)) &&
        Math.max(...sizes) - Math.min(...sizes) <= 1
      )
    },
  ),
  law('stratified folds hold each class alike, within one row', [labels, keys], (all, seed) => {
    const folds = kFold(2, seed, all)(all.length)
    return all.every(
      (label) => Math.abs(count(all, folds[0]!.validation, label) - count(all, folds[1]!.validation, label)) <= 1,
    )
  }),
]
