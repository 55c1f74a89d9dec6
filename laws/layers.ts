/** Laws of any layer, the user's own included. */
import { entries, leaves, sizeOf } from '../src/core/index.js'
import { LayerSpecs } from '../src/io/layerSpec.js'
import { fromSpecs, infer, layerRegistry, parameterCount, specsOf } from '../src/models/index.js'
import { derivativeLaws } from './diff.js'
import { type Law, law } from './law.js'
import { dropoutLaws } from './layers/dropout.js'
import { batchOf, drawnLayers, inF64, keys, type LayerExamples, modelOf, modeOf, settled } from './layers/examples.js'
import { allInitialLaws } from './layers/initial.js'
import { structureLaws } from './layers/structure.js'
import { transferLaws } from './layers/transfer.js'
import { near, numbers } from './numeric.js'

export { dropoutLaws } from './layers/dropout.js'
export type { LayerExamples } from './layers/examples.js'
export { allInitialLaws, type InitialClaims, initialClaims, initialLaws } from './layers/initial.js'

const layout = (tree: unknown): string =>
  entries(tree)
    .map(([path, t]) => `${path}:${t.dtype}[${t.shape}]`)
    .join()
/** One structure, and the same numbers to the bit. */
const same = (a: unknown, b: unknown): boolean => {
  const other = numbers(b)
  return layout(a) === layout(b) && numbers(a).every((v, i) => Object.is(v, other[i]))
}

/** What a user claims of a layer beside its examples. */
export interface LayerClaims {
  /** True where first parameters that vary do not vary with the key. */
  readonly fixedStart?: boolean
}

/**
 * The laws of a layer, given how to make it of its options and some calls to try.
 *
 * @example for (const law of layerLaws('scale', { make: () => scale, examples: [{ shape: [3], spec: {} }] })) check(law)
 */
export const layerLaws = (
  name: string,
  entry: LayerExamples,
  { fixedStart = false }: LayerClaims = {},
): readonly Law[] => {
  const layers = drawnLayers(entry)
  return [
    law(`${name}: a batch becomes a batch of the shape in \`out\`, of one element type`, [layers], (drawn) => {
      const { model, params, state, x, mode } = settled(entry, drawn)
      const [y] = model.apply(params, state, x, mode)
      const [wide] = model.apply(inF64(params), inF64(state), inF64(x), mode)
      const expected = `${[drawn.rows.length, ...model.out]}`
      return `${y.shape}` === expected && y.dtype === 'f32' && `${wide.shape}` === expected && wide.dtype === 'f64'
    }),
    law(`${name}: it counts its parameters`, [layers], (drawn) => {
      const { model, params } = settled(entry, drawn)
      return parameterCount(model) === leaves(params).reduce((n, t) => n + sizeOf(t.shape), 0)
    }),
    law(`${name}: one key gives one answer, and the state keeps its structure`, [layers], (drawn) => {
      const { model, params, state, x, mode } = settled(entry, drawn)
      const [once, again] = [0, 1].map(() => model.apply(params, state, x, mode))
      return same(once, again) && layout(once![1]) === layout(state)
    }),
    law(`${name}: in use it leaves its state as it is`, [layers], (drawn) => {
      const { model, params, state, x } = settled(entry, drawn)
      return same(model.apply(params, state, x, infer)[1], state)
    }),
    law(`${name}: in use each row is answered as if it were alone`, [layers], (drawn) => {
      const { model, params, state, x } = settled(entry, drawn)
      const answer = (batch: unknown) => numbers(model.apply(params, state, batch, infer)[0])
      const alone = drawn.rows.flatMap((_, i) => answer(batchOf(drawn, [i])))
      return answer(x).every((y, i) => near(y, alone[i]!, 1e-6))
    }),
    law(`${name}: one key, one start; another key, other weights`, [layers, keys], (drawn, other) => {
      const model = modelOf(entry, drawn)
      const tensors = leaves(model.init(drawn.key).params)
      const [a, again, b] = [drawn.key, drawn.key, other].map((k) => leaves(model.init(k).params).map(numbers))
      const alike = (x: readonly number[], y: readonly number[]): boolean => x.every((v, i) => Object.is(v, y[i]))
      const free = fixedStart || (drawn.key.k0 === other.k0 && drawn.key.k1 === other.k1)
      // Vectors (biases, factors) may start at numbers of their own; what has rows must not, unless it is constant.
      const chosen = (x: readonly number[], i: number): boolean =>
        tensors[i]!.shape.length < 2 || x.every((v) => v === x[0])
      return a!.every((start, i) => alike(start, again![i]!) && (free || chosen(start, i) || !alike(start, b![i]!)))
    }),
    ...derivativeLaws(
      name,
      ({ layer, params, state, x }) => modelOf(entry, layer).apply(params, state, x, modeOf(layer))[0],
      layers.map((layer) => {
        const { params, state, x } = settled(entry, layer)
        return { layer, params: inF64(params), state: inF64(state), x: inF64(x) }
      }),
    ),
  ]
}

/** A layer of the registry comes back from its description, by way of a model file. */
const specLaw = (name: string, entry: LayerExamples): Law =>
  law(`${name}: \`fromSpecs(specsOf(model))\` is the model again`, [drawnLayers(entry)], (drawn) => {
    const { model, params, state, x, mode } = settled(entry, drawn)
    const decoded = LayerSpecs.decode(JSON.parse(JSON.stringify(specsOf(model))))
    if (decoded._tag === 'Left') return false
    const again = fromSpecs(decoded.right)
    return (
      JSON.stringify(again.layers) === JSON.stringify(model.layers) &&
      same(again.init(drawn.key), model.init(drawn.key)) &&
      same(again.apply(params, state, x, mode), model.apply(params, state, x, mode))
    )
  })

/** All laws of layers and initial values, over their registries. */
export const allLayerLaws: readonly Law[] = [
  ...Object.entries<LayerExamples>(layerRegistry).flatMap(([name, entry]) => [
    ...layerLaws(name, entry),
    specLaw(name, entry),
  ]),
  ...dropoutLaws,
  ...structureLaws,
  ...transferLaws,
  ...allInitialLaws,
]
