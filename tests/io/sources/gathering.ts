/** What the tests of sources share: a server, a file, all that a source gives. */
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { lastValueFrom, take, toArray } from 'rxjs'
import { afterAll } from 'vitest'
import type { Bytes } from '../../../src/io/sources/bytes.js'
import { type Decoded, type Offset, type Received, received, type Source } from '../../../src/streams/index.js'

/** All records of a source, or the first `count`. */
export const all = <A>(
  source: Source<A>,
  from: Offset = null,
  count = Number.POSITIVE_INFINITY,
): Promise<readonly Received<A>[]> => lastValueFrom(received(source, { from }).pipe(take(count), toArray()))

/** The value, or `dead: reason (raw)`. */
export const told = <A>({ value }: Received<Decoded<A>>): A | string =>
  E.isRight(value) ? value.right : `dead: ${value.left.reason} (${value.left.raw})`

/** Opened from the offset of any record, and from the beginning, a source gives the records after it. */
export const resumesAnywhere = async <A>(source: Source<A>): Promise<readonly (readonly unknown[])[]> => {
  const whole = await all(source)
  const rests = await Promise.all(whole.map(({ offset }) => all(source, offset)))
  return rests.flatMap((rest, i) => (JSON.stringify(rest) === JSON.stringify(whole.slice(i + 1)) ? [] : [[i, rest]]))
}

/** A folder that is gone after the tests. */
export const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'fluxion-sources-'))
  afterAll(() => rmSync(path, { recursive: true }))
  return path
}

/** Bytes in memory, in pieces of `size`. */
export const bytesInPieces = (content: Uint8Array, size: number, seeks = true): Bytes => ({
  name: 'memory',
  seeks,
  open: async function* (position, signal) {
    for (let at = position; at < content.length && !signal.aborted; at += size) yield content.subarray(at, at + size)
  },
})

/** A server of the test on a free port, its address, and how it stops. */
export const served = async (
  listener: RequestListener,
  port = 0,
): Promise<{
  readonly server: Server
  readonly url: string
  readonly port: number
  readonly stop: () => Promise<void>
}> => {
  const server = createServer(listener).listen(port, '127.0.0.1')
  await once(server, 'listening')
  const { port: given } = server.address() as AddressInfo
  return {
    server,
    url: `http://127.0.0.1:${given}`,
    port: given,
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export const turn = (milliseconds = 0): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Waits until `holds`, at most `limit` milliseconds. */
export const until = async (holds: () => boolean, limit = 5000): Promise<void> => {
  for (const end = performance.now() + limit; !holds(); await turn(2))
    if (performance.now() > end) throw new Error('until: it did not come to hold')
}
