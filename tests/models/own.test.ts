/** A loss and a layer of one's own are proved in one call each; broken ones are named. */
import { describe, expect, test } from 'vitest'
import { check, type Law } from '../../laws/law.js'
import { layerLaws } from '../../laws/layers.js'
import { lossLaws } from '../../laws/losses.js'
import { customBackward } from '../../src/grad/index.js'
import { type AnyLayer, extend, type LossEntry, type Part } from '../../src/models/index.js'
import { add, div, full, mean, mul, sigmoid, softplus, sub, sum } from '../../src/ops/index.js'
import { prove } from '../prove.js'

/** `ln cosh e = e + ln(1 + e⁻²ᵉ) - ln 2`, a smooth absolute error. */
const logCosh = (error: any): any => sub(add(softplus(mul(error, -2) as any), error), Math.LN2)

/** A loss of numbers written from scratch. */
const lossOf = (ofError: (error: any) => any): LossEntry => ({
  loss: (reduction) => (prediction, target, weights) => {
    const elements = ofError(sub(prediction, target))
    const axes = elements.shape.slice(1).map((_: number, i: number) => i + 1)
    const each = axes.length === 0 ? elements : mean(elements, axes)
    const weighted = weights === undefined ? each : mul(each, weights)
    if (reduction === 'none') return weighted
    if (reduction === 'weightedMean' && weights !== undefined) return div(sum(weighted) as any, sum(weights) as any)
    return reduction === 'sum' ? sum(weighted) : mean(weighted)
  },
  target: 'number',
  kinks: [],
})

/** `x ↦ gain · x`, one gain for each column. */
const scale =
  (wrong = 1): AnyLayer =>
  (before) =>
    extend(before, {
      spec: { layer: 'scale' } as never,
      out: before.out,
      parameters: before.out[0]! * wrong,
      slots: [1, 0],
      init: () => ({ params: [full(before.out, 1)], state: [] }),
      apply: ([gain]: readonly [any], state: readonly [], x: any) => [mul(x, gain), state],
    } as Part<readonly [any], readonly [], any, any>)

const entryOf = (layer: AnyLayer) => ({ make: () => layer, examples: [{ shape: [3], spec: {} }] })
const broken = (laws: readonly Law[]): readonly string[] =>
  laws.flatMap((law) => {
    try {
      check(law, { runs: 20 })
      return []
    } catch {
      return [law.name]
    }
  })

prove("a loss of one's own", lossLaws('logCosh', lossOf(logCosh)), { runs: 50 })
prove("a layer of one's own", layerLaws('scale', entryOf(scale())), { runs: 50 })

describe('what is wrong is named', () => {
  test('a loss that is not zero at the truth', () => {
    const raised = lossOf((error) => add(logCosh(error), 0.01))
    expect(broken(lossLaws('raised', raised))).toEqual(['raised: zero at the truth'])
  })
  test('a derivative wrong by a hundredth', () => {
    const bent = customBackward('bent', logCosh, (dy: any, _y, error: any) => [
      mul(mul(dy, 1.01), sub(1, mul(2, sigmoid(mul(error, -2))))),
    ])
    expect(broken(lossLaws('bent', lossOf(bent)))).toContain('bent: vjp is the adjoint of central differences')
  })
  test('a layer that miscounts, and one that mixes its rows', () => {
    expect(broken(layerLaws('scale', entryOf(scale(2))))).toEqual(['scale: it counts its parameters'])
    const centred: AnyLayer = (before) =>
      extend(before, {
        spec: { layer: 'centred' } as never,
        out: before.out,
        parameters: 0,
        slots: [0, 0],
        init: () => ({ params: [], state: [] }),
        apply: (params: readonly [], _: readonly [], x: any) => [sub(x, mean(x, [0], 'keep') as any), params],
      } as Part<readonly [], readonly [], any, any>)
    expect(broken(layerLaws('centred', entryOf(centred)))).toEqual([
      'centred: in use each row is answered as if it were alone',
    ])
  })
})
