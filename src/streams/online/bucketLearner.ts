/** A learner of hashed features, of which a record has few: it touches their rows alone. */
import { allocate, type Data } from '../../core/dtype.js'
import { type AnyTensor, fromData } from '../../core/tensor.js'
import { leaves, mapTree } from '../../core/tree.js'
import { compile } from '../../engine/compile.js'
import { type Descending, type Descent, overlaid, type Targeted } from './descent.js'
import type { SparseFeatures } from './features.js'
import { numbersIn } from './numbers.js'
import type { Labelled, Online, Trial } from './online.js'
import type { Params } from './scorer.js'

/** What a learner of hashed features has learnt. */
export interface BucketState {
  /** The classes seen; none where a number is learnt. */
  readonly classes: readonly string[]
  /** Page `i` holds rows `256 i … 256 i + 255` of each tensor that has a row for each bucket; null: none of them was learnt. */
  readonly pages: readonly (readonly AnyTensor[] | null)[]
  /** The tensors of parameters and optimizer that are for all buckets alike. */
  readonly shared: readonly AnyTensor[]
}

const pageRows = 256

/** Rows for so many buckets of a record: few different numbers, so that few plans are made. */
const roomFor = (count: number): number => {
  let rows = 4
  while (rows < count) rows *= 2
  return rows
}

/** The tree with other tensors, in the order of its keys. */
const refilled = <T>(tree: T, tensors: readonly AnyTensor[]): T => {
  let next = 0
  return mapTree((): AnyTensor => tensors[next++]!, tree)
}

const copied = (t: AnyTensor): AnyTensor => fromData(t.shape, numbersIn(t).slice(), t.dtype)

/** Buckets of records, each once, and where each stands. */
const touchedBy = (records: readonly { readonly x: SparseFeatures }[]): ReadonlyMap<number, number> => {
  const places = new Map<number, number>()
  for (const { x } of records)
    for (let i = 0; i < x.indices.length; i++) if (!places.has(x.indices[i]!)) places.set(x.indices[i]!, places.size)
  return places
}

/**
 * Learns sparse features of a fixed number of buckets. Only rows of the buckets of a record change, in parameters and in the optimizer's state: a
 * row is updated lazily, as if the steps without its bucket had not been. So a penalty holds a weight, and an average
 * fades, once for each record that has its bucket; counts of steps and the intercept are of all records. Rows are kept in pages that are
 * shared from state to state until they change, and made when they are first learnt.
 * Throws `RangeError` for a record of another number of buckets.
 */
export const bucketLearner = <Y, P>(
  core: Descent<Y, P>,
  buckets: number,
): Online<BucketState, SparseFeatures, Y, P> => {
  const { head, first, begin, rowed, step, ask } = core
  const { owner } = head
  if (!(Number.isSafeInteger(buckets) && buckets >= 1 && buckets <= 2 ** 31 - 1))
    throw new RangeError(`${owner}: buckets must be a whole number from 1 to 2^31 - 1, got ${buckets}`)
  const pageCount = Math.ceil(buckets / pageRows)
  const learn = compile(([now, batch]: readonly [Descending, Targeted]) => step(now, batch))
  const askOne = compile(([params, x]: readonly [Params, AnyTensor]) => ask(params, x))

  /** A page with numbers of its own, before its first step. */
  const pageOf = (page: number, classes: number): readonly AnyTensor[] =>
    leaves(begin(first(pageRows, page * pageRows, classes)))
      .filter((_, i) => rowed[i])
      .map(copied)

  /** States of one row, by the number of classes: what rows of others are written into. */
  const single = new Map<number, { readonly state: Descending; readonly tensors: readonly AnyTensor[] }>()
  const likeOf = (classes: number) => {
    const known = single.get(classes)
    if (known !== undefined) return known
    const state = begin(first(1, 0, classes))
    const made = { state, tensors: leaves(state) }
    single.set(classes, made)
    return made
  }

  /** Tensors like some of one row each, but with `width` rows, which `copy` writes; those without rows are the shared ones. */
  const gathered = (
    like: readonly AnyTensor[],
    shared: readonly AnyTensor[],
    width: number,
    copy: (leaf: number, into: Data, row: number) => void,
  ): readonly AnyTensor[] => {
    let [rows, others] = [0, 0]
    return like.map((t, i) => {
      if (!rowed[i]) return shared[others++]!
      const row = numbersIn(t).length
      const into = allocate(t.dtype, width * row)
      copy(rows++, into, row)
      return fromData([width, ...t.shape.slice(1)], into, t.dtype)
    })
  }

  const check = ({ buckets: got }: SparseFeatures): void => {
    if (got !== buckets) throw new RangeError(`${owner}: records of ${buckets} buckets, got one of ${got}`)
  }
  const dense = (
    records: readonly { readonly x: SparseFeatures }[],
    places: ReadonlyMap<number, number>,
  ): AnyTensor => {
    const width = roomFor(places.size)
    const x = new Float64Array(records.length * width)
    records.forEach(({ x: { indices, values } }, i) => {
      for (let k = 0; k < indices.length; k++) x[i * width + places.get(indices[k]!)!]! += values[k]!
    })
    return fromData([records.length, width], x, 'f64')
  }

  const predictOne = ({ classes, pages, shared }: BucketState, x: SparseFeatures): P => {
    check(x)
    if (head.outputs(classes.length) === 0) return head.prediction([], 0, [])
    const places = touchedBy([{ x }])
    const like = likeOf(classes.length).state.params
    const params = gathered(leaves(like), shared, roomFor(places.size), (leaf, into, row) => {
      for (const [bucket, place] of places) {
        const page = pages[Math.floor(bucket / pageRows)]!
        const own = page?.[leaf] ?? leaves(first(1, bucket, classes.length)).filter((_, i) => rowed[i])[leaf]!
        const from = page === null ? 0 : (bucket % pageRows) * row
        into.set(numbersIn(own).subarray(from, from + row), place * row)
      }
    })
    const said = askOne([refilled(like, params), dense([{ x }], places)])
    return head.prediction(numbersIn(said), 0, classes)
  }

  /** A state that may be written to, where `own` says so. */
  interface Draft {
    classes: readonly string[]
    readonly pages: (readonly AnyTensor[] | null)[]
    readonly own: Set<number>
    shared: readonly AnyTensor[]
  }
  const drafted = ({ classes, pages, shared }: BucketState): Draft => ({
    classes,
    pages: [...pages],
    own: new Set(),
    shared,
  })

  const admit = (draft: Draft, y: Y): void => {
    const label = head.classOf?.(y)
    if (label === undefined || draft.classes.includes(label)) return
    const before = draft.classes.length
    draft.classes = [...draft.classes, label]
    const now = draft.classes.length
    const fresh = (count: number, from: number, classes: number): readonly AnyTensor[] =>
      leaves(begin(first(count, from, classes)))
    const [wide, narrow] = [fresh(1, 0, now), fresh(1, 0, before)].map((all) => all.filter((_, i) => !rowed[i]))
    draft.shared = overlaid(
      wide!,
      draft.shared,
      0,
      narrow!.map(() => false),
    )
    draft.pages.forEach((page, at) => {
      if (page === null) return
      draft.pages[at] = overlaid(
        pageOf(at, now),
        page,
        pageRows,
        page.map(() => true),
      )
      draft.own.add(at)
    })
  }

  const learnInto = (draft: Draft, batch: readonly Labelled<SparseFeatures, Y>[]): void => {
    for (const { x, y } of batch) {
      check(x)
      admit(draft, y)
    }
    const places = touchedBy(batch)
    const classes = draft.classes.length
    for (const bucket of places.keys()) {
      const at = Math.floor(bucket / pageRows)
      if (draft.own.has(at)) continue
      const page = draft.pages[at]
      draft.pages[at] = page?.map(copied) ?? pageOf(at, classes)
      draft.own.add(at)
    }
    const like = likeOf(classes)
    const now = gathered(like.tensors, draft.shared, roomFor(places.size), (leaf, into, row) => {
      for (const [bucket, place] of places) {
        const from = (bucket % pageRows) * row
        into.set(numbersIn(draft.pages[Math.floor(bucket / pageRows)]![leaf]!).subarray(from, from + row), place * row)
      }
    })
    const y = allocate(head.dtype, batch.length)
    batch.forEach((record, i) => {
      y[i] = head.target(record.y, draft.classes)
    })
    const targets = fromData([batch.length], y, head.dtype)
    const next = leaves(learn([refilled(like.state, now), { x: dense(batch, places), y: targets }]))
    draft.shared = next.filter((_, i) => !rowed[i])
    next
      .filter((_, i) => rowed[i])
      .forEach((t, leaf) => {
        const numbers = numbersIn(t)
        const row = numbers.length / t.shape[0]!
        for (const [bucket, place] of places)
          numbersIn(draft.pages[Math.floor(bucket / pageRows)]![leaf]!).set(
            numbers.subarray(place * row, (place + 1) * row),
            (bucket % pageRows) * row,
          )
      })
  }
  const finished = ({ classes, pages, shared }: Draft): BucketState => ({ classes, pages, shared })

  const learnBatch = (state: BucketState, batch: readonly Labelled<SparseFeatures, Y>[]): BucketState => {
    if (batch.length === 0) return state
    const draft = drafted(state)
    learnInto(draft, batch)
    return finished(draft)
  }
  return {
    init: {
      classes: head.classes,
      pages: Array.from({ length: pageCount }, () => null),
      shared: leaves(begin(first(1, 0, head.classes.length))).filter((_, i) => !rowed[i]),
    },
    predictOne,
    learnOne: (state, x, y) => learnBatch(state, [{ x, y }]),
    learnBatch,
    trials: (state, all: readonly Trial<SparseFeatures, Y>[], wanted) => {
      const draft = drafted(state)
      const predictions: P[] = []
      for (const { x, y, asked = x } of all) {
        if (wanted) predictions.push(predictOne(draft, asked))
        learnInto(draft, [{ x, y }])
      }
      return [finished(draft), predictions]
    },
  }
}
