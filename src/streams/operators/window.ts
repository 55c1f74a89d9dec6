/** Windows over a stream: of a count or of a time, side by side, overlapping or apart. */
import type { OperatorFunction } from 'rxjs'
import { positive } from '../../core/positive.js'
import { type Machine, operatorOf } from './machine.js'
import { at, emptySparse, put, type Sparse } from './sparse.js'

export interface CountWindow {
  /** Items of a window. */
  readonly size: number
  /** Items from the beginning of one to that of the next (default `size`: side by side; fewer: sliding). */
  readonly every?: number
}
export interface TimeWindow<A> {
  /** How long a window is, in the units of `time`. */
  readonly span: number
  /** From the beginning of one to that of the next (default `span`). Windows begin at multiples of it. */
  readonly every?: number
  /** When an item was, by its own account. */
  readonly time: (item: A) => number
  /** How much later than a later item one may come (default 0). Windows go out so much later. */
  readonly lateness?: number
}
/** Items of `from ≤ position < until`, or time. */
export interface Window<A> {
  readonly from: number
  readonly until: number
  readonly items: readonly A[]
}

/** Of a count: the last items, and how many came. */
export interface CountWindowState<A> {
  readonly count: number
  /** By position modulo `size`. */
  readonly last: Sparse<A>
}
/** Of a time: windows that are not over, the latest time, and how many items came when all their windows were over. */
export interface TimeWindowState<A> {
  readonly open: readonly { readonly from: number; readonly count: number; readonly items: Sparse<A> }[]
  readonly latest: number | null
  readonly late: number
}

const itemsOf = <A>(items: Sparse<A>, count: number, place: (i: number) => number = (i) => i): readonly A[] =>
  Array.from({ length: count }, (_, i) => at(items, place(i))!)

const byCount = <A>({ size, every = size }: CountWindow): Machine<CountWindowState<A>, A, Window<A>> => {
  positive('window', 'size', size)
  positive('window', 'every', every)
  return {
    init: { count: 0, last: emptySparse },
    step: (state, item) => {
      const count = state.count + 1
      const last = put(state.last, state.count % size, item)
      const from = count - size
      if (from < 0 || from % every !== 0) return [{ count, last }, []]
      return [{ count, last }, [{ from, until: count, items: itemsOf(last, size, (i) => (from + i) % size) }]]
    },
  }
}

const more = (owner: string, what: string, value: number): void => {
  if (!(value > 0 && Number.isFinite(value)))
    throw new RangeError(`${owner}: ${what} must be more than 0, got ${value}`)
}

const byTime = <A>({
  span,
  every = span,
  time,
  lateness = 0,
}: TimeWindow<A>): Machine<TimeWindowState<A>, A, Window<A>> => {
  more('window', 'span', span)
  more('window', 'every', every)
  if (!(lateness >= 0)) throw new RangeError(`window: lateness must be at least 0, got ${lateness}`)
  type Open = TimeWindowState<A>['open'][number]
  const whole = ({ from, count, items }: Open): Window<A> => ({
    from,
    until: from + span,
    items: itemsOf(items, count),
  })
  /** The windows with an item in each that it belongs to and that is not over at `over`; whether all of them are. */
  const received = (open: readonly Open[], item: A, when: number, over: number) => {
    let next = open
    let taken = false
    let belongs = false
    const first = Math.floor((when - span) / every) + 1
    for (let k = first; k * every <= when; k++) {
      const from = k * every
      belongs = true
      if (from + span <= over) continue
      taken = true
      const i = next.findIndex((w) => w.from >= from)
      const own = next[i]
      const place = i < 0 ? next.length : i
      const [before, after] = own?.from === from ? [own, place + 1] : [{ from, count: 0, items: emptySparse }, place]
      const grown = { from, count: before.count + 1, items: put(before.items as Sparse<A>, before.count, item) }
      next = [...next.slice(0, place), grown, ...next.slice(after)]
    }
    return { next, isLate: belongs && !taken }
  }
  return {
    init: { open: [], latest: null, late: 0 },
    step: ({ open, latest, late }, item) => {
      const when = time(item)
      if (!Number.isFinite(when)) throw new RangeError(`window: a time is a finite number, got ${when}`)
      const before = latest === null ? Number.NEGATIVE_INFINITY : latest - lateness
      const { next, isLate } = received(open, item, when, before)
      const now = Math.max(latest ?? when, when)
      const isOver = ({ from }: Open): boolean => from + span <= now - lateness
      return [
        { open: next.filter((w) => !isOver(w)), latest: now, late: late + (isLate ? 1 : 0) },
        next.filter(isOver).map(whole),
      ]
    },
    end: (state) => [{ ...state, open: [] }, state.open.map(whole)],
  }
}

/**
 * `window` as a machine. Throws `RangeError` for options out of range, and for a time that is not finite.
 */
export const windowMachine = <A>(
  options: CountWindow | TimeWindow<A>,
): Machine<CountWindowState<A> | TimeWindowState<A>, A, Window<A>> =>
  ('span' in options ? byTime(options) : byCount<A>(options)) as Machine<any, A, Window<A>>

/**
 * Windows of `size` items, or of a `span` of the items' own time, one beginning `every` so many. A window of a count
 * goes out with its last item, and one that is not full at the end does not. One of a time goes out, without being
 * empty, with the first item that is at least its end (and `lateness`), and all at the end; an item that comes when all
 * its windows are over is counted as late and left out. Holds the items of all open windows. Law: with `every` = `size`
 * the full windows joined are the stream.
 */
export const window = <A>(options: CountWindow | TimeWindow<A>): OperatorFunction<A, Window<A>> =>
  operatorOf(windowMachine(options))
