/** Many steps at once: a reduce whose state stays where it is computed. */
import type { Data } from '../core/dtype.js'
import { ShapeError } from '../core/errors.js'
import { type Shape, sizeOf } from '../core/shape.js'
import { type AnyTensor, input, type Tensor } from '../core/tensor.js'
import { leaves, mapTree } from '../core/tree.js'
import { best } from './best.js'
import { capture } from './compile/capture.js'
import { byForm, collect, type Form, formOf, showForm, withNumbers } from './compile/form.js'
import type { CompileOptions } from './compile.js'
import { numbersOf, type PreparedFold, type Supply } from './engine.js'

/** A tree of batches on top of one another: each tensor `[…]` of a batch is one `[n, …]`. */
export type Stacked<B> =
  B extends Tensor<infer S, infer D>
    ? Tensor<readonly [number, ...S], D>
    : B extends readonly unknown[] | object
      ? { readonly [K in keyof B]: Stacked<B[K]> }
      : B

export interface Folded<S, B> {
  /** The state after all batches, which are pulled some at a time. */
  (state: S, batches: Iterable<B>): S
  /**
   * The same over the rows of a table: batch `i` is row `i` of each of its tensors, and no object is made for it. For
   * learning from very many small samples. Throws `ShapeError` for tensors that differ in their number of rows.
   *
   * @example fold((w, { x, y }) => …).rows(start, { x: features, y: targets }) // features [n, 20], targets [n]
   */
  readonly rows: (state: S, table: Stacked<B>) => S
}

/** Numbers of few elements are copied one by one: a call costs more. */
const few = 24
const put = (data: Data, into: Data, row: number): void => {
  const size = data.length
  if (size > few) into.set(data, row * size)
  else for (let i = 0, at = row * size; i < size; i++) into[at + i] = data[i]!
}

const rowsIn = (table: readonly AnyTensor[]): number => {
  const [count] = table[0]?.shape ?? []
  if (count === undefined || table.some(({ shape }) => shape[0] !== count))
    throw new ShapeError('fold.rows', 'tensors of as many rows [n, …]', ...table.map(({ shape }) => shape))
  return count
}

interface Plan {
  readonly batch: Form
  readonly run: PreparedFold
}

/**
 * `batches.reduce(step, state)`, computed without handing the state back between steps: for training and per-sample
 * learning. `step` is captured once for each shape of batch, as by `compile`, and must return the structure, shapes and
 * element types of its state. Batches of one shape run together; where the shape changes, another plan goes on.
 * Law: it is `reduce`. Throws `TypeError` where a step changes the form of its state.
 *
 * @example fold((w, x) => sub(w, mul(x, 0.1)))(start, samples)
 */
export const fold = <S, B>(
  step: (state: S, batch: B) => S,
  { engine = best(), plans = 32 }: CompileOptions = {},
): Folded<S, B> => {
  const cache = byForm(plans, ([state, batch]: readonly [S, B]): Plan => {
    const { graph, result } = capture(([s, b]: readonly [S, B]) => step(s, b), [state, batch])
    const form = formOf(state)
    if (!collect(form, result, []))
      throw new TypeError(
        `fold: a step must keep the form of its state, ${showForm(form)}; got ${showForm(formOf(result))}`,
      )
    return { batch: formOf(batch), run: engine.prepareFold(graph) }
  })
  const planOf = (state: S, batch: B): Plan => cache.get([state, batch], [])
  const numbers = (state: S): readonly Data[] => numbersOf(engine, leaves(state))

  /** The next batches of one form, as long as there is room. */
  const supplyOf = (
    form: Form,
    source: Iterator<B>,
    first: B,
  ): { readonly supply: Supply; readonly next: () => IteratorResult<B> } => {
    let now: IteratorResult<B> = { done: false, value: first }
    const tensors: AnyTensor[] = []
    const supply: Supply = (into, room) => {
      let row = 0
      for (; row < room && now.done !== true; row++) {
        tensors.length = 0
        if (!collect(form, now.value, tensors)) break
        const all = numbersOf(engine, tensors)
        for (let i = 0; i < all.length; i++) put(all[i]!, into[i]!, row)
        now = source.next()
      }
      return row
    }
    return { supply, next: () => now }
  }

  const run = (state: S, batches: Iterable<B>): S => {
    const source = batches[Symbol.iterator]()
    let now = numbers(state)
    try {
      for (let next = source.next(); next.done !== true; ) {
        const plan = planOf(state, next.value)
        const some = supplyOf(plan.batch, source, next.value)
        now = plan.run(now, some.supply)
        next = some.next()
      }
    } catch (error) {
      source.return?.()
      throw error
    }
    return withNumbers(formOf(state), now)
  }

  const rows = (state: S, table: Stacked<B>): S => {
    const columns = leaves(table)
    const count = rowsIn(columns)
    const now = numbers(state)
    if (count === 0) return withNumbers(formOf(state), now)
    const row = mapTree((t: AnyTensor): AnyTensor => input('row', t.shape.slice(1), t.dtype), table) as B
    const all = numbersOf(engine, columns)
    const widths = columns.map(({ shape }) => sizeOf(shape.slice(1) as Shape))
    let from = 0
    const supply: Supply = (into, room) => {
      const some = Math.min(room, count - from)
      all.forEach((data, i) => into[i]!.set(data.subarray(from * widths[i]!, (from + some) * widths[i]!)))
      from += some
      return some
    }
    return withNumbers(formOf(state), planOf(state, row).run(now, supply))
  }
  return Object.assign(run, { rows })
}
