/** Records that wait for their labels, in bounded memory: a pure machine. */
import { positive } from '../../core/positive.js'
import type { Machine } from './machine.js'
import { at, emptySparse, put, type Sparse } from './sparse.js'

/** What came before, and its label. */
export interface Joined<V, Y> {
  readonly value: V
  readonly y: Y
}
/** A record that waits for its label, or a label, and when it came, in milliseconds. */
export type DelayedEvent<V, Y> =
  | { readonly _tag: 'Record'; readonly at: number; readonly id: string; readonly value: V }
  | { readonly _tag: 'Label'; readonly at: number; readonly id: string; readonly y: Y }

export interface DelayedOptions {
  /** A label may come until so many more records have come. */
  readonly records: number
  /** And until so many milliseconds have passed (default: however many). */
  readonly within?: number
}

export interface DelayedCounts {
  /** Labels that met their record. */
  readonly joined: number
  /** Records given up because no label came in time. */
  readonly expired: number
  /** Labels of records given up, but still remembered. */
  readonly late: number
  /** Labels of a record that has its label already; they are left out. */
  readonly duplicate: number
  /** Labels of records never seen, or no longer remembered. */
  readonly unknown: number
  /** Records with the name of one that is still remembered; they are left out. */
  readonly repeated: number
}

/** What is remembered of a record; its value only while it waits. */
interface Slot<V> {
  readonly id: string
  readonly at: number
  readonly fate: 'waiting' | 'joined' | 'expired'
  readonly value: V | null
}
/** The records that wait, and the fates of as many before them: memory is bounded by `2·records`. */
export interface DelayedState<V> {
  readonly counts: DelayedCounts
  /** Records that came. */
  readonly next: number
  /** The earliest that may be waiting. */
  readonly first: number
  /** The latest time so far. */
  readonly clock: number
  /** By number modulo `2·records`. */
  readonly slots: Sparse<Slot<V>>
  /** Numbers of records by hash of their name. */
  readonly index: Sparse<readonly number[]>
}

const noCounts: DelayedCounts = { joined: 0, expired: 0, late: 0, duplicate: 0, unknown: 0, repeated: 0 }

/** Fowler, Noll and Vo's hash of a name (FNV-1a, 32 bits), modulo `size`. */
const hash = (name: string, size: number): number => {
  let h = 0x811c9dc5
  for (let i = 0; i < name.length; i++) h = Math.imul(h ^ name.charCodeAt(i), 0x01000193)
  return (h >>> 0) % size
}

/**
 * `withDelayedLabels` as a machine of records and labels in the order in which they come. Each takes time as the
 * logarithm of `records`.
 * Throws `RangeError` for options out of range.
 */
export const delayedMachine = <V, Y>({
  records,
  within = Number.POSITIVE_INFINITY,
}: DelayedOptions): Machine<DelayedState<V>, DelayedEvent<V, Y>, Joined<V, Y>> => {
  positive('withDelayedLabels', 'records', records)
  if (!(within > 0)) throw new RangeError(`withDelayedLabels: within must be more than 0 milliseconds, got ${within}`)
  const size = 2 * records
  const slotOf = ({ slots }: DelayedState<V>, number: number): Slot<V> => at(slots, number % size)!
  const counted = (state: DelayedState<V>, name: keyof DelayedCounts): DelayedState<V> => ({
    ...state,
    counts: { ...state.counts, [name]: state.counts[name] + 1 },
  })
  const decided = (state: DelayedState<V>, number: number, fate: 'joined' | 'expired'): DelayedState<V> =>
    counted({ ...state, slots: put(state.slots, number % size, { ...slotOf(state, number), fate, value: null }) }, fate)
  const numberOf = (state: DelayedState<V>, id: string): number | null =>
    at(state.index, hash(id, size))?.find((number) => slotOf(state, number).id === id) ?? null

  /** The state at a time, and before another record if there is one: who has waited too long is given up. */
  const later = (state: DelayedState<V>, time: number, more: number): DelayedState<V> => {
    const clock = Math.max(state.clock, time)
    let now = clock === state.clock ? state : { ...state, clock }
    let { first } = state
    for (; first < now.next; first++) {
      const { at: since, fate } = slotOf(now, first)
      if (fate !== 'waiting') continue
      if (now.next + more - first <= records && clock - since <= within) break
      now = decided(now, first, 'expired')
    }
    return first === now.first ? now : { ...now, first }
  }
  const forgotten = (state: DelayedState<V>, number: number): DelayedState<V> => {
    if (number < 0) return state
    const place = hash(slotOf(state, number).id, size)
    return {
      ...state,
      index: put(
        state.index,
        place,
        at(state.index, place)!.filter((n) => n !== number),
      ),
    }
  }
  const added = (state: DelayedState<V>, id: string, value: V): DelayedState<V> => {
    const room = forgotten(state, state.next - size)
    const place = hash(id, size)
    return {
      ...room,
      next: state.next + 1,
      slots: put(room.slots, state.next % size, { id, at: state.clock, fate: 'waiting', value }),
      index: put(room.index, place, [...(at(room.index, place) ?? []), state.next]),
    }
  }
  return {
    init: {
      counts: noCounts,
      next: 0,
      first: 0,
      clock: -Number.MAX_VALUE,
      slots: emptySparse,
      index: emptySparse,
    },
    step: (state, event) => {
      const known = numberOf(state, event.id)
      if (event._tag === 'Record') {
        if (known !== null) return [counted(later(state, event.at, 0), 'repeated'), []]
        return [added(later(state, event.at, 1), event.id, event.value), []]
      }
      const now = later(state, event.at, 0)
      if (known === null) return [counted(now, 'unknown'), []]
      const { fate, value } = slotOf(now, known)
      if (fate === 'expired') return [counted(now, 'late'), []]
      if (fate === 'joined') return [counted(now, 'duplicate'), []]
      return [decided(now, known, 'joined'), [{ value: value!, y: event.y }]]
    },
  }
}
