/** The sources that need neither disk nor network, as cases of the laws of sources. */
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { asyncScheduler } from 'rxjs'
import { type Bytes, skipBytes } from '../../src/io/sources/bytes.js'
import { csvRows, ndjson } from '../../src/io/sources/index.js'
import {
  asDecoded,
  bounded,
  type Decoded,
  decoded,
  jsonText,
  mapSource,
  ofRecords,
  type PushSource,
  reconnecting,
  replayed,
  type Source,
  transientError,
} from '../../src/streams/index.js'
import type { SourceClaims } from '../sources.js'

const lists = fc.array(fc.nat(), { maxLength: 12 })
/** Text with all that a format could stumble over: quotes, separators, ends of lines, characters of one to four bytes. */
const text = fc
  .array(fc.constantFrom('a', '"', ',', ';', '\n', ' ', '\\', 'é', '漢', '😀', '\t'), { maxLength: 6 })
  .map((characters) => characters.join(''))

const memory = <A>(list: readonly A[], cut: number): Source<A> => ofRecords('memory', list, { atOnce: 1 + (cut % 4) })

/** Bytes in pieces of one to nine. */
export const inPieces = (content: string, cut: number, seeks: boolean): Bytes => {
  const bytes = new TextEncoder().encode(content)
  const size = 1 + (cut % 9)
  async function* from(position: number): AsyncGenerator<Uint8Array> {
    for (let at = position; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  }
  async function* open(position: number, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const pieces = seeks ? from(position) : skipBytes('pieces', from(0), position, signal)
    for await (const piece of pieces) {
      if (signal.aborted) return
      yield piece
    }
  }
  return { name: 'pieces', seeks, open }
}

/** A source that breaks after every few records. */
const breaking = <A>(source: Source<A>, cut: number): Source<A> => ({
  ...source,
  open: async function* (from, signal) {
    let left = 1 + (cut % 3)
    for await (const chunk of source.open(from, signal)) {
      if (left-- === 0) throw transientError('breaking', 'the connection is lost', 'wait')
      yield chunk
    }
  },
})

/**
 * A client that pushes bursts of one to three as long as it is not asked to pause, in turns of its own. Where it starts it
 * goes on after the offset.
 */
export const pushing = <A>(list: readonly A[], cut: number): PushSource<A> => ({
  name: 'pushing',
  canPause: true,
  connect: (from, sink) => {
    let at = typeof from === 'number' ? from : 0
    let paused = false
    let open = true
    const push = async (): Promise<void> => {
      await null
      if (!open || paused) return
      for (let i = 0; i < 1 + (cut % 3) && at < list.length; i++) {
        sink.next({ value: list[at]!, offset: at + 1 })
        at++
      }
      if (at === list.length) sink.complete()
      else push()
    }
    push()
    return {
      close: () => {
        open = false
      },
      pause: () => {
        paused = true
      },
      resume: () => {
        paused = false
        push()
      },
    }
  },
})

const rightOf = <A>(source: Source<Decoded<A>>): Source<A> =>
  mapSource((record: Decoded<A>): A => {
    if (E.isLeft(record)) throw new Error(record.left.reason)
    return record.right
  })(source)

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`
type Rows = { readonly a: string; readonly b: string }
const csvOf = (rows: readonly Rows[], cut: number): string => {
  const end = cut % 2 === 0 ? '\n' : '\r\n'
  return ['a,b', ...rows.map(({ a, b }) => `${quoted(a)},${quoted(b)}`)].join(end) + (cut % 3 === 0 ? '' : end)
}
const linesOf = (values: readonly unknown[], cut: number): string => {
  const end = cut % 2 === 0 ? '\n' : '\r\n'
  return values.map((value) => JSON.stringify(value)).join(cut % 5 === 0 ? `${end}  ${end}` : end) + end
}
const json = fc.jsonValue({ maxDepth: 2 })
const rows = fc.array(fc.record({ a: text, b: text }), { maxLength: 6 })

/** Every such source, under its name. */
export const sourceCases: readonly SourceClaims<any>[] = [
  { name: 'ofRecords', records: lists, hold: memory, goesBack: true },
  {
    name: 'decoded ∘ encoded',
    records: fc.array(json),
    hold: (list, cut) => rightOf(decoded(jsonText)(asDecoded(memory(list.map(jsonText.encode), cut)))),
    goesBack: true,
  },
  {
    name: 'replayed',
    records: lists,
    hold: (list, cut) => replayed({ timeOf: Number, speed: 1e12, scheduler: asyncScheduler })(memory(list, cut)),
    goesBack: true,
  },
  {
    name: 'reconnecting',
    records: lists,
    hold: (list, cut) => reconnecting(() => 0)(breaking(memory(list, cut), cut)),
    goesBack: true,
  },
  {
    name: 'bounded, block',
    records: lists,
    hold: (list, cut) =>
      bounded({ capacity: 1 + (cut % 4), policy: 'block', atOnce: 1 + (cut % 2) })(pushing(list, cut)),
    goesBack: true,
  },
  ...[true, false].flatMap((seeks): readonly SourceClaims<any>[] => [
    {
      name: `ndjson, ${seeks ? 'seeking' : 'skipping'}`,
      records: fc.array(json, { maxLength: 6 }),
      hold: (list, cut) => rightOf(decoded(jsonText)(ndjson(inPieces(linesOf(list, cut), cut, seeks)))),
      goesBack: true,
    },
    {
      name: `csvRows, ${seeks ? 'seeking' : 'skipping'}`,
      records: rows,
      hold: (list, cut) =>
        rightOf(decoded(t.type({ a: t.string, b: t.string }))(csvRows(inPieces(csvOf(list, cut), cut, seeks)))),
      goesBack: true,
    },
  ]),
]
