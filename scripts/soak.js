/**
 * Trains for very many steps, then learns from sources that are too fast, and watches the memory: `npm run soak`. Ends with
 * 1 where it grows.
 *
 * `--steps 1000000` steps of a small network, `--images 1000` steps of a convolutional one, `--seconds 60` of records ten
 * times faster than their learners, under every policy of the bounded buffer; 0 leaves a part out. `--engine wasm` by an
 * engine of that name (as FLUXION_ENGINE). Needs `node --expose-gc` and a build.
 */
import { parseArgs } from 'node:util'
import * as fluxion from 'fluxion'

const { values: options } = parseArgs({
  options: {
    steps: { type: 'string', default: '1000000' },
    images: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '60' },
    engine: { type: 'string' },
  },
})
if (options.engine !== undefined) process.env.FLUXION_ENGINE = options.engine
if (globalThis.gc === undefined) {
  console.error('soak: run with node --expose-gc')
  process.exit(2)
}

const {
  adam,
  add,
  applyStep,
  best,
  compile,
  conv2d,
  grad,
  key,
  matmul,
  maxPool2d,
  mean,
  mul,
  normal,
  relu,
  reshape,
  square,
  sub,
  tanh,
} = fluxion

const megabytes = (bytes) => (bytes / 2 ** 20).toFixed(1)
/** Bytes that JavaScript holds, and those of the whole process, after collecting garbage. */
const memory = () => {
  for (let i = 0; i < 4; i++) globalThis.gc()
  const { heapUsed, arrayBuffers, rss } = process.memoryUsage()
  return { held: heapUsed + arrayBuffers, rss }
}
/** Growth that is no leak: code that is still being optimised, free lists. One number a step would be more. */
const allowed = { held: 2 ** 19, rss: 2 ** 25 }

const weights = (seed, shape, scale) => mul(normal(key(seed), shape), scale)
const trained = (loss, params) => {
  const optimizer = adam({ rate: 1e-3 })
  const step = compile(({ params, state, x, y }) => {
    const [move, next] = optimizer.update(grad((p) => loss(p, x, y))(params), state, params)
    return { params: applyStep(params, move), state: next }
  })
  const start = compile((p) => ({ params: p, state: optimizer.init(p) }))(params)
  return { step, start }
}

const networks = {
  small: () => {
    const loss = (p, x, y) => mean(square(sub(add(matmul(tanh(add(matmul(x, p.w), p.b)), p.v), p.c), y)))
    const params = {
      w: weights(1, [11, 6], 0.3),
      b: weights(2, [6], 0),
      v: weights(3, [6, 1], 0.3),
      c: weights(4, [1], 0),
    }
    const batch = (i) => {
      const n = i % 10 === 9 ? 17 : 32 // the last batch of an epoch is smaller
      return { x: normal(key(i % 100), [n, 11]), y: normal(key(i % 50), [n, 1]) }
    }
    return { ...trained(loss, params), batch }
  },
  images: () => {
    const loss = (p, x, y) => {
      const features = maxPool2d(relu(conv2d(x, p.k, { padding: 'same' })), 2)
      return mean(square(sub(matmul(reshape(features, [x.shape[0], 7 * 7 * 8]), p.w), y)))
    }
    const params = { k: weights(1, [3, 3, 1, 8], 0.3), w: weights(2, [7 * 7 * 8, 10], 0.05) }
    const batch = (i) => ({ x: normal(key(i % 10), [16, 14, 14, 1]), y: normal(key(i % 10), [16, 10]) })
    return { ...trained(loss, params), batch }
  },
}

const soak = (name, steps) => {
  const { step, start, batch } = networks[name]()
  const warm = Math.ceil(steps / 5)
  let now = start
  let before
  const begin = performance.now()
  for (let i = 0; i < steps; i++) {
    if (i === warm) before = memory()
    now = step({ ...now, ...batch(i) })
    if (i % Math.ceil(steps / 5) === 0 && i > 0)
      console.log(`${name}: step ${i}, ${megabytes(process.memoryUsage().rss)} MB resident`)
  }
  const seconds = (performance.now() - begin) / 1000
  const after = memory()
  const grown = { held: after.held - before.held, rss: after.rss - before.rss }
  const flat = grown.held <= allowed.held && grown.rss <= allowed.rss
  console.log(
    `${name}: ${steps} steps in ${seconds.toFixed(1)} s by the ${best().name} engine, ${step.compileCount()} plans; held ${megabytes(grown.held)} MB more than after ${warm} steps, resident ${megabytes(grown.rss)} MB: ${flat ? 'flat' : 'it grows'}`,
  )
  return flat
}

const [steps, images, seconds] = [options.steps, options.images, options.seconds].map(Number)
const flat = [
  steps === 0 || soak('small', steps),
  images === 0 || soak('images', images),
  // read only now: its learner takes the engine that was named above
  seconds === 0 || (await (await import('./soakStreams.js')).soakStreams(seconds, memory)),
]
process.exitCode = flat.every(Boolean) ? 0 : 1
