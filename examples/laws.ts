/** Your own op, loss and optimizer, each proved in one call. `node dist/examples/laws.js` */
import {
  type AnyLoss,
  type AnyTensor,
  allocate,
  apply,
  elementLoss,
  type Float,
  mapFloats,
  mul,
  type Op,
  type Optimizer,
  pow,
  type Shape,
  sign,
  sub,
  type Tensor,
} from 'fluxion'
import { check, type Law, lossLaws, opLaws, optimizerLaws } from 'fluxion/laws'

/** An op is one record: shape rule, forward by plain loops, backward in ops, and where the laws may try it. */
const cubeOp: Op<Record<string, never>, readonly [AnyTensor]> = {
  name: 'cube',
  shape: (_, x) => x.shape,
  forward: (_, out, [x]) => {
    const y = allocate(out.dtype, x!.length)
    for (let i = 0; i < y.length; i++) y[i] = x![i]! ** 3
    return y
  },
  backward: (_, dy, _y, x) => [mul(dy as Tensor, mul(pow(x as Tensor, 2), 3))],
  domain: [{ attrs: {}, args: [{ shape: [2, 3], min: -2, max: 2 }] }],
}
export const cube = <S extends Shape, D extends Float>(x: Tensor<S, D>): Tensor<S, D> => apply(cubeOp, {}, x)

/** A loss is written for elements; weights and reductions come with it. This one: the fourth power of the error. */
export const fourthPower = elementLoss('fourthPower', (prediction, target) => pow(sub(prediction, target), 4))

/** An optimizer is a pair of pure functions. Sign descent: every coordinate moves by the rate, integers stay. */
export const signDescent = <P>(rate: number): Optimizer<P, null> => ({
  init: () => null,
  update: (gradient) => [mapFloats((g) => mul(sign(g), -rate), gradient), null],
})

const proved: Readonly<Record<string, readonly Law[]>> = {
  'op cube': opLaws(cubeOp),
  'loss fourthPower': lossLaws('fourthPower', { loss: fourthPower as AnyLoss, target: 'number', kinks: [] }),
  'optimizer signDescent': optimizerLaws('signDescent', signDescent, { boundedStep: 1, scaleInvariant: true }),
}
for (const [what, laws] of Object.entries(proved)) {
  for (const law of laws) check(law)
  console.log(`${what}: ${laws.length} laws hold`)
}
