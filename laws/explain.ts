/** Laws of explanations: the axioms of attribution, for any method, and looking inside any model. */
import * as fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { entries, literal, type Tensor } from '../src/core/index.js'
import {
  type AnyModel,
  continueFrom,
  type Evidence,
  gradCam,
  infer,
  integratedGradients,
  layerOutput,
  layerRegistry,
  occlusion,
  saliency,
} from '../src/models/index.js'
import { conv2d, dense, globalAvgPool2d, input, parallel, tanh as tanhLayer } from '../src/models/layers/index.js'
import { abs, add, matmul, mul, relu, reshape, sub, sum, tanh, zerosLike } from '../src/ops/index.js'
import { tensor } from './arbitrary.js'
import { type Law, law } from './law.js'
import { drawnLayers, inF64, keys, type LayerExamples, modelOf, settled } from './layers/examples.js'
import { close, near, numbers } from './numeric.js'

/** A method of attribution: from a function of rows to a number for each input. */
export type Attribution = (f: Evidence) => (x: any) => Tensor<any, any>

/** What a method promises beside what every method must hold. */
export interface AttributionClaims {
  /** Attributions of smooth functions sum to what the answer gains over that to `baseline`, to a tolerance. */
  readonly complete?: { readonly baseline: number; readonly tolerance: number }
  /** Attributions of a sum are the sum of attributions. */
  readonly linear?: true
}

/** A network of one hidden layer: weights `[4, 3]`, biases `[3]`, outputs `[3]`, on images of 2×2. */
interface Net {
  readonly weights: any
  readonly bias: any
  readonly out: any
}
const bounds = { min: -1, max: 1 }
const nets: fc.Arbitrary<Net> = fc.record({
  weights: tensor([4, 3], bounds),
  bias: tensor([3], bounds),
  out: tensor([3], bounds),
})
const images = fc.integer({ min: 1, max: 3 }).chain((n) => tensor([n, 2, 2, 1], { min: -2, max: 2, away: [0] }))
const netOf =
  ({ weights, bias, out }: Net, activation: (x: any) => any = tanh): Evidence =>
  (x) =>
    sum(
      mul(activation(add(matmul(reshape(x, [x.shape[0], 4]) as any, weights), bias)), out) as any,
      [1] as never,
    ) as any
const perRow = (t: any): readonly number[] => numbers(sum(t, [1, 2, 3] as never))

/**
 * The axioms that a method of attribution holds (Sundararajan et al. 2017), and those it claims beside.
 *
 * @example for (const law of attributionLaws('mine', mine, { linear: true })) check(law)
 */
export const attributionLaws = (
  name: string,
  method: Attribution,
  { complete, linear }: AttributionClaims = {},
): readonly Law[] => [
  law(`${name}: an input that is not used gets 0`, [nets, images, fc.nat({ max: 3 })], (net, x, unused) => {
    const weights = literal(
      [4, 3],
      numbers(net.weights).map((w, i) => (Math.floor(i / 3) === unused ? 0 : w)),
      'f64',
    )
    return numbers(method(netOf({ ...net, weights }))(x)).every((a, i) => i % 4 !== unused || a === 0)
  }),
  law(`${name}: what counts is the function, not how it is computed`, [nets, images], (net, x) => {
    const one = netOf(net, (z) => tanh(z))
    const other = netOf(net, (z) => sub(mul(2, sigmoidOf(mul(z, 2))) as any, 1))
    return close(method(one)(x), method(other)(x), 1e-9)
  }),
  law(`${name}: each row is explained as if it were alone`, [nets, images], (net, x) => {
    const all = numbers(method(netOf(net))(x))
    const rows = numbers(x)
    return all.every((a, i) => {
      const own = Math.floor(i / 4)
      const alone = literal([1, 2, 2, 1], rows.slice(4 * own, 4 * own + 4), 'f64')
      return near(a, numbers(method(netOf(net))(alone))[i % 4]!)
    })
  }),
  ...(linear === true
    ? [
        law(`${name}: of a weighed sum it is the weighed sum`, [nets, nets, images], (a, b, x) => {
          const [f, g] = [netOf(a), netOf(b)]
          const both = method((p) => add(mul(f(p), 2) as any, mul(g(p), -0.5) as any) as any)(x)
          const apart = add(mul(method(f)(x), 2) as any, mul(method(g)(x), -0.5) as any)
          return close(both, apart, 1e-9)
        }),
      ]
    : []),
  ...(complete === undefined
    ? []
    : [
        law(`${name}: attributions sum to what the answer gains over the baseline's`, [nets, images], (net, x) => {
          const f = netOf(net)
          const from = mul(add(mul(x, 0), 1) as any, complete.baseline) as any
          const gained = numbers(sub(f(x) as any, f(from) as any))
          return perRow(method(f)(x)).every((a, i) => Math.abs(a - gained[i]!) <= complete.tolerance)
        }),
      ]),
]
const sigmoidOf = (z: any): any => mul(add(tanh(mul(z, 0.5) as any), 1) as any, 0.5)

const ofIntegral =
  (baseline: number, steps?: number): Attribution =>
  (f) =>
  (x) =>
    integratedGradients({ baseline, ...(steps === undefined ? {} : { steps }) })(f)(x).attributions
const ofOcclusion: Attribution = (f) => (x) => reshape(occlusion({ patch: 1 })(f)(x) as any, x.shape)

const linearOf =
  (weights: any): Evidence =>
  (x) =>
    sum(mul(x, reshape(weights, [2, 2, 1])) as any, [1, 2, 3] as never) as any

const ownLaws: readonly Law[] = [
  law('saliency: of a linear function it is the size of its weights', [tensor([4]), images], (w, x) => {
    const rows = x.shape[0] as number
    return close(saliency(linearOf(w))(x), reshape(concatRows(abs(w), rows), x.shape), 1e-12)
  }),
  law(
    'integratedGradients, occlusion: of a linear function both are weight times input',
    [tensor([4]), images],
    (w, x) => {
      const expected = mul(x, reshape(w, [2, 2, 1]) as any)
      return [ofIntegral(0, 1), ofOcclusion].every((method) => close(method(linearOf(w))(x), expected, 1e-12))
    },
  ),
  law('integratedGradients: an input equal to its baseline gets 0', [nets, images], (net, x) => {
    const method = integratedGradients({ baseline: literal([2, 2, 1], [0.5, 0, 0, 0], 'f64') })
    const same = mul(x, literal([2, 2, 1], [0, 1, 1, 1], 'f64') as any)
    const at = add(same as any, literal([2, 2, 1], [0.5, 0, 0, 0], 'f64') as any) as any
    return numbers(method(netOf(net))(at).attributions).every((a, i) => i % 4 !== 0 || a === 0)
  }),
  law(
    'integratedGradients: `gap` is what is missing, with kinks at most in the order of 1 / steps',
    [nets, images],
    (net, x) => {
      const f = netOf(net, relu)
      const { attributions, gap } = integratedGradients({ steps: 50 })(f)(x)
      const gained = numbers(sub(f(x) as any, f(mul(x, 0) as any) as any))
      const missing = perRow(attributions).map((a, i) => a - gained[i]!)
      return numbers(gap).every((g, i) => near(g, missing[i]!, 1e-12) && Math.abs(g) <= 5 / 50)
    },
  ),
  law(
    'occlusion: what a covered image loses, the mean over the places that cover a pixel',
    [nets, images],
    (net, x) => {
      const f = netOf(net)
      const got = numbers(occlusion({ patch: [1, 2], stride: 1 })(f)(x))
      const before = numbers(f(x))
      const after = [
        [0, 0, 1, 1],
        [1, 1, 0, 0],
      ].map((kept) => numbers(f(mul(x, literal([2, 2, 1], kept, 'f64') as any) as any)))
      return got.every((g, i) => {
        const row = Math.floor(i / 4)
        return near(g, before[row]! - after[Math.floor((i % 4) / 2)]![row]!)
      })
    },
  ),
  law(
    'gradCam: before a global average and one dense layer it is the class activation map',
    [keys, fc.nat({ max: 2 })],
    (k, of) => {
      const model: AnyModel = pipe(input([4, 3, 2]), conv2d(3, 2), tanhLayer, globalAvgPool2d, dense(3))
      const snapshot = inF64(model.init(k))
      const x: any = literal(
        [2, 4, 3, 2],
        Array.from({ length: 48 }, (_, i) => Math.sin(i)),
        'f64',
      )
      const maps: any = layerOutput(model, 2)(snapshot, x)
      const head = numbers(snapshot.params[1].weights)
      const weights = literal(
        [3],
        [0, 1, 2].map((c) => head[c * 3 + of]! / 6),
        'f64',
      ) // 3×2 places
      return close(
        gradCam(model, { of })(snapshot, x),
        relu(sum(mul(maps, weights as any) as any, [3] as never) as any),
      )
    },
  ),
]
const concatRows = (row: any, rows: number): any => mul(literal([rows, 1], new Array(rows).fill(1), 'f64') as any, row)

/** Every layer of the registry can be looked at and gone on from, without a change to what the model says. */
const insideLaws: readonly Law[] = Object.entries<LayerExamples>(layerRegistry).map(([name, entry]) =>
  law(`${name}: its output, and the model continued from it, is the model`, [drawnLayers(entry)], (drawn) => {
    const { params, state, x } = settled(entry, drawn)
    const model = modelOf(entry, drawn)
    const [y] = model.apply(params, state, x, infer)
    const last = model.layers.length - 1
    const snapshot = { params, state }
    const again = continueFrom(model, 0)(snapshot, zerosLike(x))(layerOutput(model, 0)(snapshot, x))
    return close(layerOutput(model, last)(snapshot, x), y, 0) && close(again, y, 0) && entries(y).length === 1
  }),
)

const parallelLaw: Law = law('parallel: its output, and the model continued from it, is the model', [keys], (k) => {
  const model: AnyModel = pipe(parallel('add', pipe(input(3), dense(2)), pipe(input(3), dense(2))) as any, tanhLayer)
  const snapshot = model.init(k)
  const x: any = [literal([1, 3], [1, 2, 3]), literal([1, 3], [-1, 0, 2])]
  const [y] = model.apply(snapshot.params, snapshot.state, x, infer)
  const inner = layerOutput(model, 0)(snapshot, x)
  return close(continueFrom(model, 0)(snapshot, [zerosLike(x[0]), zerosLike(x[1])])(inner), y, 0)
})

/** All laws of explanations. */
export const explainLaws: readonly Law[] = [
  ...attributionLaws('saliency', saliency as Attribution),
  ...attributionLaws('integratedGradients', ofIntegral(0.25), {
    complete: { baseline: 0.25, tolerance: 1e-8 },
    linear: true,
  }),
  ...attributionLaws('occlusion', ofOcclusion, { linear: true }),
  ...ownLaws,
  ...insideLaws,
  parallelLaw,
]
