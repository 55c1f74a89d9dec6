/** Convolution and pooling on every engine: the numbers of the reference, for any window. */
import * as O from 'fp-ts/lib/Option.js'
import { describe, expect, test } from 'vitest'
import { expectClaim, expectSame } from '../../laws/engine/closeness.js'
import { filled } from '../../laws/engine/sizes.js'
import { type AnyTensor, apply, type Float, key, leaves, literal, type Shape } from '../../src/core/index.js'
import { compile } from '../../src/engine/compile.js'
import { type Engine, read, reference } from '../../src/engine/index.js'
import { nativeMachine } from '../../src/engine/native.js'
import { engineOn } from '../../src/engine/programmed.js'
import { wasmMachine } from '../../src/engine/wasm.js'
import { layers, sparseCategoricalCrossEntropy } from '../../src/index.js'
import { ops } from '../../src/ops/index.js'
import { adam } from '../../src/optim/index.js'
import { begin, step, supervised } from '../../src/streams/index.js'

type WindowOp = Extract<keyof typeof ops, `${string}2d${string}`>
const convolutions = ['conv2d', 'conv2dByInput', 'conv2dByWeights'] as const
const pools = ['maxPool2d', 'maxPool2dByInput', 'maxPool2dGather', 'avgPool2d', 'avgPool2dByInput'] as const

const present = (name: string, machine: ReturnType<typeof wasmMachine>): readonly (readonly [string, Engine])[] =>
  O.isSome(machine) ? [[name, engineOn(machine.value)]] : []
const engines = [
  ...present('wasm', wasmMachine()),
  ...['v2', 'v3', 'v4', 'neon'].flatMap((cpu) => present(`native ${cpu}`, nativeMachine({ cpu, threads: 1 }))),
  ...present('native, 3 threads', nativeMachine({ threads: 3 })),
]

/** Whole numbers under a seed, uniform enough for sizes. */
const draws = (seed: number) => {
  let state = seed
  return (from: number, to: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return from + Math.floor((state / 2 ** 32) * (to - from + 1))
  }
}
const around = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 65] as const

/** Attributes and shapes of images, weights and results. */
const geometry = (draw: ReturnType<typeof draws>, pool: boolean) => {
  for (;;) {
    const pair = (from: number, to: number): readonly [number, number] => [draw(from, to), draw(from, to)]
    const [size, window, stride] = [pair(1, 9), pair(1, 4), pair(1, 3)]
    const dilation = pool ? ([1, 1] as const) : pair(1, 3)
    const most = (i: 0 | 1): number => (pool ? window[i] - 1 : 3)
    const padding = [pair(0, most(0)), pair(0, most(1))] as const
    const along = (i: 0 | 1): number =>
      Math.floor((size[i] + padding[i][0] + padding[i][1] - dilation[i] * (window[i] - 1) - 1) / stride[i]) + 1
    const places = [along(0), along(1)] as const
    if (places[0] < 1 || places[1] < 1) continue
    const kind = pool ? 0 : draw(0, 3) // one group, several, depthwise, depthwise with several filters a channel
    const any = around[draw(0, around.length - 1)]!
    const own = kind === 3 ? draw(1, 3) : kind === 2 ? 1 : around[draw(0, around.length - 1)]!
    const groups = kind === 0 ? 1 : kind === 1 ? draw(2, 3) : any
    const depth = kind >= 2 ? 1 : any
    const n = draw(0, 8) === 0 ? 0 : draw(1, 3)
    return {
      attrs: pool ? { window, stride, padding } : { stride, dilation, padding, groups },
      window,
      size,
      x: [n, ...size, depth * groups] as Shape,
      w: [...window, depth, own * groups] as Shape,
      y: [n, ...places, pool ? depth * groups : own * groups] as Shape,
    }
  }
}
type Geometry = ReturnType<typeof geometry>

const callOf = (name: WindowOp, { attrs, window, size, x, w, y }: Geometry): readonly [object, readonly Shape[]] => {
  switch (name) {
    case 'conv2d':
      return [attrs, [x, w]]
    case 'conv2dByInput':
      return [{ ...attrs, size }, [y, w]]
    case 'conv2dByWeights':
      return [{ ...attrs, window }, [x, y]]
    case 'maxPool2dByInput':
      return [attrs, [x, y]]
    case 'maxPool2dGather':
      return [attrs, [x, x]]
    case 'avgPool2dByInput':
      return [{ ...attrs, size }, [y]]
    default:
      return [attrs, [x]]
  }
}

const expectAgrees = (engine: Engine, name: WindowOp, attrs: object, args: readonly AnyTensor[]): void => {
  const out: AnyTensor = apply(ops[name] as never, attrs as never, ...(args as never[]))
  const numbers = reference.run(args)
  const [got] = engine.run([out])
  expectClaim(name, attrs as never, args, numbers, out, got!)
}

describe.each(engines)('%s', (_name, engine) => {
  for (const name of [...convolutions, ...pools])
    for (const dtype of ['f32', 'f64'] as const satisfies readonly Float[]) {
      test(`${name} in ${dtype} on its domain`, () => {
        for (const { attrs, args } of ops[name].domain)
          expectAgrees(
            engine,
            name,
            attrs,
            args.map(({ shape }, i) => filled(shape, dtype, i)),
          )
      })
      test(`${name} in ${dtype} on windows of any kind`, () => {
        const draw = draws(name.length + dtype.length)
        for (let i = 0; i < 200; i++) {
          const [attrs, shapes] = callOf(name, geometry(draw, name.includes('Pool')))
          const args = shapes.map((shape, j) => filled(shape, dtype, 2 * i + j))
          try {
            expectAgrees(engine, name, attrs, args)
          } catch (error) {
            throw new Error(`${JSON.stringify({ attrs, shapes })}: ${(error as Error).message}`)
          }
        }
      })
    }

  test('larger images are cut into bands and batches into chunks', () => {
    const plain = { stride: [1, 1], dilation: [1, 1], groups: 1 } as const
    const same = { ...plain, padding: [[1, 1] as const, [1, 1] as const] } as const
    expectAgrees(engine, 'conv2d', same, [filled([1, 61, 83, 21], 'f32', 1), filled([3, 3, 21, 40], 'f32', 2)])
    expectAgrees(engine, 'conv2dByInput', { ...same, size: [61, 83] }, [
      filled([1, 61, 83, 21], 'f32', 1),
      filled([3, 3, 19, 21], 'f32', 2),
    ])
    expectAgrees(engine, 'conv2dByWeights', { ...same, window: [3, 3] }, [
      filled([19, 11, 12, 7], 'f32', 1),
      filled([19, 11, 12, 70], 'f32', 2),
    ])
  })

  test('padding is not multiplied: infinite weights outside the images leave no NaN', () => {
    const attrs = { stride: [1, 1], dilation: [1, 1], padding: [[1, 1] as const, [1, 1] as const], groups: 1 }
    const w = literal(
      [3, 3, 1, 2],
      [0, 1, 2, 3, 4, 5, 6, 7, 8].flatMap((i) => [i === 4 ? 1 : Infinity, i]),
    )
    const out = apply(ops.conv2d, attrs as never, literal([1, 1, 1, 1], [2]), w)
    expect(Array.from(engine.run([out])[0]!)).toEqual([2, 8])
  })

  test.each(['f32', 'f64'] as const)('ties, NaN, infinities and signed zeros in %s, bit for bit', (dtype) => {
    const specials = [Number.NaN, Infinity, -Infinity, 0, -0, 1, 1, -1]
    const draw = draws(5)
    for (let i = 0; i < 100; i++) {
      const g = geometry(draw, true)
      const special = (shape: Shape): AnyTensor =>
        literal(
          shape,
          Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => specials[draw(0, 7)]!),
          dtype,
        )
      for (const name of pools) {
        const [attrs, shapes] = callOf(name, g)
        const out = apply(ops[name] as never, attrs as never, ...(shapes.map(special) as never[]))
        expectSame(`${name} ${JSON.stringify(g)}`, reference.run([out])[0]!, engine.run([out])[0]!)
      }
    }
  })
})

const one = nativeMachine({ threads: 1 })
const three = nativeMachine({ threads: 3 })
test.skipIf(O.isNone(one))('the number of threads does not show in a single bit', () => {
  const draw = draws(9)
  const [a, b] = [one, three].map((m) => engineOn(O.toUndefined(m)!)) as [Engine, Engine]
  for (let i = 0; i < 12; i++) {
    const g = geometry(draw, i % 2 === 0)
    const wide = (shape: Shape): Shape => [shape[0] === 0 ? 0 : 60, ...shape.slice(1)]
    for (const name of i % 2 === 0 ? pools : convolutions) {
      const [attrs, shapes] = callOf(name, { ...g, x: wide(g.x), y: wide(g.y) })
      const out = apply(ops[name] as never, attrs as never, ...(shapes.map((s, j) => filled(s, 'f32', j)) as never[]))
      expectSame(name, a.run([out])[0]!, b.run([out])[0]!)
    }
  }
})

const { input, conv2d, maxPool2d, relu, flatten, dense } = layers
const chain = (...parts: readonly ((m: any) => any)[]): any =>
  parts.reduce((m, part) => part(m), input([32, 32, 3]) as any)
/** The network of the course notes for CIFAR-10. */
const cnn = chain(conv2d(32, 3), relu, conv2d(64, 3), relu, maxPool2d(2), flatten, dense(128), relu, dense(10))

describe('one step of Adam on a convolutional network', () => {
  const optimizer = adam({ rate: 0.001 })
  const next = step(supervised(cnn, sparseCategoricalCrossEntropy('mean') as any) as any, optimizer as any)
  const now = begin(cnn.init(key(1)), optimizer as any, key(2))
  const batch = { x: filled([8, 32, 32, 3], 'f32', 3), y: literal([8], [0, 1, 2, 3, 4, 5, 6, 7], 'i32') }
  const run = (engine: Engine) => {
    const f = compile(([s, b]: readonly [any, any]) => next(s, b) as any, { engine })
    return leaves(f([now, batch])).map((t) => read(t) as Float32Array)
  }
  const expected = run(reference)
  test.each(engines)('%s', (_name, engine) => {
    const got = run(engine)
    got.forEach((numbers, i) => {
      // A gradient near 0 may change its sign by rounding, and Adam's first step is its sign: few may be far.
      const far = numbers.filter((x, j) => Math.abs(x - expected[i]![j]!) > 1e-5 * (1 + Math.abs(expected[i]![j]!)))
      expect(far.length).toBeLessThanOrEqual(numbers.length / 1000)
    })
  })
})
