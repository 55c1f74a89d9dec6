/** Random smooth programs from vectors to vectors, drawn as the names of their steps. */
import * as fc from 'fast-check'
import { literal, type Tensor } from '../src/core/index.js'
import {
  add,
  broadcastTo,
  div,
  exp,
  logSumExp,
  matmul,
  mul,
  neg,
  reshape,
  sigmoid,
  slice,
  softmax,
  softplus,
  square,
  sub,
  sum,
  tanh,
} from '../src/ops/index.js'

export type Vector = Tensor<readonly [3], 'f64'>
export type Program = (x: Vector) => Vector

const mixing = literal([3, 3], [0.5, -1, 0.25, 1, 0.75, -0.5, -0.25, 0.5, 1], 'f64')

/** Each keeps moderate values moderate, so that central differences stay exact. */
const steps = {
  tanh,
  sigmoid,
  softplus,
  softmax: (x) => softmax(x),
  negate: neg,
  halve: (x) => mul(x, 0.5),
  bell: (x) => exp(neg(square(x))),
  mix: (x) => reshape(matmul(reshape(x, [1, 3]), mixing), [3]),
  twice: (x) => mul(tanh(x), sigmoid(x)),
  ratio: (x) => div(x, add(square(x), 1)),
  centre: (x) => sub(x, broadcastTo(mul(sum(x), 1 / 3), [3])),
  level: (x) => broadcastTo(logSumExp(x), [3]),
  first: (x) => mul(x, broadcastTo(slice(tanh(x), { start: [0], stop: [1] }), [3])),
} satisfies { readonly [name: string]: Program }

const named = (names: readonly (keyof typeof steps)[]): Program =>
  Object.assign((x: Vector): Vector => names.reduce((y, name) => steps[name](y), x), {
    [fc.toStringMethod]: () => `x => ${names.reduce((text, name) => `${name}(${text})`, 'x')}`,
  })

/** Up to five steps, one after another; none is the identity. */
export const programs: fc.Arbitrary<Program> = fc
  .array(fc.constantFrom(...(Object.keys(steps) as (keyof typeof steps)[])), { maxLength: 5 })
  .map(named)
