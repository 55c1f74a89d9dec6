/** What `explain` says, word for word. Byte and operation counts worked by hand. */
import { expect, test } from 'vitest'
import { type AnyTensor, apply, literal, type Op } from '../../src/core/index.js'
import { explain, explanation } from '../../src/engine/index.js'
import { grad } from '../../src/grad/index.js'
import {
  add,
  cast,
  clamp,
  concat,
  conv2d,
  matmul,
  maxPool2d,
  mean,
  mul,
  relu,
  slice,
  square,
  sum,
  tanh,
} from '../../src/ops/index.js'

const x = literal([2, 3], [1, 2, 3, 4, 5, 6])
const w = literal([3, 4], new Float32Array(12))
const b = literal([4], [1, 2, 3, 4])
/** A layer, with things in it that passes remove. */
const layer = (p: { readonly x: any; readonly w: any; readonly b: any }): any =>
  sum(tanh(add(mul(matmul(p.x, p.w), 1), p.b) as any) as any, [1])

test('a layer: graph, instructions, totals, memory', () => {
  // matmul reads 24 + 48 bytes and does 2·2·4·3 operations; its epilogue reads the row b, once, and does 2·2·4.
  expect(explain(layer)({ x, w, b })).toBe(
    `
graph
  %0 f32 [2, 3] = input 0
  %1 f32 [3, 4] = input 1
  %2 f32 [2, 4] = matmul (%0, %1)
  %3 f32 [4] = input 2
  %4 f32 [2, 4] = broadcastTo {"shape":[2,4]} (%3)
  %5 f32 [2, 4] = add (%2, %4)
  %6 f32 [2, 4] = tanh (%5)
  %7 f32 [2] = sum {"axes":[1],"keep":false} (%6)
  result: %7
instructions
                            bytes read  written  operations  at
  matmul + add tanh [2, 4]          88       32          64  192
  sum [2]                           32        8           8  0
total: 2 instructions, 120 bytes read, 40 bytes written, 72 floating-point operations
memory: 256 bytes; without reuse 320
`.trim(),
  )
})

test('copies, literals, parts of a result, and an op of one’s own', () => {
  const mine: Op = {
    name: 'mine',
    shape: (_, y) => y.shape,
    forward: (_, _out, [y]) => y!,
    backward: (_, dy) => [dy],
    domain: [{ attrs: {}, args: [] }],
  }
  const f = (y: any): AnyTensor => {
    const half: any = slice(y, { start: [0], stop: [4], step: [2] })
    const wide: any = cast(clamp(half, Number.NEGATIVE_INFINITY, 2), 'f64')
    return apply(mine, {}, concat([wide, literal([3], [1, 2, 3], 'f64')]))
  }
  // Every other number of a slice is not touched; a clamp reads its two bounds; each part of a result is an instruction.
  expect(explain(f)(literal([4], [1, 2, 3, 4]))).toBe(
    `
graph
  %0 f32 [4] = input 0
  %1 f32 [2] = slice {"start":[0],"stop":[4],"step":[2]} (%0)
  %2 f32 [2] = clamp {"min":"#-Infinity","max":2} (%1)
  %3 f64 [2] = cast {"dtype":"f64"} (%2)
  %4 f64 [3] = literal 1, 2, 3
  %5 f64 [5] = concat {"axis":0} (%3, %4)
  %6 f64 [5] = mine (own) (%5)
  result: %6
instructions
                              bytes read  written  operations  at
  slice [2]                            8        8           0  256
  map clamp [2]                       16        8           2  256 in place
  map cast [2]                         8       16           2  0
  concat [5]                          16       16           0  256
  concat [5]                          24       24           0  256
  mine (own) [5] on the host          40       40           0  0
total: 6 instructions, 112 bytes read, 112 bytes written, 4 floating-point operations
memory: 320 bytes; without reuse 576
`.trim(),
  )
})

test('the same as data', () => {
  const { instructions, values, outputs, flops, bytesRead, bytesWritten, bytes, bytesApart } = explanation(layer)({
    x,
    w,
    b,
  })
  expect(values[5]).toEqual({ what: 'add', shape: [2, 4], dtype: 'f32', args: [2, 4] })
  expect(outputs).toEqual([7])
  expect({ flops, bytesRead, bytesWritten, bytes, bytesApart }).toEqual({
    flops: 72,
    bytesRead: 120,
    bytesWritten: 40,
    bytes: 256,
    bytesApart: 320,
  })
  expect(instructions[0]).toEqual({
    label: 'matmul + add tanh [2, 4]',
    runs: 'machine',
    bytesRead: 88,
    bytesWritten: 32,
    flops: 64,
    results: [{ offset: 192, bytes: 64 }],
    inPlace: false,
  })
})

test('a network in NCHW keeps the layout of its kernels between its edges, in its gradient too', () => {
  const images = literal([2, 3, 8, 8], new Float32Array(384))
  const p = {
    v: literal([4, 3, 3, 3], new Float32Array(108)),
    a: literal([4, 1, 1], new Float32Array(4)),
    w: literal([5, 4, 3, 3], new Float32Array(180)),
    b: literal([5, 1, 1], new Float32Array(5)),
  }
  const network = (q: typeof p): any => {
    const one = maxPool2d(relu(add(conv2d(images, q.v, { layout: 'NCHW' }), q.a) as any) as any, 2, { layout: 'NCHW' })
    const two = relu(add(conv2d(one as any, q.w as any, { layout: 'NCHW' }) as any, q.b as any) as any)
    return mean(square(two as any) as any)
  }
  const { instructions } = explanation((q: typeof p) => grad(network)(q as any))(p)
  const permutes = instructions.flatMap(({ label }) => (label.startsWith('permute') ? [label] : []))
  // The images, the weights, and the slopes of the weights: nothing that lies between two layers.
  expect(permutes.toSorted()).toEqual([
    'permute [2, 8, 8, 3]',
    'permute [3, 3, 3, 4]',
    'permute [3, 3, 4, 5]',
    'permute [4, 3, 3, 3]',
    'permute [5, 4, 3, 3]',
  ])
})
