/** The laws of sources hold for those that need a disk or a network. */
import { writeFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, beforeAll } from 'vitest'
import { type SourceClaims, sourceLaws } from '../../../laws/sources.js'
import { fileBytes, httpBytes, ndjson, serverSentEvents, streamBytes } from '../../../src/io/index.js'
import { type Decoded, decoded, jsonText, mapSource, reconnecting, type Source } from '../../../src/streams/index.js'
import { proveAsync } from '../../prove.js'
import { folder, served } from './gathering.js'

const here = folder()
const texts = fc.array(fc.jsonValue({ maxDepth: 1 }), { maxLength: 8 })
const values = (source: Source<Decoded<string>>): Source<unknown> =>
  mapSource((record: Decoded<unknown>): unknown => (E.isRight(record) ? record.right : record.left.reason))(
    decoded(jsonText)(source),
  )
const contentOf = (list: readonly unknown[]): string => list.map((value) => `${JSON.stringify(value)}\n`).join('')

/** A server that holds what was put there last, by path. */
const held = new Map<string, (request: IncomingMessage, response: ServerResponse) => void>()
let url = ''
let count = 0
let stop = async (): Promise<void> => {}
beforeAll(async () => {
  const started = await served((request, response) => held.get(request.url!)!(request, response))
  url = started.url
  stop = started.stop
})
afterAll(() => stop())
const put = (answer: (request: IncomingMessage, response: ServerResponse) => void): string => {
  const path = `/${count++}`
  held.set(path, answer)
  return `${url}${path}`
}

const cases: readonly SourceClaims<unknown>[] = [
  {
    name: 'a file',
    records: texts,
    hold: (list) => {
      const path = join(here, 'records.ndjson')
      writeFileSync(path, contentOf(list))
      return values(ndjson(fileBytes(path)))
    },
    goesBack: true,
  },
  {
    name: 'a stream',
    records: texts,
    hold: (list, cut) => {
      const content = Buffer.from(contentOf(list))
      const size = 1 + (cut % 9)
      const pieces = Array.from({ length: Math.ceil(content.length / size) }, (_, i) =>
        content.subarray(i * size, (i + 1) * size),
      )
      return values(ndjson(streamBytes('stream', () => Readable.from(pieces))))
    },
    goesBack: true,
  },
  {
    name: 'HTTP, whose connection breaks',
    records: texts,
    hold: (list, cut) => {
      const content = Buffer.from(contentOf(list))
      const address = put((request, response) => {
        const start = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0)
        if (start > 0 && start >= content.length)
          return response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end()
        const range = { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` }
        response.writeHead(start > 0 ? 206 : 200, { ...range, 'content-length': content.length - start })
        // at least one record each time, then inside of another
        const end = content.indexOf(10, start) + 1 + (cut % 3)
        if (end >= content.length) return response.end(content.subarray(start))
        response.write(content.subarray(start, end), () => response.destroy())
      })
      return values(reconnecting(() => 0)(ndjson(httpBytes(address))))
    },
    goesBack: true,
  },
  {
    name: 'Server-Sent Events, whose connection ends',
    records: texts,
    hold: (list, cut) => {
      const address = put((request, response) => {
        const start = Number(request.headers['last-event-id'] ?? 0)
        if (start >= list.length) return response.writeHead(204).end()
        const some = list.slice(start, start + 1 + (cut % 3))
        const events = some.map((value, i) => `id: ${start + i + 1}\ndata: ${JSON.stringify(value)}\n\n`)
        response.writeHead(200, { 'content-type': 'text/event-stream' }).end(`${events.join('')}data: half`)
      })
      return values(reconnecting(() => 0)(serverSentEvents(address)))
    },
    goesBack: true,
  },
]

proveAsync('laws of sources', cases.flatMap(sourceLaws), { runs: 10 })
