/** A bounded queue between what pushes and what pulls, with a named policy for when it is full. */
import { foldIn, type Key, uniformData } from '../../core/index.js'
import { positive } from '../../core/positive.js'

/**
 * What happens to a record that meets a full buffer:
 * - `block`: it is taken, and whoever pushes is asked to pause until the buffer is half empty. Nothing is lost. What was
 *   under way when the pause was asked for is still taken, so the buffer may exceed its capacity by that much.
 * - `dropOldest`: the oldest in the buffer is dropped: what waits is the newest `capacity`.
 * - `dropNewest`: it is dropped: what waits are the first that came.
 * - `sample`: what waits is a uniform sample, in order, of all that came since the last pull, drawn by `key`: the n-th
 *   record is kept with probability capacity/n, in the place of one drawn from those kept (Vitter 1985, algorithm R).
 * - `fail`: the source ends with a `SourceError`, after what waits has been delivered.
 */
export type BufferPolicy = 'block' | 'dropOldest' | 'dropNewest' | 'sample' | 'fail'

/** How a buffer is bounded; `sample` needs a key, because chance comes from outside. */
export type BufferOptions = {
  /** Records that wait at most. */
  readonly capacity: number
  /** Records pulled at most at once (default 256); `sample` always gives all. */
  readonly atOnce?: number
} & ({ readonly policy: Exclude<BufferPolicy, 'sample'> } | { readonly policy: 'sample'; readonly key: Key })

/** What a `push` led to: room is left, the buffer is full (`block`: pause), or the record overflowed it (`fail`). */
export type Pushed = 'room' | 'full' | 'overflow'

/** The queue. `size`, `dropped` and `highWater`, the greatest size so far, may be read at any time. */
export interface Buffer<A> {
  readonly push: (item: A) => Pushed
  /** The oldest that wait, in order, and no longer do; may be empty. */
  readonly take: () => readonly A[]
  readonly size: () => number
  readonly dropped: () => number
  readonly highWater: () => number
}

/**
 * An empty buffer. Push and take one of n waiting records take constant time on average (`sample`: O(capacity) for one
 * that is kept). Throws `RangeError` for a capacity or `atOnce` that is not a positive integer.
 */
export const buffer = <A>(options: BufferOptions): Buffer<A> => {
  const { capacity, policy, atOnce = 256 } = options
  positive('buffer', 'capacity', capacity)
  positive('buffer', 'atOnce', atOnce)
  let items: (A | undefined)[] = []
  let head = 0 // those before it are gone
  let dropped = 0
  let highWater = 0
  let since = 0 // pushes since the last take
  let draws = 0
  const size = (): number => items.length - head
  const add = (item: A): void => {
    items.push(item)
    highWater = Math.max(highWater, size())
  }
  /** Leaves out the `count` oldest; moves the rest only when at least half of the array is gone. */
  const leave = (count: number): void => {
    items.fill(undefined, head, head + count)
    head += count
    if (2 * head >= items.length) {
      items = items.slice(head)
      head = 0
    }
  }
  const sample = (key: Key, item: A): void => {
    dropped++
    const at = Math.floor(uniformData(foldIn(key, draws++), 'f64', 1)[0]! * since)
    if (at >= capacity) return
    items.splice(head + at, 1)
    items.push(item)
  }
  return {
    push: (item) => {
      since++
      if (size() < capacity || policy === 'block') {
        add(item)
        return size() < capacity ? 'room' : 'full'
      }
      if (policy === 'sample') sample(options.key, item)
      else dropped++
      if (policy === 'dropOldest') {
        leave(1)
        items.push(item)
      }
      return policy === 'fail' ? 'overflow' : 'full'
    },
    take: () => {
      const count = policy === 'sample' ? size() : Math.min(size(), atOnce)
      const taken = items.slice(head, head + count) as A[]
      leave(count)
      since = size()
      return taken
    },
    size,
    dropped: () => dropped,
    highWater: () => highWater,
  }
}
