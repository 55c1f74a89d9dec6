/** Types of optimizers: states are known, trees must agree. */

import type { Monoid } from 'fp-ts/Monoid'
import { describe, expectTypeOf, test } from 'vitest'
import type { Scalar, Tensor } from '../../src/core/index.js'
import {
  type AccumulatedSquares,
  accumulateMomentum,
  adaGrad,
  adam,
  applyStep,
  type Counted,
  chain,
  chainMonoid,
  clipByGlobalNorm,
  constant,
  descend,
  gradientDescent,
  identity,
  type MeanSquare,
  type Moments,
  momentum,
  nesterov,
  type Optimizer,
  type OptimizerName,
  type OptimizerState,
  type optimizers,
  rmsProp,
  type Schedule,
  scale,
  scaleByMoments,
  type Velocity,
} from '../../src/optim/index.js'

interface Params {
  readonly weights: Tensor<readonly [2, 3]>
  readonly bias: Tensor<readonly [3], 'f64'>
}
declare const params: Params

describe('types of optimizers', () => {
  test('each has its own state', () => {
    expectTypeOf(gradientDescent<Params>()).toEqualTypeOf<Optimizer<Params, Counted>>()
    type Momentum = Optimizer<Params, readonly [Velocity<Params>, Counted]>
    expectTypeOf(momentum<Params>()).toEqualTypeOf<Momentum>()
    expectTypeOf(nesterov<Params>()).toEqualTypeOf<Momentum>()
    expectTypeOf(adaGrad<Params>()).toEqualTypeOf<Optimizer<Params, readonly [AccumulatedSquares<Params>, Counted]>>()
    expectTypeOf(rmsProp<Params>()).toEqualTypeOf<Optimizer<Params, readonly [MeanSquare<Params>, Counted]>>()
    expectTypeOf(adam<Params>()).toEqualTypeOf<Optimizer<Params, readonly [Moments<Params>, Counted]>>()
    type State = OptimizerState<ReturnType<typeof adam<Params>>>
    expectTypeOf<State[0]['mean']['weights']>().toEqualTypeOf<Tensor<readonly [2, 3]>>()
    expectTypeOf<State[0]['step']>().toEqualTypeOf<Scalar<'i32'>>()
  })
  test('a chain has the tuple of its parts’ states', () => {
    expectTypeOf(chain(clipByGlobalNorm<Params>(1), adam<Params>())).toEqualTypeOf<
      Optimizer<Params, readonly [null, readonly [Moments<Params>, Counted]]>
    >()
    expectTypeOf(
      chain(
        scale<Params>(2),
        scaleByMoments<Params>(),
        accumulateMomentum<Params>(),
        identity<Params>(),
        descend<Params>(0.1),
      ),
    ).toEqualTypeOf<Optimizer<Params, readonly [null, Moments<Params>, Velocity<Params>, null, Counted]>>()
    expectTypeOf(chain<Params, []>()).toEqualTypeOf<Optimizer<Params, readonly []>>()
    expectTypeOf(chainMonoid<Params>()).toEqualTypeOf<Monoid<Optimizer<Params, any>>>()
  })
  test('the parameters are found from where an optimizer is used', () => {
    const start = <P, S>(p: P, optimizer: Optimizer<P, S>): readonly [P, S] => [p, optimizer.init(p)]
    const begun = () => start(params, adam({ rate: 0.1 }))
    expectTypeOf<ReturnType<typeof begun>>().toEqualTypeOf<readonly [Params, readonly [Moments<Params>, Counted]]>()
    const clipped: Optimizer<Params, any> = chain(clipByGlobalNorm(1), adam())
    expectTypeOf(clipped.init).parameter(0).toEqualTypeOf<Params>()
  })
  test('steps have the type of the parameters', () => {
    expectTypeOf(applyStep<Params>).returns.toEqualTypeOf<Params>()
    const { update } = adam<Params>()
    expectTypeOf(update).parameters.toExtend<[Params, unknown, Params]>()
    expectTypeOf(update).returns.items.toExtend<Params | readonly [Moments<Params>, Counted]>()
  })
  test('what does not fit is refused', () => {
    // @ts-expect-error parts for different parameters
    chain(clipByGlobalNorm<Params>(1), adam<{ readonly other: Tensor<[1]> }>())
    // @ts-expect-error no such option
    adam({ beta3: 1 })
    // @ts-expect-error a schedule returns f64
    adam({ rate: (step: Scalar<'i32'>) => step })
    const other = () =>
      // @ts-expect-error a state of another optimizer
      adam<Params>().update(params, momentum<Params>().init(params), params)
    expectTypeOf(other).toBeFunction()
  })
  test('the registries are total', () => {
    expectTypeOf<keyof typeof optimizers>().toEqualTypeOf<OptimizerName>()
    expectTypeOf(constant).returns.toEqualTypeOf<Schedule>()
  })
})
