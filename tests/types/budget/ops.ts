/** A multilayer perceptron, its loss and its gradient, written by hand in ops. */
import {
  add,
  type Batch,
  grad,
  literal,
  logSoftmax,
  matmul,
  mean,
  mul,
  neg,
  relu,
  type Scalar,
  sub,
  sum,
  type Tensor,
} from '../../../src/index.js'

interface Dense<I extends number, O extends number> {
  readonly weights: Tensor<readonly [I, O]>
  readonly bias: Tensor<readonly [O]>
}
type Params = readonly [Dense<784, 256>, Dense<256, 128>, Dense<128, 64>, Dense<64, 32>, Dense<32, 10>]

export const network = (p: Params, x: Tensor<readonly [Batch, 784]>): Tensor<readonly [Batch, 10]> => {
  const h1 = relu(add(matmul(x, p[0].weights), p[0].bias))
  const h2 = relu(add(matmul(h1, p[1].weights), p[1].bias))
  const h3 = relu(add(matmul(h2, p[2].weights), p[2].bias))
  const h4 = relu(add(matmul(h3, p[3].weights), p[3].bias))
  return add(matmul(h4, p[4].weights), p[4].bias)
}

export const loss =
  (x: Tensor<readonly [Batch, 784]>, y: Tensor<readonly [Batch, 10]>) =>
  (p: Params): Scalar =>
    mean(neg(sum(mul(y, logSoftmax(network(p, x))), [1])))

export const step = (p: Params, x: Tensor<readonly [Batch, 784]>, y: Tensor<readonly [Batch, 10]>): Dense<784, 256> => {
  const [first] = grad(loss(x, y))(p)
  return {
    weights: sub(p[0].weights, mul(first.weights, literal([], [0.1]))),
    bias: sub(p[0].bias, mul(first.bias, 0.1)),
  }
}
