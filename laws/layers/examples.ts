/** What the laws of layers draw: a layer, a key for its first parameters, a batch of inputs. All of it is plain data. */
import * as fc from 'fast-check'
import { type AnyTensor, isFloat, type Key, key, literal, mapTree } from '../../src/core/index.js'
import { settle } from '../../src/engine/index.js'
import { type AnyLayer, type AnyModel, infer, type Mode } from '../../src/models/index.js'
import { input } from '../../src/models/layers/index.js'
import { cast, keyTensor } from '../../src/ops/index.js'

/** A layer as the registry gives it: how to make it of its options, and calls to try. */
export interface LayerExamples {
  readonly make: (spec: any) => AnyLayer
  readonly examples: readonly { readonly shape: readonly number[]; readonly spec: any }[]
  /** Inputs where it is not smooth; the default is 0, where most activations have their kink. */
  readonly kinks?: readonly number[]
  /** Whether one input, its numbers in row-major order, is well away from where it is not smooth; default always. */
  readonly smoothAt?: (input: readonly number[], shape: readonly number[]) => boolean
  /** Its inputs are indexes below this. */
  readonly indexes?: number
}

/** One layer, a key for its first parameters, a batch of inputs row by row, and how it runs. */
export interface DrawnLayer {
  readonly spec: unknown
  /** Shape of one input. */
  readonly shape: readonly number[]
  readonly key: Key
  readonly rows: readonly (readonly number[])[]
  readonly dtype: 'f32' | 'i32'
  readonly mode: 'infer' | 'train'
}

export const keys: fc.Arbitrary<Key> = fc.nat({ max: 1e6 }).map(key)

/** One input: numbers a tenth apart from each other, as poolings need it, and 0.05 from each kink. */
const rowOf = (size: number, kinks: readonly number[]): fc.Arbitrary<readonly number[]> => {
  const half = Math.max(16, size)
  const middle = (slot: number): number => (slot + 0.5) / 8
  const slot = fc
    .integer({ min: -half, max: half - 1 })
    .filter((n) => kinks.every((kink) => Math.abs(middle(n) - kink) >= 0.06))
  const wobble = fc.integer({ min: -10, max: 10 })
  return fc
    .tuple(
      fc.uniqueArray(slot, { minLength: size, maxLength: size, size: 'max' }),
      fc.array(wobble, { minLength: size, maxLength: size, size: 'max' }),
    )
    .map(([slots, beside]) => slots.map((n, i) => middle(n) + beside[i]! / 1024))
}

/** Layers with inputs that keep away from kinks: numbers from -2 to 2, further where an input has many. */
export const drawnLayers = ({
  examples,
  kinks = [0],
  smoothAt = () => true,
  indexes,
}: LayerExamples): fc.Arbitrary<DrawnLayer> =>
  fc.constantFrom(...examples).chain(({ shape, spec }) => {
    const size = shape.reduce((a, b) => a * b, 1)
    const row =
      indexes === undefined
        ? rowOf(size, kinks).filter((numbers) => smoothAt(numbers, shape))
        : fc.array(fc.nat({ max: indexes - 1 }), { minLength: size, maxLength: size })
    return fc.record({
      spec: fc.constant(spec),
      shape: fc.constant(shape),
      key: keys,
      rows: fc.array(row, { minLength: 1, maxLength: 4 }),
      dtype: fc.constant(indexes === undefined ? 'f32' : 'i32'),
      mode: fc.constantFrom('infer', 'train'),
    })
  })

/** The drawn layer behind an input. */
export const modelOf = ({ make }: LayerExamples, { spec, shape }: Pick<DrawnLayer, 'spec' | 'shape'>): AnyModel =>
  make(spec)(input(shape))

/** The model with its first parameters, its batch and its mode. */
export const settled = (entry: LayerExamples, drawn: DrawnLayer) => {
  const model = modelOf(entry, drawn)
  const { params, state } = settle(model.init(drawn.key))
  return { model, params, state, x: batchOf(drawn), mode: modeOf(drawn) }
}

/** Inputs as a tensor; all of them, or those at some indexes. */
export const batchOf = ({ shape, rows, dtype }: DrawnLayer, chosen: readonly number[] = rows.map((_, i) => i)): any =>
  literal(
    [chosen.length, ...shape],
    chosen.flatMap((i) => rows[i]!),
    dtype,
  )

/** Training with one key. */
export const trainingWith = (k: Key): Mode => ({ train: true, key: keyTensor(k) })
export const modeOf = ({ mode, key }: Pick<DrawnLayer, 'mode' | 'key'>): Mode =>
  mode === 'infer' ? infer : trainingWith(key)

/** The same tree with its floats in f64. */
export const inF64 = <T>(tree: T): T =>
  settle(mapTree((t: AnyTensor): AnyTensor => (isFloat(t.dtype) ? cast(t, 'f64') : t), tree))
