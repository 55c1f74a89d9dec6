/** What tells things apart where plain text would not. */
import type { Attr } from '../core/op.js'

const identities = new WeakMap<object, number>()
let count = 0
/** A number for each object: two op records of one name are still two. */
export const identityOf = (object: object): number => {
  const known = identities.get(object)
  if (known !== undefined) return known
  identities.set(object, ++count)
  return count
}

/** A number as text, the sign of 0 included. */
export const exactly = (x: number): string => (Object.is(x, -0) ? '-0' : String(x))

/** Attributes as text that differs where they differ: JSON has neither NaN nor infinities nor -0. */
export const attrsText = (attrs: Attr): string =>
  JSON.stringify(attrs, (_, v: Attr) => {
    if (typeof v === 'string') return v.startsWith('#') ? `#${v}` : v
    return typeof v === 'number' && (!Number.isFinite(v) || Object.is(v, -0)) ? `#${exactly(v)}` : v
  })
