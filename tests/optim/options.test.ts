/** Default rates, ranges of options, and what happens at the edges of numbers. */
import { describe, expect, test } from 'vitest'
import { key, literal, ShapeError, scalar } from '../../src/core/index.js'
import { read, readScalar, readTree, settle } from '../../src/engine/index.js'
import { grad } from '../../src/grad/index.js'
import { sum } from '../../src/ops/index.js'
import {
  accumulate,
  accumulateMomentum,
  adaDelta,
  adaGrad,
  adaMax,
  adam,
  adamW,
  addL1,
  addNoise,
  addWeightDecay,
  amsGrad,
  applyStep,
  clipByGlobalNorm,
  clipByNorm,
  clipByValue,
  constant,
  cosineDecay,
  cosineRestarts,
  descend,
  exponentialAverage,
  exponentialDecay,
  ftrl,
  globalNorm,
  gradientDescent,
  lamb,
  linear,
  lion,
  lookAhead,
  momentum,
  muon,
  nAdam,
  nesterov,
  type Optimizer,
  oneCycle,
  perGroup,
  plateau,
  polynomialDecay,
  rAdam,
  rmsProp,
  rmsPropCentred,
  rmsPropMomentum,
  scale,
  scaleByAccumulatedSquares,
  scaleByDeviation,
  scaleByMaxGradient,
  scaleByMaxMoments,
  scaleByMoments,
  scaleByRectifiedMoments,
  scaleByRms,
  scaleBySign,
  scaleByTrustRatio,
  sequence,
  stepDecay,
  warmUp,
} from '../../src/optim/index.js'

const f64 = (...values: readonly number[]) => literal([values.length], values, 'f64')
const firstStep = (optimizer: Optimizer<any, any>, ...gradient: readonly number[]) => {
  const g = f64(...gradient)
  return Array.from(read(optimizer.update(g, optimizer.init(g), g)[0]))
}

describe('defaults: the first step on a gradient of 2, by hand', () => {
  test.each<[string, Optimizer<any, any>, number]>([
    ['gradientDescent', gradientDescent(), -0.002],
    ['momentum', momentum(), -0.002],
    ['nesterov', nesterov(), -0.0038], // 0.001 · (2 + 0.9 · 2)
    ['adaGrad', adaGrad(), -0.01],
    ['rmsProp', rmsProp(), -0.1], // 0.01 · 2 / √(0.01 · 4)
    ['adam', adam(), -0.001],
    ['adaDelta', adaDelta(), -0.0031622737], // √1e-6 · 2 / √(0.1 · 4 + 1e-6)
    ['rmsPropCentred', rmsPropCentred(), -0.100503782], // 0.01 · 2 / √(0.01 · 4 - (0.01 · 2)²)
    ['rmsPropMomentum', rmsPropMomentum(), -0.1],
    ['amsGrad', amsGrad(), -0.001],
    ['adamW', adamW(), -0.00102], // 0.001 · (1 + 0.01 · 2): the parameter is 2 too
    ['nAdam', nAdam(), -0.002112903556], // 0.002 · (1 + 0.1 μ₂ / (1 - μ₁ μ₂)) with μ₁ 0.450073, μ₂ 0.450147
    ['rAdam', rAdam(), -0.002],
    ['adaMax', adaMax(), -0.002],
    ['lion', lion(), -0.0001],
    ['lamb', lamb(), -0.002], // 0.001 · ‖w‖
    ['ftrl', ftrl(), -0.1 * (2 / 3)], // 0.1 · 2 / (1 + √4)
    ['muon', muon(), -0.00102], // a vector: AdamW
    ['addWeightDecay', addWeightDecay(0.5), 3],
    ['addL1', addL1(0.5), 2.5],
    ['clipByNorm', clipByNorm(0.5), 0.5],
    ['clipByValue', clipByValue(0.5), 0.5],
    ['scaleByDeviation', scaleByDeviation(), 10.0503782],
    ['scaleByMaxMoments', scaleByMaxMoments(), 1],
    ['scaleByMaxGradient', scaleByMaxGradient(), 1],
    ['scaleByRectifiedMoments', scaleByRectifiedMoments(), 2],
    ['scaleBySign', scaleBySign(), 1],
    ['scaleByTrustRatio', scaleByTrustRatio(), 2],
    ['accumulateMomentum', accumulateMomentum(), 2],
    ['scaleByRms', scaleByRms(), 10],
    ['scaleByAccumulatedSquares', scaleByAccumulatedSquares(), 1],
    ['scaleByMoments', scaleByMoments(), 1],
  ])('%s', (_, optimizer, step) => {
    expect(firstStep(optimizer, 2)[0]! / step).toBeCloseTo(1, 6)
  })
  test('stepDecay drops to a tenth', () => {
    const schedule = stepDecay({ rate: 0.5, every: 4 })
    expect([0, 3, 4, 7, 8].map((t) => +readScalar(schedule(scalar(t, 'i32'))).toFixed(12))).toEqual([
      0.5, 0.5, 0.05, 0.05, 0.005,
    ])
  })
})

describe('options out of range', () => {
  const rate = 'a finite number, at least 0, or a schedule'
  const decay = 'a number from 0 to below 1'
  const above = 'a finite number above 0'
  test.each<[() => unknown, string]>([
    [() => gradientDescent({ rate: -0.1 }), `gradientDescent: rate is ${rate}, got -0.1`],
    [() => momentum({ rate: Number.NaN }), `momentum: rate is ${rate}, got NaN`],
    [() => momentum({ decay: 1 }), `momentum: decay is ${decay}, got 1`],
    [() => nesterov({ rate: Number.POSITIVE_INFINITY }), `nesterov: rate is ${rate}, got Infinity`],
    [() => nesterov({ decay: -0.1 }), `nesterov: decay is ${decay}, got -0.1`],
    [() => adaGrad({ rate: -1 }), `adaGrad: rate is ${rate}, got -1`],
    [() => adaGrad({ initial: -1 }), 'adaGrad: initial is a finite number, at least 0, got -1'],
    [() => adaGrad({ epsilon: 0 }), `adaGrad: epsilon is ${above}, got 0`],
    [() => rmsProp({ rate: -1 }), `rmsProp: rate is ${rate}, got -1`],
    [() => rmsProp({ decay: 1.5 }), `rmsProp: decay is ${decay}, got 1.5`],
    [() => rmsProp({ epsilon: -1 }), `rmsProp: epsilon is ${above}, got -1`],
    [() => adam({ rate: '0.1' as never }), `adam: rate is ${rate}, got 0.1`],
    [() => adam({ beta1: 1 }), `adam: beta1 is ${decay}, got 1`],
    [() => adam({ beta2: Number.NaN }), `adam: beta2 is ${decay}, got NaN`],
    [() => adaDelta({ rate: -1 }), `adaDelta: rate is ${rate}, got -1`],
    [() => adaDelta({ decay: 1 }), `adaDelta: decay is ${decay}, got 1`],
    [() => rmsPropCentred({ epsilon: 0 }), `rmsPropCentred: epsilon is ${above}, got 0`],
    [() => rmsPropMomentum({ momentum: 1 }), `rmsPropMomentum: momentum is ${decay}, got 1`],
    [() => amsGrad({ beta2: 1 }), `amsGrad: beta2 is ${decay}, got 1`],
    [() => adamW({ weightDecay: -1 }), 'adamW: weightDecay is a finite number, at least 0, got -1'],
    [() => nAdam({ momentumDecay: -1 }), 'nAdam: momentumDecay is a finite number, at least 0, got -1'],
    [() => rAdam({ beta1: -1 }), `rAdam: beta1 is ${decay}, got -1`],
    [() => adaMax({ epsilon: 0 }), `adaMax: epsilon is ${above}, got 0`],
    [() => lion({ beta1: 1 }), `lion: beta1 is ${decay}, got 1`],
    [() => lamb({ weightDecay: Number.NaN }), 'lamb: weightDecay is a finite number, at least 0, got NaN'],
    [() => ftrl({ beta: 0 }), `ftrl: beta is ${above}, got 0`],
    [() => ftrl({ l1: -1 }), 'ftrl: l1 is a finite number, at least 0, got -1'],
    [() => muon({ momentum: 1 }), `muon: momentum is ${decay}, got 1`],
    [() => muon({ iterations: 0 }), 'muon: iterations is a whole number, at least 1, got 0'],
    [() => accumulate(0, adam()), 'accumulate: every is a whole number, at least 1, got 0'],
    [() => exponentialAverage(adam(), { decay: 1 }), `exponentialAverage: decay is ${decay}, got 1`],
    [() => lookAhead(adam(), { rate: 0 }), 'lookAhead: rate is a number above 0, at most 1, got 0'],
    [() => plateau({ patience: 0.5 }), 'plateau: patience is a whole number, at least 0, got 0.5'],
    [() => addNoise({ key: key(0), variance: -1 }), 'addNoise: variance is a finite number, at least 0, got -1'],
    [
      () => perGroup(() => 'c' as 'a', { a: adam() }).init([f64(1)]),
      "perGroup: 0 is in the group 'c', which has no optimizer; there are a",
    ],
    [() => addL1(-1), 'addL1: penalty is a finite number, at least 0, got -1'],
    [() => addWeightDecay(-1), 'addWeightDecay: decay is a finite number, at least 0, got -1'],
    [() => clipByNorm(0), `clipByNorm: max is ${above}, got 0`],
    [() => clipByValue(-1), `clipByValue: max is ${above}, got -1`],
    [() => adam({ epsilon: 0 }), `adam: epsilon is ${above}, got 0`],
    [() => scaleByMoments({ beta1: 1 }), `scaleByMoments: beta1 is ${decay}, got 1`],
    [() => scaleByRms({ decay: 1 }), `scaleByRms: decay is ${decay}, got 1`],
    [() => scaleByAccumulatedSquares({ epsilon: 0 }), `scaleByAccumulatedSquares: epsilon is ${above}, got 0`],
    [() => accumulateMomentum({ decay: 1 }), `accumulateMomentum: decay is ${decay}, got 1`],
    [() => scale(Number.NaN), 'scale: factor is a finite number, got NaN'],
    [() => descend(-1), `descend: rate is ${rate}, got -1`],
    [() => clipByGlobalNorm(0), `clipByGlobalNorm: max is ${above}, got 0`],
    [() => clipByGlobalNorm(-1), `clipByGlobalNorm: max is ${above}, got -1`],
    [() => constant(-1), 'constant: rate is a finite number, at least 0, got -1'],
    [() => stepDecay({ rate: -1, every: 1 }), 'stepDecay: rate is a finite number, at least 0, got -1'],
    [() => stepDecay({ rate: 1, every: 1, factor: 0 }), 'stepDecay: factor is a number above 0, at most 1, got 0'],
    [() => exponentialDecay({ rate: 1, factor: 0 }), 'exponentialDecay: factor is a number above 0, at most 1, got 0'],
    [() => linear({ from: -1, steps: 1 }), 'linear: from is a finite number, at least 0, got -1'],
    [() => polynomialDecay({ rate: 1, steps: 1, power: 0 }), `polynomialDecay: power is ${above}, got 0`],
    [() => cosineDecay({ rate: 1, steps: 0 }), 'cosineDecay: steps is a whole number, at least 1, got 0'],
    [
      () => cosineRestarts({ rate: 1, steps: 1, growth: 1.5 }),
      'cosineRestarts: growth is a whole number, at least 1, got 1.5',
    ],
    [() => oneCycle({ peak: 1, steps: 9, rise: 1 }), 'oneCycle: rise is a number above 0 and below 1, got 1'],
    [() => oneCycle({ peak: 1, steps: 3 }), 'oneCycle: rise · steps is above 1, got 0.3 · 3'],
    [() => warmUp(constant(1), 0), 'warmUp: steps is a whole number, at least 1, got 0'],
    [() => sequence([{ schedule: constant(1), steps: 0 }], constant(1)), 'sequence: steps is a whole number'],
    [() => stepDecay({ rate: 1, every: 1.5 }), 'stepDecay: every is a whole number, at least 1, got 1.5'],
  ])('%s', (make, message) => {
    expect(make).toThrow(RangeError)
    expect(make).toThrow(message)
  })
})

describe('edges', () => {
  test('a first rate of zero by a schedule is allowed', () => {
    expect(firstStep(adam({ rate: constant(0) }), 3)).toEqual([-0])
  })
  test('f32 parameters keep f32 steps and states, f64 ones f64', () => {
    const params = { a: literal([2], [1, 2]), b: f64(1) }
    const optimizer = adam<typeof params>()
    const [step, [moments]] = optimizer.update(params, optimizer.init(params), params)
    expect([step.a.dtype, step.b.dtype, moments.mean.a.dtype, moments.square.b.dtype]).toEqual([
      'f32',
      'f64',
      'f32',
      'f64',
    ])
  })
  test('centred RMSProp stands gradients that stay the same, whose variance rounds below 0', () => {
    const optimizer = rmsPropCentred<any>({ decay: 0.5 })
    const g = literal([3], [0.1, 1, 7])
    let state = optimizer.init(g)
    for (let i = 0; i < 60; i++) {
      const [step, next] = settle(optimizer.update(g, state, g))
      state = next
      expect(Array.from(read(step)).every(Number.isFinite), `step ${i}`).toBe(true)
    }
  })
  test('the count of steps stays at its largest number instead of wrapping', () => {
    const optimizer = adam<ReturnType<typeof f64>>({ rate: 0.5 })
    const [moments] = optimizer.init(f64(1))
    const late = { step: scalar(2147483647, 'i32') }
    const [step, [after, descent]] = optimizer.update(f64(1), [{ ...moments, ...late }, late], f64(1))
    expect([readScalar(after.step), readScalar(descent.step)]).toEqual([2147483647, 2147483647])
    expect(read(step)[0]).toBeCloseTo((-0.5 * 0.1) / (Math.sqrt(0.001) + 1e-8), 9) // nothing left to correct
  })
  test('clipping is exact: 3-4-5 over two leaves of two element types', () => {
    const gradient = { a: literal([1], [3]), b: f64(4), n: literal([1], [7], 'i32') }
    const [step] = clipByGlobalNorm<typeof gradient>(1).update(gradient, null, gradient)
    const numbers = readTree(step) as unknown as Record<keyof typeof gradient, ArrayLike<number>>
    expect(numbers.a[0]).toBeCloseTo(0.6, 7)
    expect(numbers.b[0]).toBeCloseTo(0.8, 15)
    expect(numbers.n[0]).toBe(0)
    expect(readScalar(globalNorm(gradient))).toBe(5)
  })
  test('clipping differentiates at zero', () => {
    const clipped = (g: ReturnType<typeof f64>) => sum(clipByGlobalNorm<typeof g>(1).update(g, null, g)[0])
    expect(Array.from(read(grad(clipped)(f64(0, 0))))).toEqual([1, 1])
  })
  test('clipping stands gradients whose squares overflow or vanish in f32', () => {
    const clip = (...g: readonly number[]) => {
      const gradient = literal([g.length], g)
      return Array.from(read(clipByGlobalNorm<typeof gradient>(1).update(gradient, null, gradient)[0]))
    }
    expect(clip(3e30, 4e30).map((x) => +x.toFixed(6))).toEqual([0.6, 0.8])
    expect(clip(1e-30)).toEqual([Math.fround(1e-30)])
  })
  test('a tree without floating point leaves has the length 0', () => {
    expect(readScalar(globalNorm({ n: literal([1], [7], 'i32'), none: null }))).toBe(0)
  })
  test('applyStep leaves what is not floating point, and refuses a step of another shape', () => {
    const params = { w: f64(1, 2), n: literal([1], [7], 'i32'), on: literal([1], [1], 'bool') }
    const moved = settle(applyStep(params, params))
    expect([moved.w, moved.n, moved.on].map((t) => Array.from(read(t)))).toEqual([[2, 4], [7], [1]])
    expect(() => applyStep<unknown>(f64(1, 2), f64(1))).toThrow(ShapeError)
    expect(() => applyStep<unknown>({ a: f64(1) }, { b: f64(1) })).toThrow('/a is missing')
  })
})
