/** Fluxion as a contender: what a user writes, on the engine that the environment names. */

import { bufferCount, from, last, map, scan } from 'rxjs'
import type { ConvolutionSpec, MatmulSpec, OnlineSpec, RecordsSpec, ResnetSpec, Spec, TrainingSpec } from './cases.js'
import { classesOf, type Noise, numbersOf, sampleOf } from './noise.js'
import type { Via } from './protocol.js'
import { type Prepared, serve } from './serve.js'

type Fluxion = typeof import('fluxion')
type Streams = typeof import('fluxion/streams')
let fluxion: Fluxion
let streams: Streams

const tensor = (noise: Noise) => fluxion.literal(noise.shape, numbersOf(noise)) as any

/** Runs of a function of one argument. */
const calls = <A>(f: (a: A) => any, a: A): Prepared => {
  let result: any
  return {
    run: (times) => {
      for (let i = 0; i < times; i++) result = f(a)
    },
    sample: () => sampleOf(fluxion.read(result)),
  }
}

/** Steps of a state through batches that come round again: one after another, or in one call. */
const steps = <S, B>(
  step: (state: S, batch: B) => S,
  start: S,
  batches: readonly B[],
  via: Via,
  sample: (state: S) => readonly number[],
): Prepared => {
  let state = start
  const many = new Map<number, readonly B[]>()
  const lined = (times: number): readonly B[] => {
    const known = many.get(times) ?? Array.from({ length: times }, (_, i) => batches[i % batches.length]!)
    many.set(times, known)
    return known
  }
  const folded = fluxion.fold(step)
  const compiled = fluxion.compile(([s, b]: readonly [S, B]) => step(s, b))
  return {
    run: (times) => {
      if (via === 'fold') state = folded(state, lined(times))
      else for (const batch of lined(times)) state = compiled([state, batch])
    },
    sample: () => sample(state),
  }
}

const matmul = ({ a, b }: MatmulSpec, via: Via): Prepared => {
  const { compile, matmul: product, read } = fluxion
  const weights = tensor(b)
  if (via === 'call')
    return calls(
      compile(([x, y]: readonly [any, any]) => product(x, y)),
      [tensor(a), weights],
    )
  return steps(
    (x: any, _: null) => product(x, weights) as any,
    tensor(a),
    [null],
    via,
    (x) => sampleOf(read(x)),
  )
}

const convolution = ({ of, x, w, dy }: ConvolutionSpec): Prepared => {
  const { compile, conv2d, conv2dByInput, conv2dByWeights } = fluxion
  const [images, weights, slope] = [tensor(x), tensor(w), tensor(dy)]
  const [, height, width] = x.shape as readonly [number, number, number, number]
  switch (of) {
    case 'forward':
      return calls(
        compile(([a, b]: readonly [any, any]) => conv2d(a, b)),
        [images, weights],
      )
    case 'byInput':
      return calls(
        compile(([a, b]: readonly [any, any]) => conv2dByInput(a, b, [height, width])),
        [slope, weights],
      )
    case 'byWeights':
      return calls(
        compile(([a, b]: readonly [any, any]) => conv2dByWeights(a, b, [3, 3])),
        [images, slope],
      )
  }
}

const training = ({ x, y, classes, layers, rate }: TrainingSpec, via: Via): Prepared => {
  const { adam, binaryCrossEntropy, key, layers: L, literal, read, sparseCategoricalCrossEntropy } = fluxion
  const model = layers.reduce<any>(
    (m, spec) => {
      switch (spec.layer) {
        case 'conv':
          return L.conv2d(spec.weights.shape.at(-1)!, 3)(m)
        case 'dense':
          return L.dense(spec.weights.shape.at(-1)!)(m)
        case 'relu':
          return L.relu(m)
        case 'pool':
          return L.maxPool2d(2)(m)
        case 'flatten':
          return L.flatten(m)
      }
    },
    L.input(x.shape.slice(1)),
  )
  const params = layers.flatMap((spec) => {
    if (!('weights' in spec)) return []
    const { weights } = spec
    const filters = weights.shape.at(-1)!
    return [{ weights: tensor(weights), bias: literal([filters], new Float32Array(filters)) }]
  })
  const loss: any = classes === 1 ? binaryCrossEntropy('mean') : sparseCategoricalCrossEntropy('mean')
  const found = classesOf(y, Math.max(2, classes))
  const target = classes === 1 ? literal([...y.shape, 1], Float32Array.from(found)) : literal(y.shape, found, 'i32')
  const optimizer = adam<any>({ rate })
  const step = streams.step(streams.supervised(model, loss) as any, optimizer)
  const start = streams.begin({ params, state: [] as readonly [] }, optimizer, key(0))
  const batch = { x: tensor(x), y: target }
  return steps(step as any, start as any, [batch], via, (now: any) => [read(now.loss)[0]!])
}

const resnet = ({ x, y, classes, width, weights, rate }: ResnetSpec, via: Via): Prepared => {
  const { architectures, key, leaves, literal, mapTree, nesterov, read, sparseCategoricalCrossEntropy } = fluxion
  const model = architectures.resnet({ hidden: [], activation: 'relu', dropout: 0, width })(x.shape.slice(1), classes)
  const { params: own, state } = model.init(key(0))
  let next = 0
  // Filters and the weights of the last layer have more than one axis; all else begins as it is.
  const params = mapTree((t: any) => (t.shape.length > 1 ? tensor(weights[next++]!) : t), own)
  if (
    next !== weights.length ||
    leaves(params).some((t: any, i) => `${t.shape}` !== `${(leaves(own)[i] as any).shape}`)
  )
    throw new Error('the network has other weights than the case')
  const optimizer = nesterov<any>({ rate })
  const step = streams.step(streams.supervised(model, sparseCategoricalCrossEntropy('mean') as any), optimizer)
  const start = streams.begin({ params, state }, optimizer, key(0))
  const batch = { x: tensor(x), y: literal(y.shape, classesOf(y, classes), 'i32') }
  return steps(step as any, start as any, [batch], via, (now: any) => [read(now.loss)[0]!])
}

/** What a person would write by hand for this one model: no engine at all. */
const byHand = ({ x, rate }: OnlineSpec): Prepared => {
  const [rows, features] = x.shape as readonly [number, number]
  const all = numbersOf(x)
  const w = new Float32Array(features)
  return {
    run: (times) => {
      for (let t = 0; t < times; t++) {
        const at = (t % rows) * features
        let dot = 0
        for (let i = 0; i < features; i++) dot += w[i]! * all[at + i]!
        const slope = rate * (1 / (1 + Math.exp(-dot)) - (all[at]! > 0 ? 1 : 0))
        for (let i = 0; i < features; i++) w[i]! -= slope * all[at + i]!
      }
    },
    sample: () => sampleOf(w),
  }
}

const online = ({ x, rate }: OnlineSpec, via: Via): Prepared => {
  const { literal, mul, read, sigmoid, sub, sum } = fluxion
  const [rows, features] = x.shape as readonly [number, number]
  const all = numbersOf(x)
  const samples = Array.from({ length: rows }, (_, i) => {
    const row = all.slice(i * features, (i + 1) * features)
    return { x: literal([features], row) as any, y: literal([], [row[0]! > 0 ? 1 : 0]) as any }
  })
  // The gradient of the logistic loss: (σ(w·x) - y)·x.
  const step = (w: any, s: (typeof samples)[number]): any =>
    sub(w, mul(s.x, mul(sub(sigmoid(sum(mul(w, s.x)) as any), s.y), rate) as any) as any)
  const start = literal([features], new Float32Array(features)) as any
  if (via === 'rows') {
    let state = start
    const learn = fluxion.fold(step)
    const tables = new Map<number, { readonly x: any; readonly y: any }>()
    const lined = (times: number) => {
      const known = tables.get(times) ?? {
        x: literal(
          [times, features],
          Float32Array.from({ length: times * features }, (_, i) => all[i % all.length]!),
        ),
        y: literal(
          [times],
          Float32Array.from({ length: times }, (_, t) => (all[(t % rows) * features]! > 0 ? 1 : 0)),
        ),
      }
      tables.set(times, known)
      return known
    }
    return {
      run: (times) => {
        state = learn.rows(state, lined(times) as never)
      },
      sample: () => sampleOf(read(state)),
    }
  }
  return steps(step, start, samples, via, (w) => sampleOf(read(w)))
}

/** The lines of a pass. */
const linesOf = ({ x }: RecordsSpec): readonly string[] => {
  const [rows, columns] = x.shape as readonly [number, number]
  const all = numbersOf(x)
  return Array.from({ length: rows }, (_, r) => {
    const cells = Array.from({ length: columns }, (_, i) => [`f${i}`, all[r * columns + i]!] as const)
    return JSON.stringify({ ...Object.fromEntries(cells), y: all[r * columns]! > 0 ? 1 : 0 })
  })
}

/** Through RxJS: `call` learns record by record, `fold` 256 records in one call, with the same numbers. */
const records = (spec: RecordsSpec, via: Via): Prepared => {
  const { gradientDescent, read } = fluxion
  const { learnMany, logisticRegression, pipeline, standardScaler } = streams
  const lines = linesOf(spec)
  const optimizer = gradientDescent({ rate: spec.rate })
  const learner = pipeline(standardScaler<Record<string, number>>(), logisticRegression({ optimizer }))
  const many = learnMany(learner)
  const decoded = (line: string) => {
    const { y, ...x } = JSON.parse(line)
    return { x, y }
  }
  let state = learner.init
  const pass = (): void => {
    const learnt =
      via === 'fold'
        ? from(lines).pipe(
            bufferCount(256),
            map((some) => some.map(decoded)),
            scan(many, state),
          )
        : from(lines).pipe(
            map(decoded),
            scan((now, { x, y }) => learner.learnOne(now, x, y), state),
          )
    learnt.pipe(last()).subscribe((now) => {
      state = now
    })
  }
  return {
    run: (times) => {
      for (let i = 0; i < times; i++) pass()
    },
    sample: () => {
      const { params } = state[1]
      return [...[...read(params.weights)].slice(0, spec.x.shape[1]), ...read(params.intercept)]
    },
  }
}

/** The same by hand, in place: running mean and deviation by Welford, then the step. */
const recordsByHand = (spec: RecordsSpec): Prepared => {
  const lines = linesOf(spec)
  const columns = spec.x.shape[1]!
  const names = Array.from({ length: columns }, (_, i) => `f${i}`)
  const [mean, squares, z, w] = [0, 0, 0, 0].map(() => new Float64Array(columns)) as readonly Float64Array[] as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  let [count, bias] = [0, 0]
  const pass = (): void => {
    for (const line of lines) {
      const record = JSON.parse(line)
      count++
      let score = bias
      for (let i = 0; i < columns; i++) {
        const delta = record[names[i]!] - mean[i]!
        mean[i]! += delta / count
        const left = delta - delta / count
        squares[i]! += delta * left
        z[i] = squares[i]! > 0 ? left / Math.sqrt(squares[i]! / count) : 0
        score += w[i]! * z[i]!
      }
      const slope = spec.rate * (1 / (1 + Math.exp(-score)) - record.y)
      for (let i = 0; i < columns; i++) w[i]! -= slope * z[i]!
      bias -= slope
    }
  }
  return {
    run: (times) => {
      for (let i = 0; i < times; i++) pass()
    },
    sample: () => [...w, bias],
  }
}

await serve({
  load: async () => {
    fluxion = await import('fluxion')
    streams = await import('fluxion/streams')
    fluxion.best()
  },
  prepare: (spec: Spec, via) => {
    switch (spec.kind) {
      case 'matmul':
        return matmul(spec, via)
      case 'convolution':
        if (via === 'fold') throw new Error('nothing stays from run to run')
        return convolution(spec)
      case 'training':
        return training(spec, via)
      case 'resnet':
        return resnet(spec, via)
      case 'online':
        return via === 'loop' ? byHand(spec) : online(spec, via)
      case 'records':
        return via === 'loop' ? recordsByHand(spec) : records(spec, via)
    }
  },
})
