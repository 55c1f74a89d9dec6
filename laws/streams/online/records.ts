/** Records that the laws of online learning draw, and how states are kept. */
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { decodeBundle, encodeBundle } from '../../../src/io/index.js'
import type { Features, Labelled, OnlineLearnerEntry, Row, SparseFeatures } from '../../../src/streams/index.js'

const names = ['a', 'b', 'c', 'd', 'e', 'f'] as const
/** Not `fc.double`, most of whose numbers are too near 0 to be told from it. */
const between = (min: number, max: number): fc.Arbitrary<number> =>
  fc.integer({ min: 1000 * min, max: 1000 * max }).map((n) => n / 1000)
export const numbers = between(-3, 3)

/** Numbers of some of six features. */
export const features: fc.Arbitrary<Features> = fc.dictionary(fc.constantFrom(...names), numbers, { maxKeys: 5 })

/** Rows with numbers, words, truths and blanks. */
export const tableRows: fc.Arbitrary<Row> = fc.dictionary(
  fc.constantFrom(...names),
  fc.oneof({ weight: 3, arbitrary: numbers }, fc.constantFrom('red', 'green', 'blue'), fc.boolean(), fc.constant(null)),
  { maxKeys: 5 },
)

/** Few numbers in so many buckets. */
export const sparse = (buckets: number): fc.Arbitrary<SparseFeatures> =>
  fc
    .uniqueArray(fc.tuple(fc.nat({ max: buckets - 1 }), numbers), { selector: ([at]) => at, maxLength: 5 })
    .map((pairs) => ({ buckets, indices: pairs.map(([at]) => at), values: pairs.map(([, value]) => value) }))

const labels: { readonly [K in OnlineLearnerEntry['learns']]: fc.Arbitrary<any> } = {
  number: between(-2, 2),
  twoClasses: fc.constantFrom(0, 1),
  classes: fc.constantFrom('x', 'y', 'z'),
}
/** Records with labels of a kind. */
export const labelled = <X>(
  xs: fc.Arbitrary<X>,
  learns: OnlineLearnerEntry['learns'],
  maxLength = 8,
): fc.Arbitrary<Labelled<X, any>[]> => fc.array(fc.record({ x: xs, y: labels[learns] }), { maxLength })

/** A value as a file keeps it. Throws where it cannot be kept. */
export const throughFile = <T>(value: T): T => {
  const decoded = decodeBundle('law', 1)('memory')(encodeBundle('law', 1, { value }))
  if (E.isLeft(decoded)) throw new Error(decoded.left.what)
  return (decoded.right as { readonly value: T }).value
}

/** The record with its keys in the opposite order. */
export const reversed = <X extends object>(x: X): X => Object.fromEntries(Object.entries(x).reverse()) as X
