/** A WebSocket as something that pushes records. */
import type { RawData, WebSocket } from 'ws'
import {
  type Decoded,
  type PushSource,
  type Sink,
  type SourceError,
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

/**
 * Listens from the first moment on, for a message, a fault and the end may come together with the opening. `open` resolves
 * when it is open, `gone` when it is closed.
 */
const listened = (socket: WebSocket, name: string, sink: Sink<Decoded<string>>) => {
  let failure: SourceError | undefined
  socket.on('message', (data) => sink.next({ value: textRecord(name, bytesOf(data), null), offset: null }))
  socket.on('error', (error) => {
    failure ??= connectionFault(name, error)
  })
  socket.on('unexpected-response', (_request, answer) => {
    const { statusCode = 0, statusMessage = '', headers } = answer
    failure = statusFault(name, statusCode, statusMessage, headers['retry-after'] ?? null)
    socket.terminate()
  })
  const gone = new Promise<SourceError | null>((resolve) => {
    socket.once('close', (code, reason) => {
      const fault = failure ?? (code === 1000 ? null : closeFault(name, code, reason.toString()))
      if (fault === null) sink.complete()
      else sink.error(fault)
      resolve(fault)
    })
  })
  const open = new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    gone.then(reject)
  })
  return { open, gone }
}

/** Pings; a server that does not answer one until the next is cut off. Gives how to stop. */
const beating = (socket: WebSocket, milliseconds: number) => {
  let alive = true
  const heard = (): void => {
    alive = true
  }
  socket.on('pong', heard)
  socket.on('message', heard)
  const timer = setInterval(() => {
    if (socket.isPaused)
      heard() // its answer could not be read
    else if (!alive) socket.terminate()
    else {
      alive = false
      socket.ping()
    }
  }, milliseconds)
  timer.unref()
  return () => clearInterval(timer)
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
      const { open, gone } = listened(socket, name, sink)
      const stop = (): void => socket.terminate()
      signal.addEventListener('abort', stop)
      try {
        await open
      } finally {
        signal.removeEventListener('abort', stop)
      }
      const still = beating(socket, options.heartbeat ?? 30_000)
      gone.then(still)
      for (const message of options.greeting ?? []) socket.send(message)
      return {
        pause: () => socket.pause(),
        resume: () => socket.resume(),
        close: async () => {
          still()
          const end = setTimeout(() => socket.terminate(), farewell)
          socket.close(1000)
          socket.resume() // the server's farewell comes after what it has sent
          await gone
          clearTimeout(end)
        },
      }
    },
  }
}
