/** A server of a few routes for the open: limits on size, time and rate, every refusal in one line, and an end in good order. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import { positive } from '../../core/positive.js'
import { claimedLength, readBody } from './body.js'
import { type RateLimit, rateLimiter } from './rateLimit.js'
import { type Reply, refusal } from './reply.js'

/** A request whose body was read. */
export interface Request {
  /** The media type without its parameters, in lower case; empty where none is given. */
  readonly type: string
  readonly body: Uint8Array
}

/** One path and what answers it. */
export interface Route {
  readonly method: 'GET' | 'POST'
  readonly path: string
  /** Answered above the rate limit, too, and while the server ends: for what watches it. Default false. */
  readonly always?: boolean
  readonly answer: (request: Request) => Reply | Promise<Reply>
}

/** What became of a request. */
export interface Answered {
  readonly method: string
  /** The path of its route; `null`: none. */
  readonly route: string | null
  /** 499: the client left before it was answered. */
  readonly status: number
  readonly seconds: number
}

export interface ServerOptions {
  readonly host: string
  /** 0: one that is free. */
  readonly port: number
  readonly routes: readonly Route[]
  /** Bytes of a body, at most. */
  readonly bodyLimit: number
  /** Of each client by its address; `null`: none. */
  readonly rateLimit: RateLimit | null
  /** Milliseconds that a request may take to arrive whole (default 10,000): slow clients hold nothing for ever. */
  readonly timeout?: number
  /** Connections at once, at most (default 1,000). */
  readonly connections?: number
  /** Is told what became of each request. */
  readonly answered?: (answered: Answered) => void
  /** Is told what was thrown while a request was answered: a fault of this program, which the client only hears of as 500. */
  readonly failed?: (error: unknown) => void
}

/** A server that runs. */
export interface Server {
  readonly host: string
  readonly port: number
  /**
   * Takes no more connections and no more requests, lets those finish that were begun, and resolves when all are closed;
   * after `milliseconds` (default 10,000) whatever is still open is cut.
   */
  readonly close: (milliseconds?: number) => Promise<void>
}

const none = { type: '', body: new Uint8Array() }
const closing = { connection: 'close' }

const typeOf = ({ headers }: IncomingMessage): string =>
  (headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase()

const pathOf = ({ url = '' }: IncomingMessage): string | undefined =>
  E.toUnion(
    E.tryCatch(
      () => new URL(url, 'http://localhost').pathname,
      () => undefined,
    ),
  )

/** The route of a request, or the refusal of one that has none. */
const routed = (routes: readonly Route[], request: IncomingMessage): E.Either<Reply, Route> => {
  const path = pathOf(request)
  const here = routes.filter((route) => route.path === path)
  const method = request.method === 'HEAD' ? 'GET' : request.method
  const route = here.find((one) => one.method === method)
  if (route !== undefined) return E.right(route)
  if (here.length > 0) {
    const allow = here.map((one) => one.method).join(', ')
    return E.left(refusal(405, `${path} answers ${allow}, not ${request.method}`, {}, { allow }))
  }
  const known = routes.map((one) => `${one.method} ${one.path}`)
  return E.left(refusal(404, 'there is nothing at this path', { routes: known }))
}

/** Milliseconds in which a client that sends on after it was refused may come to an end. */
const drained = 1000

const send = (request: IncomingMessage, response: ServerResponse, { status, type, body, headers }: Reply): void => {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  response.writeHead(status, { ...headers, 'content-type': type, 'content-length': bytes.length })
  response.end(request.method === 'HEAD' ? undefined : bytes)
}

/** Reads on past a refusal for a while, then cuts: of a connection cut at once, a client that sends never reads why. */
const drain = (request: IncomingMessage): void => {
  const timer = setTimeout(() => request.destroy(), drained)
  request.once('close', () => clearTimeout(timer)).resume()
}

const systemProblem = (host: string, port: number, error: NodeJS.ErrnoException): string => {
  const where = `${host}:${port}`
  switch (error.code) {
    case 'EADDRINUSE':
      return `${where}: the port is taken; choose another (--port), or 0 for a free one`
    case 'EACCES':
      return `${where}: this user may not listen there; choose a port above 1023`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${where}: this machine has no such address; use 127.0.0.1, or 0.0.0.0 for all it has`
    default:
      return `${where}: ${error.message}; choose another host or port`
  }
}

/**
 * Starts a server; `Left` in one line where it cannot listen. Each request is answered by its route, or refused: 404 and
 * 405 without one, 408 where it arrives too slowly, 413 where its body is too large, 415 where that is compressed, 429 with
 * `Retry-After` above the rate, 503 while the server ends. What a route throws is a 500.
 * Throws `RangeError` for a limit that is not a positive whole number.
 */
export const startServer = (options: ServerOptions): TE.TaskEither<string, Server> => {
  const { host, port, routes, bodyLimit, rateLimit, timeout = 10_000, connections = 1000 } = options
  positive('startServer', 'bodyLimit', bodyLimit)
  positive('startServer', 'timeout', timeout)
  const limited = rateLimit === null ? () => 0 : rateLimiter(rateLimit)
  let ending = false

  /** The answer to a request; `null` where the client has gone. */
  const answer = async (route: Route, request: IncomingMessage, begin: () => void): Promise<Reply | null> => {
    if (route.always !== true) {
      if (ending) return refusal(503, 'this server is about to end', {}, closing)
      const wait = limited(request.socket.remoteAddress ?? '', performance.now() / 1000)
      if (wait > 0)
        return refusal(429, 'too many requests; wait a little', {}, { 'retry-after': String(Math.ceil(wait)) })
    }
    if (route.method === 'GET') return route.answer(none)
    const tooLarge = refusal(413, `a body may have ${bodyLimit} bytes`)
    if (claimedLength(request) > bodyLimit) return tooLarge
    if ((request.headers['content-encoding'] ?? 'identity') !== 'identity')
      return refusal(415, 'compressed bodies are not read; send it as it is')
    begin()
    const body = await readBody(request, bodyLimit)
    if (E.isLeft(body)) return body.left === 'gone' ? null : tooLarge
    return route.answer({ type: typeOf(request), body: body.right })
  }

  const serve = async (request: IncomingMessage, response: ServerResponse, begin: () => void): Promise<void> => {
    const began = performance.now()
    const route = routed(routes, request)
    let reply: Reply | null
    try {
      reply = E.isLeft(route) ? route.left : await answer(route.right, request, begin)
    } catch (error) {
      options.failed?.(error)
      reply = refusal(500, 'this request could not be answered')
    }
    const gone = reply === null || response.destroyed
    if (!gone) {
      send(request, response, ending ? { ...reply!, headers: { ...reply!.headers, ...closing } } : reply!)
      if (!request.complete) drain(request)
    }
    options.answered?.({
      method: request.method ?? '',
      route: E.isLeft(route) ? null : route.right.path,
      status: gone ? 499 : reply!.status,
      seconds: (performance.now() - began) / 1000,
    })
  }

  const server = createServer({
    requestTimeout: timeout,
    headersTimeout: timeout,
    connectionsCheckingInterval: Math.max(20, Math.min(1000, timeout / 4)),
  })
  server.maxConnections = connections
  server.timeout = 6 * timeout // of a connection on which nothing moves: a client that does not read its answer
  server.on('request', (request, response) => void serve(request, response, () => {}))
  // The client waits for leave to send its body, and gets it only where the body is wanted.
  server.on('checkContinue', (request, response) => void serve(request, response, () => response.writeContinue()))

  const close = (milliseconds = 10_000): Promise<void> =>
    new Promise((resolve) => {
      ending = true
      const timer = setTimeout(() => server.closeAllConnections(), milliseconds)
      server.close(() => {
        clearTimeout(timer)
        resolve()
      })
      server.closeIdleConnections()
    })

  return () =>
    new Promise((resolve) => {
      const refused = (error: NodeJS.ErrnoException): void => resolve(E.left(systemProblem(host, port, error)))
      server.once('error', refused)
      server.listen({ host, port }, () => {
        server.off('error', refused)
        server.on('error', (error) => options.failed?.(error))
        const address = server.address() as AddressInfo
        resolve(E.right({ host: address.address, port: address.port, close }))
      })
    })
}
