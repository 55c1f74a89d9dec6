/** Optimizers move as PyTorch's and optax's do: 200 steps in f64 on a fixed problem, from tests/references/optim.py. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { leaves, literal, type Scalar, scalar, type Tensor } from '../../src/core/index.js'
import { compile, read, settle } from '../../src/engine/index.js'
import { grad } from '../../src/grad/index.js'
import { add, log1p, matmul, mul, square, sub, sum, tanh } from '../../src/ops/index.js'
import {
  accumulateMomentum,
  adaDelta,
  adaGrad,
  adaMax,
  adam,
  adamW,
  addWeightDecay,
  amsGrad,
  applyStep,
  chain,
  descend,
  ftrl,
  gradientDescent,
  lamb,
  lion,
  momentum,
  muon,
  nAdam,
  nesterov,
  type Optimizer,
  type OptimizerName,
  optimizers,
  rAdam,
  rmsProp,
  rmsPropCentred,
  rmsPropMomentum,
  type Schedule,
  scaleByDeviation,
  stepDecay,
} from '../../src/optim/index.js'

interface Point {
  readonly w: Tensor<readonly [3], 'f64'>
  readonly x: Scalar<'f64'>
  readonly y: Scalar<'f64'>
}
const start: Point = { w: literal([3], [1.5, -2, 0.5], 'f64'), x: scalar(-0.8, 'f64'), y: scalar(1.2, 'f64') }
const curvatures = literal([3], [3, 0.5, 1], 'f64')

const loss = ({ w, x, y }: Point): Scalar<'f64'> => {
  const bowl = sub(mul(sum(mul(curvatures, square(w))), 0.5), sum(w))
  const valley = add(square(sub(1, x)), mul(square(sub(y, square(x))), 10))
  return add(add(bowl, valley), add(tanh(mul(x, sum(w))), log1p(sum(square(w)))))
}

const stairs = (rate: number): Schedule => stepDecay({ rate, factor: 0.6, every: 7 })

/** The runs of tests/references/optim.py, by their names there. */
const runs: Readonly<Record<string, Optimizer<Point, any>>> = {
  gradientDescent: gradientDescent({ rate: 0.01 }),
  'gradientDescent, stairs': gradientDescent({ rate: stairs(0.02) }),
  momentum: momentum({ rate: 0.004 }),
  'momentum, decay 0.7': momentum({ rate: 0.008, decay: 0.7 }),
  'momentum, stairs': momentum({ rate: stairs(0.006) }),
  nesterov: nesterov({ rate: 0.004 }),
  'nesterov, decay 0.7': nesterov({ rate: 0.008, decay: 0.7 }),
  adaGrad: adaGrad({ rate: 0.1 }),
  'adaGrad, initial 0.1, epsilon 0.05': adaGrad({ rate: 0.1, initial: 0.1, epsilon: 0.05 }),
  rmsProp: rmsProp({ rate: 0.01 }),
  'rmsProp, decay 0.9, epsilon 0.05': rmsProp({ rate: 0.02, decay: 0.9, epsilon: 0.05 }),
  adaDelta: adaDelta(),
  'adaDelta, decay 0.95, epsilon 1e-5': adaDelta({ rate: 0.5, decay: 0.95, epsilon: 1e-5 }),
  rmsPropCentred: rmsPropCentred({ rate: 0.002 }),
  'rmsPropCentred, decay 0.9, epsilon 0.5': rmsPropCentred({ rate: 0.004, decay: 0.9, epsilon: 0.5 }),
  rmsPropMomentum: rmsPropMomentum({ rate: 0.002 }),
  'rmsPropMomentum, momentum 0.5': rmsPropMomentum({ rate: 0.004, decay: 0.9, epsilon: 0.5, momentum: 0.5 }),
  'rmsProp centred with momentum, as a chain': chain(scaleByDeviation(), accumulateMomentum(), descend(0.001)),
  'momentum, coupled decay 0.1': chain(addWeightDecay(0.1), momentum({ rate: 0.004 })),
  'adam, coupled decay 0.1': chain(addWeightDecay(0.1), adam({ rate: 0.05 })),
  adam: adam({ rate: 0.05 }),
  'adam, betas 0.8 and 0.95, epsilon 0.05': adam({ rate: 0.05, beta1: 0.8, beta2: 0.95, epsilon: 0.05 }),
  'adam, stairs': adam({ rate: stairs(0.1) }),
  amsGrad: amsGrad({ rate: 0.05 }),
  'amsGrad, betas 0.8 and 0.9, epsilon 0.05': amsGrad({ rate: 0.05, beta1: 0.8, beta2: 0.9, epsilon: 0.05 }),
  adamW: adamW({ rate: 0.05 }),
  'adamW, decay 0.5, stairs': adamW({ rate: stairs(0.1), weightDecay: 0.5 }),
  nAdam: nAdam({ rate: 0.05 }),
  'nAdam, momentum decay 0.1, epsilon 0.5': nAdam({
    rate: 0.02,
    beta1: 0.8,
    beta2: 0.95,
    epsilon: 0.5,
    momentumDecay: 0.1,
  }),
  rAdam: rAdam({ rate: 0.01 }),
  'rAdam, betas 0.8 and 0.95, epsilon 0.05': rAdam({ rate: 0.01, beta1: 0.8, beta2: 0.95, epsilon: 0.05 }),
  adaMax: adaMax({ rate: 0.05 }),
  'adaMax, betas 0.8 and 0.95, epsilon 0.5': adaMax({ rate: 0.02, beta1: 0.8, beta2: 0.95, epsilon: 0.5 }),
  lion: lion({ rate: 0.01 }),
  'lion, betas 0.8 and 0.95, decay 0.3': lion({ rate: 0.01, beta1: 0.8, beta2: 0.95, weightDecay: 0.3 }),
  lamb: lamb({ rate: 0.02 }),
  'lamb, decay 0.3, epsilon 0.05': lamb({ rate: 0.02, beta1: 0.8, beta2: 0.95, epsilon: 0.05, weightDecay: 0.3 }),
  ftrl: ftrl({ rate: 0.2 }),
  'ftrl, beta 0.5, both penalties': ftrl({ rate: 0.3, beta: 0.5, l1: 0.6, l2: 0.2 }),
  muon: muon({ rate: 0.05 }), // no matrices here: AdamW
}

/** Numbers by the step after which they are. */
type Trajectory = Readonly<Record<string, readonly number[]>>
const {
  reference,
  runs: expected,
  matrices,
} = JSON.parse(readFileSync(new URL('../references/optim.json', import.meta.url), 'utf8')) as {
  readonly reference: { readonly torch: string; readonly optax: string }
  readonly runs: Readonly<Record<string, Trajectory>>
  readonly matrices: Readonly<Record<string, Trajectory>>
}

const trajectory = <P>(
  from: P,
  gradient: (params: P) => P,
  optimizer: Optimizer<P, any>,
  steps: number,
): readonly (readonly number[])[] => {
  let now = { params: from, state: settle(optimizer.init(from)) }
  const next = compile(({ params, state }: typeof now): typeof now => {
    const [step, after] = optimizer.update(gradient(params), state, params)
    return { params: applyStep(params, step), state: after }
  })
  return Array.from({ length: steps }, () => {
    now = next(now)
    return leaves(now.params).flatMap((t) => [...(read(t) as Iterable<number>)])
  })
}
const check = (ours: readonly (readonly number[])[], kept: Trajectory): void => {
  for (const step of Object.keys(kept).map(Number))
    ours[step - 1]!.forEach((value, i) => {
      const [want, at] = [kept[step]![i]!, `step ${step}, number ${i}`]
      const error = want === 0 ? Math.abs(value) : Math.abs(value - want) / Math.abs(want)
      expect(error, `${at}: ${value} for ${want}`).toBeLessThan(1e-9)
    })
}

/** The problem of one matrix in tests/references/optim.py. */
const matrixStart = {
  tall: literal([3, 2], [0.5, -1, 1.5, 0.25, -0.75, 2], 'f64'),
  wide: literal([2, 4], [0.5, -1, 0.3, 1.1, 1.5, 0.25, -0.6, -2], 'f64'),
}
const matrixLoss = (w: any): Scalar<'f64'> => {
  const rows = [1, 0.5, -0.5, 2, 0.25, -1, 1, 1].slice(0, 2 * w.shape[1])
  const b: any = literal([w.shape[1], 2], rows, 'f64')
  return add(
    sum(square<any, any>(tanh<any, any>(matmul(w, b) as any))),
    sum(square<any, any>(sub(w, 0.4))),
  ) as Scalar<'f64'>
}
const matrixRuns: Readonly<Record<string, Optimizer<any, any>>> = {
  muon: muon({ rate: 0.003 }),
  'muon, momentum 0.8, decay 0.3, matchRms': muon({ rate: 0.005, momentum: 0.8, weightDecay: 0.3, scale: 'matchRms' }),
  'muon, 2 iterations': muon({ rate: 0.003, iterations: 2, weightDecay: 0 }),
}

describe(`trajectories of PyTorch ${reference.torch} and optax ${reference.optax}`, () => {
  for (const [name, kept] of Object.entries(expected))
    test(name, () => check(trajectory(start, grad(loss), runs[name]!, 200), kept))
  for (const [name, kept] of Object.entries(matrices))
    test(`matrix, ${name}`, () => {
      const [run, shape] = name.split(': ') as [string, keyof typeof matrixStart]
      check(trajectory<any>(matrixStart[shape], grad(matrixLoss), matrixRuns[run]!, 200), kept)
    })

  test('every optimizer has one, with its default constants', () => {
    for (const name of Object.keys(optimizers))
      expect(expected, name).toHaveProperty(name satisfies string as OptimizerName)
    expect(Object.keys(runs).toSorted()).toEqual(Object.keys(expected).toSorted())
  })
})
