/** A WebSocket as something that pushes records. */
import type { IncomingMessage } from 'node:http'
import type { RawData, WebSocket } from 'ws'
import {
  type Connection,
  type Decoded,
  type PushSource,
  type Sink,
  sourceError,
  transientError,
} from '../../streams/index.js'
import { addressOf } from './address.js'
import { connectionFault, statusFault } from './answer.js'
import { textRecord } from './textRecord.js'

export interface WebSocketOptions {
  readonly headers?: Readonly<Record<string, string>>
  readonly protocols?: readonly string[]
  /** Sent once each time it is connected: what to subscribe to. */
  readonly greeting?: readonly string[]
  /** Milliseconds between two pings (default 30,000); a server that does not answer one until the next is gone. */
  readonly heartbeat?: number
  /** A message of more bytes is a fault (default 2²⁴). */
  readonly longest?: number
}

/** Milliseconds that a server has to agree to a connection, and to its end. */
const handshake = 10_000
const farewell = 1000

const bytesOf = (data: RawData): Uint8Array =>
  Array.isArray(data) ? Buffer.concat(data) : data instanceof ArrayBuffer ? new Uint8Array(data) : data

/** The reason for an end, as a fault: it may pass unless the server refuses this client. */
const closeFault = (name: string, code: number, reason: string) => {
  const what = `the server closed the connection (${code}${reason === '' ? '' : `: ${reason}`})`
  return code === 1008 || code === 1010
    ? sourceError(name, what, 'check what the server allows')
    : transientError(name, what, 'check that the server runs')
}

/** Resolves when it is open. */
const opened = (socket: WebSocket, name: string): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.once('open', resolve)
    socket.on('error', (error) => reject(connectionFault(name, error)))
    socket.once('unexpected-response', (_request, answer: IncomingMessage) => {
      const { statusCode = 0, statusMessage = '', headers } = answer
      answer.destroy()
      reject(statusFault(name, statusCode, statusMessage, headers['retry-after'] ?? null))
    })
  })

const connected = (
  socket: WebSocket,
  name: string,
  sink: Sink<Decoded<string>>,
  { greeting = [], heartbeat = 30_000 }: WebSocketOptions,
): Connection => {
  let alive = true
  let failure: unknown
  const beat = setInterval(() => {
    if (socket.isPaused) return // its answer could not be read
    if (!alive) return socket.terminate()
    alive = false
    socket.ping()
  }, heartbeat)
  beat.unref()
  const heard = (): void => {
    alive = true
  }
  socket.on('pong', heard)
  socket.on('message', heard)
  socket.on('error', (error) => {
    failure = error
  })
  const gone = new Promise<void>((resolve) => {
    socket.once('close', (code, reason) => {
      clearInterval(beat)
      if (failure !== undefined) sink.error(connectionFault(name, failure))
      else if (code === 1000) sink.complete()
      else sink.error(closeFault(name, code, reason.toString()))
      resolve()
    })
  })
  for (const message of greeting) socket.send(message)
  return {
    pause: () => socket.pause(),
    resume: () => {
      alive = true
      socket.resume()
    },
    close: async () => {
      clearInterval(beat)
      const end = setTimeout(() => socket.terminate(), farewell)
      socket.close(1000)
      socket.resume() // the server's farewell comes after what it has sent
      await gone
      clearTimeout(end)
    },
  }
}

/**
 * The messages of a WebSocket, text or UTF-8. It cannot go back: offsets are `null`, and what comes while nothing is
 * connected is lost. It can pause (`block`): TCP then lets the server wait. Faults that may pass: no connection, one that
 * breaks or goes silent, an end that is not normal (1000); a refusal (4xx, 1008) stays. Throws a `SourceError` for what is no
 * address.
 *
 * @example bounded({ capacity: 10_000, policy: 'dropOldest' })(webSocket('ws://localhost:8080/ticks'))
 */
export const webSocket = (text: string, options: WebSocketOptions = {}): PushSource<Decoded<string>> => {
  const { name, url, headers } = addressOf(text)
  return {
    name,
    canPause: true,
    connect: async (_from, sink, signal) => {
      const { WebSocket } = await import('ws')
      const socket = new WebSocket(url, [...(options.protocols ?? [])], {
        headers: { ...headers, ...options.headers },
        handshakeTimeout: handshake,
        maxPayload: options.longest ?? 2 ** 24,
      })
      // before it is open, so that no message comes too early
      socket.on('message', (data) => sink.next({ value: textRecord(name, bytesOf(data), null), offset: null }))
      const stop = (): void => socket.terminate()
      signal.addEventListener('abort', stop)
      try {
        await opened(socket, name)
      } finally {
        signal.removeEventListener('abort', stop)
      }
      return connected(socket, name, sink, options)
    },
  }
}
