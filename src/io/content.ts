/** A value with tensors anywhere in it, as JSON and tensors by name, and back. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { DType } from '../core/dtype.js'
import { type AnyTensor, fromData, isTensor } from '../core/tensor.js'
import { quote } from '../data/index.js'

/** The JSON of a value; in it each tensor is `{"$tensor": name}`. */
export interface Content {
  readonly json: string
  readonly tensors: Readonly<Record<string, AnyTensor>>
}

/** Deeper values are cycles or attacks; JavaScript's own stack ends at about ten times as many. */
const maxDepth = 1000

type Path = readonly string[]

/** `a/b` for the steps `a` and `b`; other steps never give the same name. `~` marks what a step cannot hold as it is. */
const nameOf = (path: Path): string => {
  const name = path
    .map((step) =>
      step
        .replaceAll('~', '~0')
        .replaceAll('/', '~1')
        .replace(/\p{Surrogate}/gu, (half) => `~${half.charCodeAt(0).toString(16)}`),
    )
    .join('/')
  return name === '__metadata__' ? `~${name}` : name
}

const isGraph = (u: unknown): u is AnyTensor =>
  isTensor(u) && ['Literal', 'Input', 'Apply'].includes(u.node?._tag) && Array.isArray(u.shape)

const isRecord = (u: object): u is Readonly<Record<string, unknown>> => {
  const prototype = Object.getPrototypeOf(u)
  return prototype === Object.prototype || prototype === null
}

const arrayType = (u: object): DType | undefined => {
  if (u instanceof Float32Array) return 'f32'
  if (u instanceof Float64Array) return 'f64'
  return u instanceof Int32Array ? 'i32' : undefined
}

/**
 * Takes tensors out of a value. Besides JSON and tensors it can hold NaN, infinities, -0, and arrays of f32, f64 and i32;
 * fields that are `undefined` are left out, as in JSON. Throws `TypeError` naming the path of anything else (functions,
 * dates, maps), and `RangeError` for a value nested more than 1000 levels deep.
 */
export const toContent = (value: unknown): Content => {
  const tensors: [string, AnyTensor][] = []
  const store = (path: Path, tensor: AnyTensor): string => {
    const name = nameOf(path)
    tensors.push([name, tensor])
    return name
  }
  const visit = (u: unknown, path: Path): unknown => {
    if (path.length > maxDepth)
      throw new RangeError(`encodeBundle: a value is nested more than ${maxDepth} levels deep`)
    if (u === null || typeof u === 'string' || typeof u === 'boolean') return u
    if (typeof u === 'number')
      return Number.isFinite(u) && !Object.is(u, -0) ? u : { $number: Object.is(u, -0) ? '-0' : String(u) }
    if (isGraph(u)) return { $tensor: store(path, u) }
    if (Array.isArray(u)) return Array.from(u, (x, i) => visit(x, [...path, String(i)]))
    if (typeof u === 'object') {
      const dtype = arrayType(u)
      if (dtype !== undefined) {
        const data = u as Float32Array
        return { $array: store(path, fromData([data.length], data, dtype)) }
      }
      if (isRecord(u))
        return Object.fromEntries(
          Object.entries(u)
            .filter(([, x]) => x !== undefined)
            .map(([key, x]) => [key.startsWith('$') ? `$${key}` : key, visit(x, [...path, key])]),
        )
    }
    throw new TypeError(`encodeBundle: ${quote(path.join('/'))} is neither JSON nor a tensor`)
  }
  return { json: JSON.stringify(visit(value, [])), tensors: Object.fromEntries(tensors) }
}

const numbers: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
  '-0': -0,
}

/** The value again; `Left` says what is wrong with it, and where. Never throws. */
export const fromContent = ({ json, tensors }: Content): E.Either<string, unknown> => {
  const named = (name: unknown): AnyTensor | undefined =>
    typeof name === 'string' && Object.hasOwn(tensors, name) ? tensors[name] : undefined
  const marked = (mark: string, u: unknown, path: Path): E.Either<string, unknown> => {
    const number = typeof u === 'string' && Object.hasOwn(numbers, u) ? numbers[u] : undefined
    if (mark === '$number' && number !== undefined) return E.right(number)
    const tensor = named(u)
    if (mark === '$tensor' && tensor !== undefined) return E.right(tensor)
    if (mark === '$array' && tensor?.node._tag === 'Literal') return E.right(tensor.node.data)
    const missing = typeof u === 'string' && mark !== '$number' ? `there is no tensor ${quote(u)}` : 'is not understood'
    return E.left(`${quote(mark)} at ${quote(path.join('/'))}: ${missing}`)
  }
  const visit = (u: unknown, path: Path): E.Either<string, unknown> => {
    if (path.length > maxDepth) return E.left(`it is nested more than ${maxDepth} levels deep`)
    if (typeof u !== 'object' || u === null) return E.right(u)
    if (Array.isArray(u)) return E.traverseArrayWithIndex((i, x) => visit(x, [...path, String(i)]))(u)
    const fields = Object.entries(u)
    const mark = fields.find(([key]) => key.startsWith('$') && !key.startsWith('$$'))
    if (mark !== undefined) return marked(mark[0], mark[1], path)
    return pipe(
      fields,
      E.traverseArray(([key, x]) => {
        const name = key.startsWith('$$') ? key.slice(1) : key
        return pipe(
          visit(x, [...path, name]),
          E.map((y) => [name, y] as const),
        )
      }),
      E.map((entries) => Object.fromEntries(entries)),
    )
  }
  return pipe(
    E.tryCatch(
      () => JSON.parse(json),
      () => 'it is not JSON',
    ),
    E.chain((u) => visit(u, [])),
  )
}
