/** All problems of a value that does not decode, in one line. */
import type * as t from 'io-ts'
import { isTensor } from '../core/tensor.js'
import { quote } from './errors.js'

/** Problems that one line shows; the rest is counted. */
const shownProblems = 5

/** The kind of a codec, below wrappers that pass their value on, such as `t.readonly`. */
const kindOf = (codec: t.Decoder<any, any>): string | undefined => {
  const { _tag: kind, type } = codec as { readonly _tag?: string; readonly type?: t.Mixed }
  const wraps = kind === 'ReadonlyType' || kind === 'ExactType' || kind === 'RefinementType'
  return wraps && type !== undefined ? kindOf(type) : kind
}

/** `layers/0/units`; the members of unions and intersections are no places. */
const pathOf = (context: t.Context): string =>
  context
    .filter(({ key }, i) => {
      const parent = i === 0 ? undefined : kindOf(context[i - 1]!.type)
      return key !== '' && parent !== 'UnionType' && parent !== 'IntersectionType'
    })
    .map(({ key }) => key)
    .join('/')

/** A value in a few words, however large or deep it is. */
const brief = (u: unknown): string => {
  if (u === undefined || u === null) return u === null ? 'null' : 'nothing'
  if (typeof u === 'string') return quote(u)
  if (typeof u !== 'object') return String(u)
  return isTensor(u) ? `a tensor ${u.dtype}[${u.shape.join(', ')}]` : Array.isArray(u) ? 'a list' : 'a record'
}
const shorten = (text: string, limit: number): string => (text.length > limit ? `${text.slice(0, limit - 1)}…` : text)

/** All problems in one line, each with its path: `at layers/0/units expected number but got "x", at …`. */
export const describe = (errors: t.Errors): string => {
  const expected = new Map<string, { readonly value: unknown; readonly names: Set<string> }>()
  for (const { context, value, message } of errors) {
    const path = pathOf(context)
    const seen = expected.get(path) ?? { value, names: new Set() }
    seen.names.add(message ?? shorten(context[context.length - 1]!.type.name, 60))
    expected.set(path, seen)
  }
  const problems = [...expected].map(
    ([path, { value, names }]) =>
      `${path === '' ? '' : `at ${shorten(path, 100)} `}expected ${[...names].join(' or ')} but got ${brief(value)}`,
  )
  const more = problems.length - shownProblems
  return `${problems.slice(0, shownProblems).join(', ')}${more > 0 ? ` (and ${more} more)` : ''}`
}
