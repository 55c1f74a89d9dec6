/** The codec of numbers that JSON can hold. */
import * as t from 'io-ts'

const isFiniteNumber = (u: unknown): u is number => typeof u === 'number' && Number.isFinite(u)

/** A finite number: JSON has no NaN and no infinities. */
export const FiniteNumber = new t.Type<number>(
  'FiniteNumber',
  isFiniteNumber,
  (u, context) => (isFiniteNumber(u) ? t.success(u) : t.failure(u, context)),
  t.identity,
)
