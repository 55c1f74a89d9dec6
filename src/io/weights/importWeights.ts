/** Weights of another framework, by name, into a network: what matched, what was left over on both sides, what does not fit. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type AnyTensor, entries, isFloat, mapTree, type Shape, sameShape } from '../../core/index.js'
import { settle } from '../../engine/index.js'
import { inventory, type Network } from '../../models/index.js'
import { add, cast } from '../../ops/index.js'
import { assign, type How, type Wanted } from './assign.js'
import { isBookkeeping, type Layout, layoutOf } from './layouts.js'
import type { Mapping } from './mapping.js'

export type { How } from './assign.js'

export interface Match {
  readonly target: string
  readonly shape: Shape
  readonly sources: readonly string[]
  readonly sourceShape: Shape
  /** What was done to the arrangement: `as it is`, `[out, in] → [in, out]`. */
  readonly turn: string
  readonly how: How
}
export interface Misfit {
  readonly target: string
  readonly source: string
  /** What the file would have to hold. */
  readonly expected: string
  readonly got: string
}
export interface Leftover {
  readonly name: string
  readonly shape: Shape
}
export interface ImportReport {
  readonly layout: Layout
  readonly matched: readonly Match[]
  /** Meant for each other, but of other shapes or element types. */
  readonly misfits: readonly Misfit[]
  /** Of the network: they keep the numbers they have. */
  readonly unfilled: readonly Leftover[]
  /** Of the file: nothing took them. */
  readonly unused: readonly Leftover[]
  /** Of the file: left out by the map, or counters that nothing here needs. */
  readonly ignored: readonly string[]
}
export interface Imported {
  readonly params: any
  readonly state: any
  readonly report: ImportReport
}
export interface ImportOptions {
  /** Default: by the names in the file. */
  readonly layout?: Layout | undefined
  /** What belongs to what; the rest is matched by shape and order. */
  readonly map?: Mapping | undefined
}

const shown = ({ shape, dtype }: AnyTensor): string => `${isFloat(dtype) ? '' : `${dtype} `}[${shape.join(', ')}]`

/** The numbers for one tensor, or why there are none. */
const converted = (
  tensors: Readonly<Record<string, AnyTensor>>,
  { piece, names, turn }: Wanted,
): E.Either<Misfit, AnyTensor> => {
  const own = piece.tensor
  const wanted = turn.from(own.shape)
  const misfit = names.find((name) => !(sameShape(tensors[name]!.shape, wanted) && isFloat(tensors[name]!.dtype)))
  if (misfit !== undefined) {
    const expected = `[${wanted.join(', ')}]`
    return E.left({ target: piece.path, source: misfit, expected, got: shown(tensors[misfit]!) })
  }
  // Sums in double precision: of two biases of single precision the sum is then rounded once.
  const all = names.map((name) => cast(tensors[name]!, names.length > 1 ? 'f64' : (tensors[name]!.dtype as 'f32')))
  const total = all.reduce((sum, x) => add(sum as any, x as any) as any)
  return E.right(cast(turn.turn(total as AnyTensor, own.shape) as any, own.dtype as 'f32') as AnyTensor)
}

/** Whether every tensor of the network was filled, and every one of the file used. */
export const isComplete = ({ misfits, unfilled, unused }: ImportReport): boolean =>
  misfits.length + unfilled.length + unused.length === 0

/**
 * Tensors of a file of another framework as parameters and state of a network, turned into our arrangement and element
 * types. What the report does not call matched stays as it was. By `layout`: names and arrangements of PyTorch
 * (`weight`, `running_mean`; `[out, in, kh, kw]`), of Keras (`kernel`, `moving_mean`) or of this library (the paths
 * themselves). Without a map, each layer takes the first part of the file, in the natural order of names, whose tensors
 * have its names and shapes; the report says where there was a choice. A dense layer behind `flatten` is reordered from
 * channels first, for PyTorch. `Left` for a map that names what is not there, all problems at once.
 *
 * @example importWeights({ map: { 'features.0': 'params/0', fc: null } })(tensors, file) // file a model file
 */
export const importWeights =
  ({ layout: asked, map = {} }: ImportOptions = {}) =>
  (tensors: Readonly<Record<string, AnyTensor>>, network: Network): E.Either<readonly string[], Imported> => {
    const layout = asked ?? layoutOf(Object.keys(tensors))
    return pipe(
      assign(layout, map)(tensors, inventory(network)),
      E.map(({ wanted, ignored }): Imported => {
        const found = wanted.map((each) => ({ each, result: converted(tensors, each) }))
        const values = new Map(
          found.flatMap(({ each, result }) => (E.isRight(result) ? [[each.piece.path, result.right] as const] : [])),
        )
        const own = { params: network.params, state: network.state }
        const all = entries(own)
        let i = 0
        const filled = mapTree((t: AnyTensor): AnyTensor => values.get(all[i++]![0]) ?? t, own)
        const matched = found.flatMap(({ each: { piece, names, turn, how }, result }): readonly Match[] =>
          E.isLeft(result)
            ? []
            : [
                {
                  target: piece.path,
                  shape: piece.tensor.shape,
                  sources: names,
                  sourceShape: tensors[names[0]!]!.shape,
                  turn: turn.says,
                  how,
                },
              ],
        )
        const used = new Set([...wanted.flatMap(({ names }) => names), ...ignored])
        const left = Object.keys(tensors).filter((name) => !used.has(name))
        const leftover = (name: string): Leftover => ({ name, shape: tensors[name]!.shape })
        return {
          ...settle(filled),
          report: {
            layout,
            matched,
            misfits: found.flatMap(({ result }) => (E.isLeft(result) ? [result.left] : [])),
            unfilled: all
              .filter(([path]) => !wanted.some(({ piece }) => piece.path === path))
              .map(([name, { shape }]) => ({ name, shape })),
            unused: left.filter((name) => !isBookkeeping(name)).map(leftover),
            ignored: [...ignored, ...left.filter(isBookkeeping)],
          },
        }
      }),
    )
  }
