/** TensorFlow.js with its WebAssembly backend as a contender. */
import { dirname } from 'node:path'
import type { ConvolutionSpec, OnlineSpec, Spec, TrainingSpec } from './cases.js'
import { classesOf, type Noise, numbersOf, sampleOf } from './noise.js'
import { peer, peerFile } from './peer.js'
import { type Prepared, serve } from './serve.js'

let tf: any

const tensor = ({ shape, ...noise }: Noise): any => tf.tensor(numbersOf({ shape, ...noise }), shape)

/** Results are computed at once and disposed of, but the last. */
const calls = (f: () => any): Prepared => {
  let result: any
  return {
    run: (times) => {
      for (let i = 0; i < times; i++) {
        result?.dispose()
        result = tf.tidy(f)
      }
    },
    sample: () => sampleOf(result.dataSync()),
  }
}

const convolution = ({ of, x, w, dy }: ConvolutionSpec): Prepared => {
  const [images, weights, slope] = [tensor(x), tensor(w), tensor(dy)]
  switch (of) {
    case 'forward':
      return calls(() => tf.conv2d(images, weights, 1, 'valid'))
    case 'byInput':
      return calls(() => tf.conv2dTranspose(slope, weights, x.shape, 1, 'valid'))
    case 'byWeights':
      return calls(() => tf.grad((v: any) => tf.conv2d(images, v, 1, 'valid'))(weights, slope))
  }
}

const training = ({ x, y, classes, layers, rate }: TrainingSpec): Prepared => {
  const params = layers.map((spec) =>
    'weights' in spec
      ? { w: tf.variable(tensor(spec.weights)), b: tf.variable(tf.zeros([spec.weights.shape.at(-1)])) }
      : null,
  )
  const forward = (start: any): any =>
    layers.reduce((v, { layer }, i) => {
      const p = params[i]
      switch (layer) {
        case 'conv':
          return tf.conv2d(v, p!.w, 1, 'valid').add(p!.b)
        case 'dense':
          return tf.matMul(v, p!.w).add(p!.b)
        case 'relu':
          return tf.relu(v)
        case 'pool':
          return tf.maxPool(v, 2, 2, 'valid')
        case 'flatten':
          return v.reshape([v.shape[0], -1])
      }
    }, start)
  const images = tensor(x)
  const found = classesOf(y, Math.max(2, classes))
  const target = classes === 1 ? tf.tensor(Float32Array.from(found), [found.length, 1]) : tf.oneHot(found, classes)
  const loss = () =>
    classes === 1
      ? tf.losses.sigmoidCrossEntropy(target, forward(images))
      : tf.losses.softmaxCrossEntropy(target, forward(images))
  const optimizer = tf.train.adam(rate, 0.9, 0.999, 1e-8)
  return calls(() => optimizer.minimize(loss, true))
}

const online = ({ x, rate }: OnlineSpec): Prepared => {
  const [rows, features] = x.shape as readonly [number, number]
  const all = numbersOf(x)
  const samples = Array.from({ length: rows }, (_, i) => {
    const row = all.slice(i * features, (i + 1) * features)
    return { x: tf.tensor1d(row), y: tf.scalar(row[0]! > 0 ? 1 : 0) }
  })
  let w = tf.zeros([features])
  return {
    run: (times) => {
      for (let i = 0; i < times; i++) {
        const { x: row, y } = samples[i % rows]!
        const next = tf.tidy(() => w.sub(row.mul(tf.sigmoid(w.dot(row)).sub(y).mul(rate))))
        w.dispose()
        w = next
      }
    },
    sample: () => sampleOf(w.dataSync()),
  }
}

await serve({
  load: async () => {
    tf = peer('@tensorflow/tfjs')
    const wasm = peer('@tensorflow/tfjs-backend-wasm')
    wasm.setWasmPaths(`${dirname(peerFile('@tensorflow/tfjs-backend-wasm'))}/`)
    if (!(await tf.setBackend('wasm'))) throw new Error('no wasm backend')
  },
  prepare: (spec: Spec) => {
    switch (spec.kind) {
      case 'matmul': {
        const [a, b] = [tensor(spec.a), tensor(spec.b)]
        return calls(() => tf.matMul(a, b))
      }
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
