/** The types of models and losses: what fits compiles, what does not is an error on its line. */
import { flow, pipe } from 'fp-ts/lib/function.js'
import { expectTypeOf, test } from 'vitest'
import type { Batch, Scalar, Tensor } from '../../src/core/index.js'
import {
  binaryCrossEntropy,
  categoricalCrossEntropy,
  huber,
  type Model,
  meanSquaredError,
  type ParamsOf,
  type StateOf,
  sparseCategoricalCrossEntropy,
} from '../../src/models/index.js'
import {
  branch,
  type Conv2d,
  conv2d,
  type Dense,
  dense,
  dropout,
  flatten,
  freeze,
  input,
  parallel,
  relu,
  repeat,
  residual,
  softmax,
} from '../../src/models/layers/index.js'

type Rows<N extends number> = Tensor<readonly [Batch, N]>
type Numbers = Tensor<readonly [Batch]>
type Classes = Tensor<readonly [Batch], 'i32'>

/** Compiled, never run. */
const onlyTypes = (_: (...args: readonly any[]) => void): void => undefined

test('a model knows its parameters, its input and its output', () => {
  const mlp = pipe(input(784), dense(128), relu, dropout(0.5), dense(10), softmax)
  expectTypeOf(mlp).toEqualTypeOf<Model<readonly [Dense<784, 128>, Dense<128, 10>], readonly [], Rows<784>, Rows<10>>>()
  expectTypeOf<ParamsOf<typeof mlp>>().toEqualTypeOf<readonly [Dense<784, 128>, Dense<128, 10>]>()
  expectTypeOf<StateOf<typeof mlp>>().toEqualTypeOf<readonly []>()
  expectTypeOf<Dense<784, 128>['weights']>().toEqualTypeOf<Tensor<readonly [784, 128]>>()
})

test('flatten multiplies the sizes of an example', () => {
  const images = pipe(input([28, 28, 3]), flatten, dense(10))
  expectTypeOf(images).toEqualTypeOf<
    Model<readonly [Dense<2352, 10>], readonly [], Tensor<readonly [Batch, 28, 28, 3]>, Rows<10>>
  >()
})

test('sizes that only run time knows are numbers', () => {
  const gradual = pipe(input(Number('3')), dense(Number('8')), relu, dense(1))
  expectTypeOf(gradual).toEqualTypeOf<
    Model<readonly [Dense<number, number>, Dense<number, 1>], readonly [], Rows<number>, Rows<1>>
  >()
})

test('layers that do not fit', () => {
  onlyTypes(() => {
    // @ts-expect-error dense reads rows: flatten is missing
    pipe(input([28, 28]), dense(10))
    // @ts-expect-error a layer is not a model: input is missing
    pipe(dense(10), relu)
  })
  onlyTypes((x: Rows<784>, wrong: Rows<783>, one: readonly [Dense<784, 10>]) => {
    const mlp = pipe(input(784), dense(128), relu, dense(10))
    const params = mlp.init({ k0: 0, k1: 0 }).params
    mlp.apply(params, [], x, { train: false })
    // @ts-expect-error inputs of another size
    mlp.apply(params, [], wrong, { train: false })
    // @ts-expect-error parameters of one layer too few
    mlp.apply(one, [], x, { train: false })
    // @ts-expect-error training without a key
    mlp.apply(params, [], x, { train: true })
  })
})

test('losses give a number, or one for each example', () => {
  onlyTypes((ten: Rows<10>, wide: Tensor<readonly [Batch, 10], 'f64'>, classes: Classes, weights: Numbers) => {
    expectTypeOf(meanSquaredError('mean')(ten, ten)).toEqualTypeOf<Scalar>()
    expectTypeOf(meanSquaredError('none')(ten, ten, weights)).toEqualTypeOf<Numbers>()
    expectTypeOf(huber({ delta: 2 })('sum')(wide, wide)).toEqualTypeOf<Scalar<'f64'>>()
    expectTypeOf(categoricalCrossEntropy('weightedMean')(ten, ten, weights)).toEqualTypeOf<Scalar>()
    expectTypeOf(sparseCategoricalCrossEntropy('none')(wide, classes)).toEqualTypeOf<Tensor<readonly [Batch], 'f64'>>()
  })
})

test('losses of what does not belong together', () => {
  onlyTypes(
    (
      ten: Rows<10>,
      nine: Rows<9>,
      one: Rows<1>,
      numbers: Numbers,
      classes: Classes,
      wide: Tensor<readonly [Batch], 'f64'>,
    ) => {
      // @ts-expect-error ten logits, nine classes
      categoricalCrossEntropy('mean')(ten, nine)
      // @ts-expect-error [batch, 1] against [batch]
      binaryCrossEntropy('mean')(one, numbers)
      // @ts-expect-error classes are indexes, not rows
      sparseCategoricalCrossEntropy('mean')(ten, ten)
      // @ts-expect-error classes are i32
      sparseCategoricalCrossEntropy('mean')(ten, numbers)
      // @ts-expect-error logits need an axis of classes
      sparseCategoricalCrossEntropy('mean')(numbers, classes)
      // @ts-expect-error f32 against f64
      meanSquaredError('mean')(numbers, wide)
      // @ts-expect-error weights are one for each example
      meanSquaredError('mean')(ten, ten, ten)
      // @ts-expect-error no such reduction
      meanSquaredError('average')
    },
  )
})

test('the output of a model against its targets', () => {
  onlyTypes((x: Rows<784>, ten: Rows<10>, nine: Rows<9>) => {
    const mlp = pipe(input(784), dense(128), relu, dense(10))
    const [logits] = mlp.apply(mlp.init({ k0: 0, k1: 0 }).params, [], x, { train: false })
    categoricalCrossEntropy('mean')(logits, ten)
    // @ts-expect-error ten logits, nine classes
    categoricalCrossEntropy('mean')(logits, nine)
  })
})

test('layers that hold layers', () => {
  const net = pipe(
    input([8, 8, 3]),
    conv2d(16, 3, { padding: 'same' }),
    residual(flow(relu, conv2d(16, 3, { padding: 'same' }))),
    residual((x) => pipe(x, conv2d(32, 3, { stride: 2, padding: 'same' })), conv2d(32, 1, { stride: 2 })),
    branch('concatenate', conv2d(8, 1), flow(conv2d(4, 3, { padding: 'same' }), relu)),
  )
  expectTypeOf(net).toEqualTypeOf<
    Model<
      readonly [
        Conv2d<3, 3, 3, 16>,
        readonly [readonly [Conv2d<3, 3, 16, 16>], readonly []],
        readonly [readonly [Conv2d<3, 3, 16, 32>], readonly [Conv2d<1, 1, 16, 32>]],
        readonly [readonly [Conv2d<1, 1, 32, 8>], readonly [Conv2d<3, 3, 32, 4>]],
      ],
      readonly [
        readonly [readonly [], readonly []],
        readonly [readonly [], readonly []],
        readonly [readonly [], readonly []],
      ],
      Tensor<readonly [Batch, 8, 8, 3]>,
      Tensor<readonly [Batch, 4, 4, 12]>
    >
  >()
  const towers = parallel('add', pipe(input(3), dense(4)), pipe(input([2, 2]), flatten, dense(4)))
  expectTypeOf(towers).toExtend<Model<any, any, readonly [Rows<3>, Tensor<readonly [Batch, 2, 2]>], Rows<4>>>()
  const head = pipe(input(3), dense(4), freeze, dense(2))
  expectTypeOf<ParamsOf<typeof head>>().toEqualTypeOf<readonly [Dense<4, 2>]>()
  onlyTypes(() => {
    // @ts-expect-error the body changes the size
    pipe(input(8), residual(dense(7)))
    // @ts-expect-error 8 and 7 do not add
    pipe(input(3), branch('add', dense(8), dense(7)))
    // @ts-expect-error 4 and 5 do not add
    parallel('add', pipe(input(3), dense(4)), pipe(input(2), dense(5)))
    // @ts-expect-error the body changes the size
    pipe(input(3), repeat(2, dense(4)))
  })
})
