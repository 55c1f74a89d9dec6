/** Growing a tree: split what is most mixed, until nothing may be split any more. */
import { positive } from '../../core/positive.js'
import { type Found, type Growing, listed } from './growing.js'
import { drawnOrder, type Sorted } from './sorted.js'
import type { Summary, Target } from './target.js'
import type { DecisionTree } from './tree.js'

/** When to stop. */
export interface Limits {
  /** At most so many questions to a leaf. Default: any number. */
  readonly maxDepth?: number
  /** Only nodes of at least so many rows are split. Default 2. */
  readonly minSamplesSplit?: number
  /** Each leaf holds at least so many rows. Default 1. */
  readonly minSamplesLeaf?: number
  /** At most so many leaves: those splits are made that gain most. Default: any number. */
  readonly maxLeafNodes?: number
}

/** Which features a node may ask, by its place `P` in the tree. */
export interface Choice<P> {
  readonly root: P
  readonly yes: (place: P) => P
  readonly no: (place: P) => P
  /** The `i`-th feature to try at a place. */
  readonly feature: (place: P, i: number) => number
  /** So many features that are not constant are tried. */
  readonly count: number
}

/** Half way between two numbers; the lower one where there is nothing between them. */
const between = (low: number, high: number): number => {
  const middle = low / 2 + high / 2
  return middle >= low && middle < high ? middle : low
}

const checked = ({ maxDepth, minSamplesSplit = 2, minSamplesLeaf = 1, maxLeafNodes }: Limits, owner: string) => {
  if (maxDepth !== undefined && !(Number.isInteger(maxDepth) && maxDepth >= 0))
    throw new RangeError(`${owner}: maxDepth must be a whole number, got ${maxDepth}`)
  if (maxLeafNodes !== undefined) positive(owner, 'maxLeafNodes', maxLeafNodes)
  return {
    maxDepth: maxDepth ?? Number.POSITIVE_INFINITY,
    maxLeafNodes: maxLeafNodes ?? Number.POSITIVE_INFINITY,
    minSamplesSplit: positive(owner, 'minSamplesSplit', minSamplesSplit),
    minSamplesLeaf: positive(owner, 'minSamplesLeaf', minSamplesLeaf),
  }
}

/**
 * Grows one tree on the rows of a sorted table, each with its weight, a whole number; rows of weight 0 are not there.
 * Each feature's order of rows is split in place and stays sorted, so that a level of the tree costs one pass over the
 * table. A node that is mixed is split even where that gains nothing yet, as for an exclusive or.
 */
export const grow = <P>(
  owner: string,
  sorted: Sorted,
  weights: Int32Array,
  target: Target,
  limits: Limits,
  choice: Choice<P>,
): DecisionTree => {
  const { maxDepth, minSamplesSplit, minSamplesLeaf, maxLeafNodes } = checked(limits, owner)
  const { rows, columns, values } = sorted
  const order = drawnOrder(sorted, weights)
  const size = order.length / columns
  const below = new Uint8Array(rows)
  const spare = new Int32Array(size)

  const search = (from: number, to: number, { weight, mixed }: Summary, place: P): Found | null => {
    let best: Found | null = null
    let least = Number.POSITIVE_INFINITY
    let tried = 0
    for (let i = 0; i < columns && tried < choice.count; i++) {
      const feature = choice.feature(place, i)
      const [own, column] = [feature * size, feature * rows]
      if (values[column + order[own + from]!] === values[column + order[own + to - 1]!]) continue
      tried++
      target.restart()
      let [under, at] = [0, -1]
      let next = values[column + order[own + from]!]!
      for (let k = from; k < to - 1; k++) {
        const row = order[own + k]!
        const value = next
        next = values[column + order[own + k + 1]!]!
        target.below(row)
        under += weights[row]!
        if (value === next || under < minSamplesLeaf) continue
        if (weight - under < minSamplesLeaf) break
        const now = target.mixed(under)
        if (now < least) {
          least = now
          at = k
        }
      }
      if (at < 0) continue
      const [low, high] = [values[column + order[own + at]!]!, values[column + order[own + at + 1]!]!]
      best = { feature, threshold: between(low, high), mixed: Math.min(least, mixed) }
    }
    return best
  }

  /** A node that may be split, unless `search` finds nothing. `at` is the column whose order is right already. */
  const look = (from: number, to: number, depth: number, place: P, at: number): Growing<P> => {
    const summary = target.open(order, at * size + from, at * size + to)
    const { weight, mixed } = summary
    const ends = mixed === 0 || depth >= maxDepth || weight < minSamplesSplit || weight < 2 * minSamplesLeaf
    return { from, to, depth, place, summary, ends, found: null, children: null }
  }

  /** Finds out how to split a node, and whether it can be. */
  const consider = (node: Growing<P>): void => {
    if (node.ends) return
    target.open(order, node.from, node.to)
    node.found = search(node.from, node.to, node.summary, node.place)
    if (node.found !== null) waiting.push(node)
  }

  /** Splits a node: rows for yes come before those for no, in the order of every feature. */
  const split = (node: Growing<P>): readonly [Growing<P>, Growing<P>] => {
    const { from, to, depth, place } = node
    const { feature, threshold } = node.found!
    let middle = from
    for (let k = from; k < to; k++) {
      const row = order[feature * size + k]!
      const is = values[feature * rows + row]! <= threshold ? 1 : 0
      below[row] = is
      middle += is
    }
    const yes = look(from, middle, depth + 1, choice.yes(place), feature)
    const no = look(middle, to, depth + 1, choice.no(place), feature)
    if (yes.ends && no.ends) return [yes, no] // nobody will read the other orders
    for (let column = 0; column < columns; column++) {
      if (column === feature) continue
      let [left, right] = [column * size + from, 0]
      for (let k = column * size + from; k < column * size + to; k++) {
        const row = order[k]!
        const is = below[row]!
        order[left] = row // what stood here has been read
        spare[right] = row
        left += is
        right += 1 - is
      }
      for (let k = 0; k < right; k++) order[left + k] = spare[k]!
    }
    return [yes, no]
  }

  const gain = ({ summary, found }: Growing<P>): number => summary.mixed - found!.mixed
  const waiting: Growing<P>[] = []
  const root = look(0, size, 0, choice.root, 0)
  consider(root)
  for (let leaves = 1; waiting.length > 0 && leaves < maxLeafNodes; leaves++) {
    // without a limit on leaves the order does not matter
    const which = maxLeafNodes === Number.POSITIVE_INFINITY ? waiting.length - 1 : first(waiting.map(gain))
    const [node] = waiting.splice(which, 1)
    node!.children = split(node!)
    node!.children.forEach(consider)
  }
  return { says: target.says, columns, outputs: target.outputs, nodes: listed(root) }
}

/** The place of the largest number; of equal ones the first. */
const first = (numbers: readonly number[]): number => numbers.reduce((best, n, i) => (n > numbers[best]! ? i : best), 0)
