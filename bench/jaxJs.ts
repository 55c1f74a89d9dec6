/** jax-js with its WebAssembly backend as a contender. A function owns its arguments there: `ref` keeps one. */
import type { ConvolutionSpec, OnlineSpec, Spec, TrainingSpec } from './cases.js'
import { classesOf, type Noise, numbersOf, sampleOf } from './noise.js'
import { peer } from './peer.js'
import { type Prepared, serve } from './serve.js'

let jax: any
let np: any

const array = (noise: Noise): any => np.array(numbersOf(noise)).reshape([...noise.shape])

const calls = (f: (...args: any[]) => any, ...args: readonly any[]): Prepared => {
  const compiled = jax.jit(f)
  let result: any
  return {
    run: async (times) => {
      for (let i = 0; i < times; i++) {
        result?.dispose()
        result = compiled(...args.map((a) => a.ref))
        await jax.blockUntilReady(result)
      }
    },
    sample: async () => sampleOf(await result.ref.data()),
  }
}

/** Images NHWC and weights HWIO to what the library takes. */
const images = (x: any): any => np.transpose(x, [0, 3, 1, 2])
const filters = (w: any): any => np.transpose(w, [3, 2, 0, 1])
const conv = (x: any, w: any): any => jax.lax.convGeneralDilated(x, w, [1, 1], 'VALID')

const convolution = ({ of, x, w, dy }: ConvolutionSpec): Prepared => {
  const [a, b, slope] = [images(array(x)), filters(array(w)), images(array(dy))]
  const back =
    (f: (v: any) => any, order: readonly number[]) =>
    (at: any, dz: any): any => {
      const [y, pull] = jax.vjp(f, [at])
      y.dispose()
      const [found] = pull(dz)
      return np.transpose(found, order)
    }
  switch (of) {
    case 'forward':
      return calls((u, v) => np.transpose(conv(u, v), [0, 2, 3, 1]), a, b)
    case 'byInput':
      return calls((v, dz, at) => back((u) => conv(u, v), [0, 2, 3, 1])(at, dz), b, slope, a)
    case 'byWeights':
      return calls((u, dz, at) => back((v) => conv(u, v), [2, 3, 1, 0])(at, dz), a, slope, b)
  }
}

const forward = (spec: TrainingSpec, params: readonly any[], start: any): any => {
  let next = 0
  return spec.layers.reduce((v, { layer }) => {
    switch (layer) {
      case 'conv': {
        const { w, b } = params[next++]
        return conv(v, filters(w)).add(b.reshape([b.shape[0], 1, 1]))
      }
      case 'dense': {
        const { w, b } = params[next++]
        return np.matmul(v, w).add(b)
      }
      case 'relu':
        return jax.nn.relu(v)
      case 'pool': {
        const [n, c, h, k] = v.shape
        return np.max(v.reshape([n, c, h / 2, 2, k / 2, 2]), [3, 5])
      }
      case 'flatten': {
        const [n, c, h, k] = v.shape
        return np.transpose(v, [0, 2, 3, 1]).reshape([n, c * h * k])
      }
    }
  }, start)
}

const adam = (rate: number, { w, m, v }: any, g: any, correct1: any, correct2: any): any => {
  const m1 = m.mul(0.9).add(g.ref.mul(0.1))
  const v1 = v.mul(0.999).add(g.ref.mul(g).mul(0.001))
  const step = m1.ref.div(correct1).div(np.sqrt(v1.ref.div(correct2)).add(1e-8))
  return { w: w.sub(step.mul(rate)), m: m1, v: v1 }
}

const training = (spec: TrainingSpec): Prepared => {
  const { x, y, classes, layers, rate } = spec
  const shapes = layers.flatMap((layer) => ('weights' in layer ? [layer.weights] : []))
  const found = classesOf(y, Math.max(2, classes))
  const batch = x.shape.length === 4 ? images(array(x)) : array(x)
  const target =
    classes === 1
      ? np.array(Float32Array.from(found)).reshape([found.length, 1])
      : jax.nn.oneHot(np.array(found, { dtype: np.int32 }), classes)
  const loss = (params: readonly any[], u: any, t: any): any => {
    const z = forward(spec, params, u)
    if (classes === 1) return np.mean(jax.nn.softplus(z.ref).sub(t.mul(z)))
    return np.mean(np.sum(jax.nn.logSoftmax(z, -1).mul(t), 1)).mul(-1)
  }
  const step = jax.jit((moments: readonly any[], count: any, u: any, t: any) => {
    const params = pairs(moments.map(({ w }) => w.ref))
    const [value, gradient] = jax.valueAndGrad(loss)(params, u, t)
    const now = count.add(1)
    const correct = (beta: number) =>
      np
        .exp(now.ref.mul(Math.log(beta)))
        .mul(-1)
        .add(1)
    const [c1, c2] = [correct(0.9), correct(0.999)]
    const gradients = gradient.flatMap(({ w, b }: any) => [w, b])
    const next = moments.map((each, i) => adam(rate, each, gradients[i], c1.ref, c2.ref))
    c1.dispose()
    c2.dispose()
    return [next, now, value]
  })
  let moments: any = shapes.flatMap((weights) => {
    const size = [weights.shape.at(-1)!]
    return [
      { w: array(weights), m: np.zeros(weights.shape), v: np.zeros(weights.shape) },
      { w: np.zeros(size), m: np.zeros(size), v: np.zeros(size) },
    ]
  })
  let count = np.array(0)
  let value: any
  return {
    run: async (times) => {
      for (let i = 0; i < times; i++) {
        value?.dispose()
        ;[moments, count, value] = step(moments, count, batch.ref, target.ref)
        await jax.blockUntilReady([moments, count, value])
      }
    },
    sample: async () => [Number((await value.ref.data())[0])],
  }
}

/** Weights and biases in turn, two by two. */
const pairs = (flat: readonly any[]): readonly any[] =>
  Array.from({ length: flat.length / 2 }, (_, i) => ({ w: flat[2 * i], b: flat[2 * i + 1] }))

const online = ({ x, rate }: OnlineSpec): Prepared => {
  const [rows, features] = x.shape as readonly [number, number]
  const all = numbersOf(x)
  const samples = Array.from({ length: rows }, (_, i) => {
    const row = all.slice(i * features, (i + 1) * features)
    return { x: np.array(row), y: np.array(row[0]! > 0 ? 1 : 0) }
  })
  const step = jax.jit((w: any, u: any, y: any) => w.ref.sub(u.ref.mul(jax.nn.sigmoid(np.dot(w, u)).sub(y).mul(rate))))
  let w = np.zeros([features])
  return {
    run: async (times) => {
      for (let i = 0; i < times; i++) {
        const { x: row, y } = samples[i % rows]!
        w = step(w, row.ref, y.ref)
      }
      await jax.blockUntilReady(w)
    },
    sample: async () => sampleOf(await w.ref.data()),
  }
}

await serve({
  load: async () => {
    jax = peer('@jax-js/jax')
    np = jax.numpy
    await jax.init('wasm')
    jax.defaultDevice('wasm')
  },
  prepare: (spec: Spec) => {
    switch (spec.kind) {
      case 'matmul':
        return calls((a, b) => np.matmul(a, b), array(spec.a), array(spec.b))
      case 'convolution':
        return convolution(spec)
      case 'training':
        return training(spec)
      case 'resnet':
      case 'records':
        throw new Error('it is not written in the words of this library')
      case 'online':
        return online(spec)
    }
  },
})
