/** From what pushes to what is pulled: a source over a bounded buffer. */
import { type Buffer, type BufferOptions, buffer } from './buffer.js'
import type { Offset, Received, Source } from './source.js'
import { sourceError } from './sourceError.js'

/** Where a client puts what arrives: records in order, then perhaps a fault or the end. */
export interface Sink<A> {
  readonly next: (record: Received<A>) => void
  /** A `SourceError`; what waits is delivered before it. */
  readonly error: (error: unknown) => void
  readonly complete: () => void
}

/** What is open. `close` is called once; `pause` and `resume` only with the policy `block`. */
export interface Connection {
  readonly close: () => void | Promise<void>
  /** Asks for silence: until `resume` only what is under way still arrives. */
  readonly pause?: () => void
  readonly resume?: () => void
}

/** A client of something that pushes, such as a socket. */
export interface PushSource<A> {
  readonly name: string
  /** Whether its connections can `pause`. */
  readonly canPause: boolean
  /** Connects, and puts what comes after `from` into `sink`. Rejects with a `SourceError`; gives up when `signal` aborts. */
  readonly connect: (from: Offset, sink: Sink<A>, signal: AbortSignal) => Connection | Promise<Connection>
}

interface Counts {
  received: number
  delivered: number
  dropped: number
  size: number
  highWater: number
}

/**
 * A source of what is pushed, over a buffer of `capacity` records with a named policy for when it is full. Metrics, over all
 * openings: `received` = `delivered` + `dropped` + `bufferSize` at any time, `bufferCapacity`, `bufferHighWater` (the
 * greatest size so far), `pauses`. What waits when the source is closed counts as dropped.
 * Throws `RangeError` for `block` over a client that cannot pause, and for a capacity that is not a positive integer.
 *
 * @example bounded({ capacity: 10_000, policy: 'dropOldest' })(webSocket('ws://localhost:8080/ticks'))
 */
export const bounded = (options: BufferOptions) => {
  buffer(options) // throws for what it cannot be
  return <A>(push: PushSource<A>): Source<A> => {
    if (options.policy === 'block' && !push.canPause)
      throw new RangeError(
        `bounded: ${push.name} cannot be asked to pause, so its policy cannot be block; choose dropOldest, dropNewest, sample or fail`,
      )
    const total: Counts & { pauses: number } = {
      received: 0,
      delivered: 0,
      dropped: 0,
      size: 0,
      highWater: 0,
      pauses: 0,
    }
    return {
      name: push.name,
      open: (from, signal) => opened(push, options, from, signal, total),
      metrics: () => ({
        received: total.received,
        delivered: total.delivered,
        dropped: total.dropped,
        bufferSize: total.size,
        bufferCapacity: options.capacity,
        bufferHighWater: total.highWater,
        pauses: total.pauses,
      }),
    }
  }
}

async function* opened<A>(
  push: PushSource<A>,
  options: BufferOptions,
  from: Offset,
  signal: AbortSignal,
  total: Counts & { pauses: number },
): AsyncGenerator<readonly Received<A>[]> {
  const waiting: Buffer<Received<A>> = buffer(options)
  let failure: { readonly error: unknown } | undefined
  let open = true
  let paused = false
  let connection: Connection | undefined
  let wake = (): void => {}
  const pause = (): void => {
    if (paused || connection === undefined) return
    paused = true
    total.pauses++
    connection.pause?.()
  }
  const resume = (): void => {
    if (!paused || waiting.size() > options.capacity / 2) return
    paused = false
    connection?.resume?.()
  }
  /** Books what became of records since the last time. */
  const book = (size: number, dropped: number): void => {
    total.size += waiting.size() - size
    total.dropped += waiting.dropped() - dropped
    total.highWater = Math.max(total.highWater, waiting.highWater())
  }
  const end = (error?: { readonly error: unknown }): void => {
    if (!open) return
    open = false
    failure = error
    wake()
  }
  const sink: Sink<A> = {
    next: (record) => {
      if (!open) return
      const [size, dropped] = [waiting.size(), waiting.dropped()]
      const pushed = waiting.push(record)
      total.received++
      book(size, dropped)
      if (pushed === 'full' && options.policy === 'block') pause()
      if (pushed === 'overflow') end({ error: overflow(push.name, options.capacity) })
      wake()
    },
    error: (error) => end({ error }),
    complete: () => end(),
  }
  let closing: void | Promise<void>
  let closed = false
  const close = (): void | Promise<void> => {
    if (!closed && connection !== undefined) {
      closed = true
      closing = connection.close()
    }
    return closing
  }
  /** Not only at the next pull, for who pulls may be busy; yet after what the client itself does when it is aborted. */
  const leave = (): void => {
    open = false
    wake()
    Promise.resolve()
      .then(close)
      .catch(() => {}) // who pulls is told
  }
  signal.addEventListener('abort', leave)
  try {
    if (signal.aborted) return
    try {
      connection = await push.connect(from, sink, signal)
    } catch (error) {
      if (signal.aborted) return
      throw error
    }
    if (options.policy === 'block' && waiting.size() >= options.capacity) pause()
    while (!signal.aborted) {
      if (waiting.size() > 0) {
        const size = waiting.size()
        const chunk = waiting.take()
        total.delivered += chunk.length
        book(size, waiting.dropped())
        resume()
        yield chunk
      } else if (failure !== undefined) throw failure.error
      else if (!open) return
      else
        await new Promise<void>((resolve) => {
          wake = resolve
        })
    }
  } finally {
    open = false
    signal.removeEventListener('abort', leave)
    total.dropped += waiting.size()
    total.size -= waiting.size()
    await close()
  }
}

const overflow = (name: string, capacity: number) =>
  sourceError(
    name,
    `records come faster than they are taken, and the buffer of ${capacity} is full`,
    'learn faster, give a greater capacity, or choose a policy that drops',
  )
