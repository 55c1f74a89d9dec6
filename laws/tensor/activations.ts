/** Laws of the composed functions: identities, derivatives, and no overflow. */
import * as fc from 'fast-check'
import { literal, type Shape, type Tensor } from '../../src/core/index.js'
import { read } from '../../src/engine/index.js'
import { grad, hvp } from '../../src/grad/index.js'
import {
  add,
  cast,
  div,
  exp,
  log,
  logSoftmax,
  logSumExp,
  max,
  maximum,
  mul,
  onesLike,
  relu,
  sigmoid,
  softmax,
  softplus,
  sub,
  sum,
  tanh,
} from '../../src/ops/index.js'
import { number, tensor } from '../arbitrary.js'
import { derivativeLaws } from '../diff.js'
import { type Law, law } from '../law.js'
import { close, finite, near, numbers, same } from '../numeric.js'

type T = Tensor<readonly [3], 'f64'>
const vectors = tensor([3], { min: -8, max: 8 })
const tables = tensor([2, 3], { min: -8, max: 8 })

const identities: readonly Law[] = [
  law('sigmoid(-x) = 1 - sigmoid(x)', [vectors], (x) => close(sigmoid(mul(x, -1)), sub(1, sigmoid(x)), 1e-15)),
  law('sigmoid(x) = (1 + tanh(x/2)) / 2', [vectors], (x) => close(sigmoid(x), div(add(1, tanh(div(x, 2))), 2), 1e-15)),
  law('softplus(x) - softplus(-x) = x', [vectors], (x) => close(sub(softplus(x), softplus(mul(x, -1))), x, 1e-14)),
  law('softplus(x) = ln(1 + exp(x))', [vectors], (x) => close(softplus(x), log(add(1, exp(x))), 1e-14)),
  law('the derivative of softplus is the sigmoid', [vectors], (x) =>
    close(grad((a: T) => sum(softplus(a)))(x), sigmoid(x), 1e-14),
  ),
  law('relu is the larger of x and 0', [vectors], (x) => same(relu(x), maximum(x, 0))),
  law(
    'softmax: each row is positive and sums to 1',
    [tables],
    (x) =>
      numbers(softmax(x)).every((p) => p > 0 && p <= 1) && close(sum(softmax(x), [1]), onesLike(sum(x, [1])), 1e-15),
  ),
  law('softmax does not change when a row is shifted', [tables, number({ min: -100, max: 100 })], (x, by) =>
    close(softmax(add(x, by)), softmax(x), 1e-13),
  ),
  law(
    'softmax is exp by the sum of exp, along any axis',
    [tables, fc.constantFrom(0 as const, 1 as const)],
    (x, axis) => close(softmax(x, axis), div(exp(x), sum(exp(x), [axis], 'keep') as Tensor<Shape, 'f64'>), 1e-14),
  ),
  law('logSoftmax is the logarithm of softmax', [tables], (x) => close(logSoftmax(x), log(softmax(x)), 1e-13)),
  law('logSumExp lies between max and max + ln n', [tables], (x) => {
    const top = read(max(x, [1]))
    return numbers(logSumExp(x)).every((y, i) => y >= top[i]! && y <= top[i]! + Math.log(3) + 1e-12)
  }),
  law('logSumExp moves with its row', [tables, number({ min: -100, max: 100 })], (x, by) =>
    close(logSumExp(add(x, by)), add(logSumExp(x), by), 1e-13),
  ),
  law('the derivative of logSumExp is the softmax', [vectors], (x) =>
    close(grad((a: T) => logSumExp(a))(x), softmax(x), 1e-14),
  ),
]

const extreme = fc.constantFrom(-1000, -710, -88, -1, 0, 1, 88, 710, 1000)
const extremes = fc.tuple(extreme, extreme, extreme).map((x) => literal([3], x, 'f64'))

/** As for activations, which have laws of their own. */
const stability: readonly Law[] = [
  law('logSumExp: value, gradient and second derivative are finite where |x| is 1000', [extremes], (x) =>
    [x, cast(x, 'f32')].every((a: any) => {
      const g = (z: any): any => logSumExp(z)
      return finite(g(a)) && finite(grad(g)(a)) && finite(hvp(g)(a, onesLike(a)))
    }),
  ),
  ...derivativeLaws('logSumExp', (x: T) => logSumExp(x), tensor([3])),
]

const tails: readonly Law[] = [
  law('softplus is x far above 0 and exp(x) far below', [number({ min: 40, max: 700 })], (x) => {
    const [above, below] = numbers(softplus(literal([2], [x, -x], 'f64')))
    return above === x && Math.abs(below! / Math.exp(-x) - 1) < 1e-12
  }),
  law('sigmoid is exp(x) far below 0', [number({ min: 40, max: 700 })], (x) =>
    near(numbers(sigmoid(literal([1], [-x], 'f64')))[0]! / Math.exp(-x), 1, 1e-12),
  ),
  law('logSoftmax stays exact where softmax is 0', [number({ min: 750, max: 1000 })], (x) => {
    const [lower, upper] = numbers(logSoftmax(literal([2], [-x, 0], 'f64')))
    return lower === -x && upper === 0
  }),
]

export const activationLaws: readonly Law[] = [...identities, ...stability, ...tails]
