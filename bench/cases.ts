/** What is measured: cases as plain data, which travel to every contender. */
import { type Noise, sizeOf } from './noise.js'

export type LayerSpec =
  | { readonly layer: 'conv' | 'dense'; readonly weights: Noise }
  | { readonly layer: 'relu' | 'pool' | 'flatten' }

/** `c = a·b` of square matrices; resident: `a ← a·b`, again and again. */
export interface MatmulSpec {
  readonly kind: 'matmul'
  readonly a: Noise
  readonly b: Noise
}
/** Convolution with a valid window and stride 1, or one of its adjoints: images NHWC, weights HWIO. */
export interface ConvolutionSpec {
  readonly kind: 'convolution'
  readonly of: 'forward' | 'byInput' | 'byWeights'
  readonly x: Noise
  readonly w: Noise
  readonly dy: Noise
}
/** A whole step: loss, gradient, Adam with its usual constants. Biases start at 0. */
export interface TrainingSpec {
  readonly kind: 'training'
  readonly x: Noise
  readonly y: Noise
  /** 1: binary cross-entropy of one logit; else softmax cross-entropy of classes. */
  readonly classes: number
  readonly layers: readonly LayerSpec[]
  readonly rate: number
}
/** A whole step of the small residual network: loss, gradient, Nesterov's momentum. Filters are in the order of use. */
export interface ResnetSpec {
  readonly kind: 'resnet'
  readonly x: Noise
  readonly y: Noise
  readonly classes: number
  readonly width: number
  /** Of the convolutions `[3, 3, channels, filters]`, then of the last layer `[units, classes]`. */
  readonly weights: readonly Noise[]
  readonly rate: number
}
/** Logistic regression by gradient descent, one sample after another: `rows` samples, cyclically. */
export interface OnlineSpec {
  readonly kind: 'online'
  readonly x: Noise
  readonly rate: number
}
/**
 * Records as lines of JSON in memory, decoded, scaled by what was seen so far and learnt by logistic regression, one after
 * another: column `i` of row `r` is the number `f<i>` of record `r`, `y` is 1 where the first is above 0. One run is a pass.
 */
export interface RecordsSpec {
  readonly kind: 'records'
  readonly x: Noise
  readonly rate: number
}
export type Spec = MatmulSpec | ConvolutionSpec | TrainingSpec | ResnetSpec | OnlineSpec | RecordsSpec

export interface Case {
  readonly name: string
  readonly family: 'matmul' | 'convolution' | 'training' | 'online' | 'start'
  /** What is computed; of the family `start`, what is computed first, if anything. */
  readonly spec: Spec | null
  /** Floating-point operations of one run; null where they are not what takes the time. */
  readonly flops: number | null
  /** Samples of one run. */
  readonly samples: number | null
}

const matmul = (n: number): Case => ({
  name: `matmul-${n}`,
  family: 'matmul',
  // The scale keeps the length of rows, so that powers neither vanish nor overflow.
  spec: {
    kind: 'matmul',
    a: { shape: [n, n], seed: 1, scale: 1 },
    b: { shape: [n, n], seed: 2, scale: Math.sqrt(12 / n) },
  },
  flops: 2 * n ** 3,
  samples: null,
})

const convolution =
  (size: number, channels: number, filters: number) =>
  (of: ConvolutionSpec['of']): Case => {
    const out = size - 2
    const names = { forward: 'forward', byInput: 'by-input', byWeights: 'by-weights' }
    return {
      name: `conv-${channels}-${filters}-${names[of]}`,
      family: 'convolution',
      spec: {
        kind: 'convolution',
        of,
        x: { shape: [64, size, size, channels], seed: 1, scale: 1 },
        w: { shape: [3, 3, channels, filters], seed: 2, scale: 1 },
        dy: { shape: [64, out, out, filters], seed: 3, scale: 1 },
      },
      flops: 2 * 64 * out * out * filters * 9 * channels,
      samples: null,
    }
  }

/** He's uniform bound for the numbers that one unit sees. */
const weights = (shape: readonly number[], seed: number): Noise => ({
  shape,
  seed,
  scale: 2 * Math.sqrt(6 / (sizeOf({ shape }) / shape.at(-1)!)),
})

type Plan = readonly ['conv' | 'dense', number] | readonly ['relu' | 'pool' | 'flatten']

const training = (shape: readonly number[], batch: number, classes: number, plan: readonly Plan[]) => {
  let now = shape
  let macs = 0
  const layers = plan.map(([layer, count], i): LayerSpec => {
    const seed = 10 + i
    const before = now
    if (layer === 'dense') now = [count]
    else if (layer === 'conv') now = [before[0]! - 2, before[1]! - 2, count]
    else if (layer === 'flatten') now = [sizeOf({ shape: before })]
    else if (layer === 'pool') now = [before[0]! / 2, before[1]! / 2, before[2]!]
    if (layer !== 'dense' && layer !== 'conv') return { layer }
    const w = layer === 'dense' ? weights([...before, count], seed) : weights([3, 3, before[2]!, count], seed)
    // Forward and both adjoints; the first layer's images need no gradient.
    macs += (i === 0 ? 2 : 3) * sizeOf(w) * (layer === 'dense' ? 1 : now[0]! * now[1]!)
    return { layer, weights: w }
  })
  const y = { shape: [batch], seed: 2, scale: 1 }
  const spec: TrainingSpec = {
    kind: 'training',
    x: { shape: [batch, ...shape], seed: 1, scale: 2 },
    y,
    classes,
    layers,
    rate: 1e-3,
  }
  return { spec, flops: 2 * batch * macs, samples: batch }
}

const resnet = (width: number, batch: number) => {
  const classes = 10
  // Channels, filters, and the side of the image that each convolution reads.
  const convolutions: readonly (readonly [number, number, number])[] = [
    [3, width, 32],
    [width, 2 * width, 32],
    [2 * width, 2 * width, 16],
    [2 * width, 2 * width, 16],
    [2 * width, 4 * width, 16],
    [4 * width, 8 * width, 8],
    [8 * width, 8 * width, 4],
    [8 * width, 8 * width, 4],
  ]
  const macs = convolutions.map(
    ([channels, filters, side], i) => (i === 0 ? 2 : 3) * 9 * channels * filters * side ** 2,
  )
  const spec: ResnetSpec = {
    kind: 'resnet',
    x: { shape: [batch, 32, 32, 3], seed: 1, scale: 2 },
    y: { shape: [batch], seed: 2, scale: 1 },
    classes,
    width,
    weights: [
      ...convolutions.map(([channels, filters], i) => weights([3, 3, channels, filters], 10 + i)),
      weights([8 * width, classes], 20),
    ],
    rate: 1e-3,
  }
  return { spec, flops: 2 * batch * macs.reduce((a, b) => a + b), samples: batch }
}

const small = training([11], 32, 1, [['dense', 6], ['relu'], ['dense', 6], ['relu'], ['dense', 1]])
const large = training([784], 128, 10, [['dense', 512], ['relu'], ['dense', 512], ['relu'], ['dense', 10]])
const cnn = training([32, 32, 3], 64, 10, [
  ...([['conv', 32], ['relu'], ['conv', 64], ['relu'], ['pool'], ['flatten']] as const),
  ...([['dense', 128], ['relu'], ['dense', 10]] as const),
])
const online: OnlineSpec = { kind: 'online', x: { shape: [4096, 20], seed: 1, scale: 2 }, rate: 0.05 }
const records: RecordsSpec = { kind: 'records', x: { shape: [4096, 6], seed: 1, scale: 2 }, rate: 0.05 }

const ofConvolutions = ['forward', 'byInput', 'byWeights'] as const
export const cases: readonly Case[] = [
  ...[64, 128, 256, 512, 1024, 2048].map(matmul),
  ...ofConvolutions.map(convolution(32, 3, 32)),
  ...ofConvolutions.map(convolution(30, 32, 64)),
  { name: 'mlp-small', family: 'training', ...small, flops: null },
  { name: 'mlp-large', family: 'training', ...large },
  { name: 'cnn', family: 'training', ...cnn },
  { name: 'resnet', family: 'training', ...resnet(24, 128) },
  { name: 'logistic', family: 'online', spec: online, flops: null, samples: 1 },
  { name: 'ndjson', family: 'online', spec: records, flops: null, samples: 4096 },
  { name: 'import', family: 'start', spec: null, flops: null, samples: null },
  { name: 'compile-mlp', family: 'start', spec: large.spec, flops: null, samples: null },
  { name: 'compile-cnn', family: 'start', spec: cnn.spec, flops: null, samples: null },
]

/** The cases of some names of cases or families, in the order of the catalogue; or the names that are neither. */
export const casesNamed = (names: readonly string[]): readonly Case[] | { readonly unknown: readonly string[] } => {
  const unknown = names.filter((name) => !cases.some((c) => c.name === name || c.family === name))
  if (unknown.length > 0) return { unknown }
  return cases.filter((c) => names.includes(c.name) || names.includes(c.family))
}
