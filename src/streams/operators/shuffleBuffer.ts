/** An endless stream in nearly random order. */
import type { OperatorFunction } from 'rxjs'
import { foldIn, type Key, permutation, uniformData } from '../../core/key.js'
import { positive } from '../../core/positive.js'
import { type Machine, operatorOf } from './machine.js'
import { at, emptySparse, put, type Sparse } from './sparse.js'

export interface ShuffleBufferOptions {
  /** Items that it holds: the more, the better mixed. */
  readonly size: number
  /** Of the order: the same key gives the same. */
  readonly key: Key
  /**
   * No item goes out later than so many places after its own, at least `size`; by default there is no bound, though few
   * stay long.
   */
  readonly wait?: number
}

export interface ShuffleBufferState<A> {
  readonly key: Key
  /** Items that came. */
  readonly count: number
  /** What is held: at most `size`, each with its number among those that came. */
  readonly held: Sparse<{ readonly number: number; readonly item: A }>
  /** Where the item of a number was put, by number modulo `wait`; empty without a bound. */
  readonly places: Sparse<number>
}

/**
 * `shuffleBuffer` as a machine. Item `n` draws with `foldIn(key, n)`, what is left at the end with
 * `foldIn(key, count)`, so the order depends on the key and the positions alone.
 */
export const shuffleMachine = <A>({ size, key, wait }: ShuffleBufferOptions): Machine<ShuffleBufferState<A>, A, A> => {
  positive('shuffleBuffer', 'size', size)
  if (wait !== undefined && !(Number.isInteger(wait) && wait >= size))
    throw new RangeError(`shuffleBuffer: wait must be a whole number from the size on, ${size}, got ${wait}`)
  /** Where the item that has waited as long as it may is, or a random place. */
  const chosen = ({ count, held, places }: ShuffleBufferState<A>, own: Key): number => {
    if (wait !== undefined && count >= wait) {
      const oldest = at(places, count % wait)! // where item count - wait was put
      if (at(held, oldest)!.number === count - wait) return oldest
    }
    return Math.floor(uniformData(own, 'f64', 1)[0]! * size)
  }
  const kept = (state: ShuffleBufferState<A>, place: number, item: A): ShuffleBufferState<A> => ({
    key: state.key,
    count: state.count + 1,
    held: put(state.held, place, { number: state.count, item }),
    places: wait === undefined ? state.places : put(state.places, state.count % wait, place),
  })
  return {
    init: { key, count: 0, held: emptySparse, places: emptySparse },
    step: (state, item) => {
      if (state.count < size) return [kept(state, state.count, item), []]
      const place = chosen(state, foldIn(state.key, state.count))
      return [kept(state, place, item), [at(state.held, place)!.item]]
    },
    end: (state) => {
      const order = permutation(foldIn(state.key, state.count), Math.min(state.count, size))
      return [
        { ...state, held: emptySparse, places: emptySparse },
        Array.from(order, (place) => at(state.held, place)!.item),
      ]
    },
  }
}

/**
 * Mixes a stream: holds `size` items; each that comes takes the place of a random one, which goes out; the rest goes
 * out at the end. Laws: a permutation; no item goes out more than `size - 1` places before its own, with `wait` none
 * more than `wait - 1` after it; the same every time. Throws `RangeError` for options out of range.
 */
export const shuffleBuffer = <A>(options: ShuffleBufferOptions): OperatorFunction<A, A> =>
  operatorOf(shuffleMachine(options))
