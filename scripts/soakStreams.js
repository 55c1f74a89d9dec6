/**
 * Learns from a source ten times faster than the learner and watches the memory: a part of `npm run soak`. A server in a
 * process of its own sends records over WebSocket; each policy of the bounded buffer has a connection and a learner of its own.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { key } from 'fluxion'
import { webSocket } from 'fluxion/io'
import {
  bounded,
  concatReceived,
  decoded,
  jsonText,
  logisticRegression,
  pipeline,
  SourceError,
  standardScaler,
} from 'fluxion/streams'
import * as t from 'io-ts'
import { lastValueFrom, Subject, takeUntil } from 'rxjs'
import { WebSocketServer } from 'ws'

/** Records a second: of a learner at most, and of the source. */
const learned = 1000
const sent = 10 * learned
const capacity = 200
const tick = 10

/** Sends `sent` records a second to each client, as far as TCP takes them. */
const serve = () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false }, () =>
    process.send(server.address().port),
  )
  server.on('connection', (socket) => {
    let n = 0
    const began = performance.now()
    const ticking = setInterval(() => {
      // what a slow client made it miss is not caught up with all at once
      const due = Math.min(((performance.now() - began) / 1000) * sent - n, (sent * 5 * tick) / 1000)
      for (let i = 0; i < due && socket.bufferedAmount < 65536; i++) {
        n++
        socket.send(`{"n":${n},"a":${n % 7},"b":${n % 11},"y":${n % 7 > 3 ? 1 : 0}}`)
      }
    }, tick)
    socket.once('close', () => clearInterval(ticking))
    socket.on('error', () => {})
  })
  process.once('disconnect', () => process.exit())
}

const Tick = t.type({ n: t.number, a: t.number, b: t.number, y: t.union([t.literal(0), t.literal(1)]) })
const learner = pipeline(standardScaler(), logisticRegression())
const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Learns by one policy until it is stopped; a source that fails is opened again. Gives what came of it. */
const learning = (url, policy, stop) => {
  const options = { capacity, policy, atOnce: 64, ...(policy === 'sample' ? { key: key(1) } : {}) }
  const source = decoded(jsonText.pipe(Tick))(bounded(options)(webSocket(url)))
  const seen = { records: 0, faults: 0, rising: true, metrics: source.metrics }
  let state = learner.init
  let last = 0
  const learn = async ({ value }) => {
    const { n, y, ...x } = value.right
    seen.rising &&= n > last && (policy !== 'block' || n === last + 1)
    last = n
    state = learner.learnOne(state, x, y)
    if (++seen.records % ((learned * tick) / 1000) === 0) await wait(tick)
    return n
  }
  const run = async () => {
    while (!stop.closed) {
      last = 0
      try {
        await lastValueFrom(concatReceived(source, learn).pipe(takeUntil(stop)), { defaultValue: 0 })
      } catch (error) {
        if (!(error instanceof SourceError) || policy !== 'fail') throw error
        seen.faults++
      }
    }
  }
  return { policy, seen, done: run() }
}

const megabytes = (bytes) => (bytes / 2 ** 20).toFixed(1)
/** A buffer more or less, and code that is still being optimised; a leak of one buffered record in ten is more in seconds. */
const allowed = { held: 2 ** 21, rss: 2 ** 25 }

/** Runs all policies side by side for so many seconds; true where memory is flat and every count is right. */
export const soakStreams = async (seconds, memory) => {
  const server = fork(fileURLToPath(import.meta.url), ['serve'], { execArgv: [] })
  const [port] = await once(server, 'message')
  const stop = new Subject()
  const runs = ['block', 'dropOldest', 'dropNewest', 'sample', 'fail'].map((policy) =>
    learning(`ws://127.0.0.1:${port}`, policy, stop),
  )
  const warm = ({ policy, seen }) => seen.records >= capacity && (policy !== 'fail' || seen.faults > 0)
  while (!runs.every(warm)) await wait(tick)
  const before = memory()
  const until = performance.now() + seconds * 1000
  for (let left = seconds * 1000; left > 0; left = until - performance.now()) {
    await wait(Math.min(10_000, left))
    console.log(`streams: ${megabytes(process.memoryUsage().rss)} MB resident`)
  }
  const after = memory()
  stop.next()
  stop.unsubscribe()
  await Promise.all(runs.map(({ done }) => done))
  await wait(100) // until all are closed
  server.disconnect()
  const grown = { held: after.held - before.held, rss: after.rss - before.rss }
  const flat = grown.held <= allowed.held && grown.rss <= allowed.rss
  const right = runs.map(({ policy, seen }) => {
    const { received, delivered, dropped, bufferHighWater, pauses } = seen.metrics()
    const told = [
      `${received} came`,
      `${seen.records} learned`,
      `${dropped} dropped`,
      `at most ${bufferHighWater} waited`,
    ]
    if (policy === 'block') told.push(`${pauses} pauses`)
    if (policy === 'fail') told.push(`${seen.faults} faults`)
    const counted = received === delivered + dropped && seen.rising && seen.records > 0
    const ok =
      policy === 'block'
        ? pauses > 0 && bufferHighWater < capacity + 65536 / 16
        : policy === 'fail'
          ? seen.faults > 0 && bufferHighWater <= capacity
          : dropped > 0 && bufferHighWater <= capacity
    console.log(`streams, ${policy}: ${told.join(', ')}: ${counted && ok ? 'right' : 'wrong'}`)
    return counted && ok
  })
  console.log(
    `streams: ${seconds} s of ${sent} records a second for each learner of ${learned}; held ${megabytes(grown.held)} MB more than when warm, resident ${megabytes(grown.rss)} MB: ${flat ? 'flat' : 'it grows'}`,
  )
  return flat && right.every(Boolean)
}

if (process.argv[2] === 'serve') serve()
