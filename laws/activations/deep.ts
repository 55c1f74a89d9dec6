/** What happens to gradients in deep chains: they vanish through sigmoids, and need not through rectifiers. */
import * as fc from 'fast-check'
import { literal } from '../../src/core/index.js'
import { grad } from '../../src/grad/index.js'
import { type Activation, leakyRelu, relu, sigmoid, softsign, sum, tanh } from '../../src/ops/index.js'
import { type Law, law } from '../law.js'
import { numbers } from '../numeric.js'

/** The derivative of `depth` applications of `f`, one after another. */
const through = (f: Activation, depth: number, x: number): number => {
  const chain = (a: any): any => sum(Array.from({ length: depth }).reduce<any>((y) => f(y), a))
  return numbers(grad(chain)(literal([1], [x], 'f64')))[0]!
}
const depths = fc.integer({ min: 1, max: 30 })
const starts = fc.double({ min: -10, max: 10, noNaN: true })
const positive = fc.double({ min: 0.01, max: 10, noNaN: true })

export const deepLaws: readonly Law[] = [
  law('the derivative of sigmoid lies in [0, 1/4]', [starts], (x) => {
    const slope = through(sigmoid, 1, x)
    return slope >= 0 && slope <= 0.25
  }),
  law(
    'through a chain of n sigmoids the gradient is at most (1/4)ⁿ: it vanishes at least geometrically',
    [depths, starts],
    (n, x) => {
      const slope = through(sigmoid, n, x)
      return slope >= 0 && slope <= 0.25 ** n * (1 + 1e-12)
    },
  ),
  law('through a chain of tanhs the gradient shrinks with each', [depths, positive], (n, x) => {
    const [shorter, longer] = [through(tanh, n, x), through(tanh, n + 1, x)]
    return longer < shorter || shorter === 0
  }),
  law(
    'through a chain of softsigns of x the gradient is 1/(1 + n x)²: it vanishes by a power',
    [depths, positive],
    (n, x) => {
      const slope = through(softsign, n, x)
      return Math.abs(slope * (1 + n * x) ** 2 - 1) <= 1e-9
    },
  ),
  law(
    'through a chain of ReLUs the gradient is 1 above 0, at any depth, and 0 below',
    [depths, positive],
    (n, x) => through(relu, n, x) === 1 && through(relu, n, -x) === 0,
  ),
  law('through a chain of leaky ReLUs the gradient is 1 above 0 and not 0 below', [depths, positive], (n, x) => {
    const leaky: Activation = (a) => leakyRelu(a, { slope: 0.01 })
    return through(leaky, n, x) === 1 && Math.abs(through(leaky, n, -x) / 0.01 ** n - 1) <= 1e-12
  }),
]
