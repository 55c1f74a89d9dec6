/** Maps that run inside the kernel before them, on each piece of its results while that is in the cache. */
import { sizeOf } from '../../core/shape.js'
import { dtypes, modes } from '../opcodes.js'
import type { Value } from './graph.js'
import type { Step, Word } from './steps.js'

/** Kernels whose last word is 0 for no epilogue, or 1 with the words of a map behind it. See kernels/base.h. */
const producers: ReadonlySet<Step['kind']> = new Set<Step['kind']>(['matmul', 'conv2d'])

const isAt = (word: Word | undefined, at: number): boolean => typeof word === 'object' && word.at === at

/** Whether a map reads a value element by element at the same place, all of it, and in its own type. */
const readsAlong = ({ kind, words }: Step, at: number, values: readonly Value[]): boolean => {
  if (kind !== 'map') return false
  const [type, size, loads] = words as readonly number[]
  const own = Array.from({ length: loads! }, (_, l) => words.slice(6 + 4 * l, 10 + 4 * l)).filter(([from]) =>
    isAt(from, at),
  )
  const { shape, dtype } = values[at]!
  return (
    own.length > 0 &&
    own.every(([, , mode]) => mode === modes.indexOf('full')) &&
    size === sizeOf(shape) &&
    type === dtypes.indexOf(dtype)
  )
}

/** Where others need what the kernel makes it stays; else a result of the map of its type takes its place from the start. */
const fused = (producer: Step, map: Step, stays: boolean, values: readonly Value[]): Step => {
  const made = producer.makes[0]!
  const heir = stays ? undefined : map.makes.find((m) => values[m]!.dtype === values[made]!.dtype)
  const words = [...producer.words.slice(0, -1), 1, ...map.words]
  return {
    ...producer,
    makes: heir === undefined ? [made, ...map.makes] : map.makes,
    reads: [...new Set([...producer.reads, ...map.reads.filter((r) => r !== made)])],
    words: heir === undefined ? words : words.map((w) => (isAt(w, made) ? { at: heir } : w)),
    flops: producer.flops + map.flops,
    label: `${producer.label.slice(0, producer.label.indexOf(' '))} + ${map.label.slice('map '.length)}`,
  }
}

/**
 * A map that follows a kernel and reads its result element by element becomes its epilogue, if nothing reads that result
 * between the two. The same code on the same numbers: no bit changes. A map that may write over an input stays apart: the
 * next value of a state takes the place of its present one, which the kernel would have overwritten too early.
 */
export const withEpilogues = (
  steps: readonly Step[],
  values: readonly Value[],
  outputs: ReadonlySet<number>,
): readonly Step[] => {
  const first = new Map<number, number>() // who reads a value first and last
  const last = new Map<number, number>()
  steps.forEach(({ reads }, i) => {
    for (const r of reads) {
      if (!first.has(r)) first.set(r, i)
      last.set(r, i)
    }
  })
  const out: (Step | undefined)[] = [...steps]
  const free = new Map<number, number>() // kernels without an epilogue, by what they make
  steps.forEach((step, i) => {
    if (producers.has(step.kind)) free.set(step.makes[0]!, i)
    const updates = step.inPlace.some((r) => values[r]?._tag === 'Input')
    const made = step.reads
      .filter((r) => !updates && free.has(r) && first.get(r) === i && readsAlong(step, r, values))
      .toSorted((a, b) => free.get(b)! - free.get(a)!)[0]
    if (made === undefined) return
    const at = free.get(made)!
    const stays = outputs.has(made) || last.get(made)! > i
    out[i] = fused(steps[at]!, step, stays, values)
    out[at] = undefined
    free.delete(made)
  })
  return out.filter((s) => s !== undefined)
}
