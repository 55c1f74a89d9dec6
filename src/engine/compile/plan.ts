/** Where every value lies: one arena, memory given back after its last reader, results in place where that is safe. */
import { bytesOf } from '../../core/dtype.js'
import { sizeOf } from '../../core/shape.js'
import type { Graph } from './graph.js'
import type { Lowered } from './steps.js'

/** Start and length of a value in the arena, in bytes. */
export interface Place {
  readonly offset: number
  readonly bytes: number
}
export interface Plan {
  /** By value, the lowered scalars counting on after the graph's; `undefined` where a value needs no memory. */
  readonly places: readonly (Place | undefined)[]
  /** By step, the memory that only it works in. */
  readonly scratch: readonly (Place | undefined)[]
  /** Size of the arena. */
  readonly bytes: number
  /** Bytes that all values would take side by side. */
  readonly apart: number
}

/** Values start at multiples of this, and vector kernels may read up to the next one. */
export const alignment = 64
const rounded = (bytes: number): number => Math.max(alignment, Math.ceil(bytes / alignment) * alignment)

export const planMemory = ({ values, outputs }: Graph, { steps, home, scalars }: Lowered): Plan => {
  const count = values.length + scalars.length
  const bytesAt = (at: number): number =>
    at < values.length
      ? sizeOf(values[at]!.shape) * bytesOf[values[at]!.dtype]
      : bytesOf[scalars[at - values.length]!.dtype]
  const last = new Array<number>(count).fill(-1)
  steps.forEach((step, i) => {
    for (const r of step.reads) last[r] = i
    for (const m of step.makes) last[m] = Math.max(last[m]!, i)
  })
  for (const o of outputs) last[home[o]!] = steps.length

  const places: (Place | undefined)[] = new Array(count).fill(undefined)
  const scratch: (Place | undefined)[] = steps.map(() => undefined)
  let top = 0
  let apart = 0
  const holes: Place[] = [] // free, by offset
  const take = (bytes: number): Place => {
    const fit = holes.filter((h) => h.bytes >= bytes).toSorted((a, b) => a.bytes - b.bytes)[0]
    if (fit !== undefined) {
      holes.splice(holes.indexOf(fit), 1)
      if (fit.bytes > bytes) holes.push({ offset: fit.offset + bytes, bytes: fit.bytes - bytes })
      return { offset: fit.offset, bytes }
    }
    const end = holes.find((h) => h.offset + h.bytes === top) // grow the hole at the end
    if (end !== undefined) {
      holes.splice(holes.indexOf(end), 1)
      top = end.offset + bytes
      return { offset: end.offset, bytes }
    }
    top += bytes
    return { offset: top - bytes, bytes }
  }
  const give = (place: Place): void => {
    const before = holes.find((h) => h.offset + h.bytes === place.offset)
    const after = holes.find((h) => h.offset === place.offset + place.bytes)
    for (const h of [before, after]) if (h !== undefined) holes.splice(holes.indexOf(h), 1)
    const offset = before?.offset ?? place.offset
    holes.push({
      offset,
      bytes: (after === undefined ? place.offset + place.bytes : after.offset + after.bytes) - offset,
    })
  }
  const allocate = (at: number): void => {
    places[at] = take(rounded(bytesAt(at)))
    apart += places[at].bytes
  }

  // Literals, scalars and inputs are there from the start; literals and scalars stay for the next run.
  values.forEach((v, i) => {
    if (v._tag !== 'Apply' && (last[i]! >= 0 || outputs.includes(i))) allocate(i)
  })
  scalars.forEach((_s, i) => {
    allocate(values.length + i)
  })
  const stays = (at: number): boolean => at >= values.length || values[at]!._tag === 'Literal'

  // The next value of a state takes the memory of its present one, if it can: then it need not be moved there.
  const inputOf = new Map<number, number>()
  values.forEach((v, i) => {
    if (v._tag === 'Input' && outputs[v.index] !== undefined) inputOf.set(home[outputs[v.index]!]!, i)
  })
  steps.forEach((step, i) => {
    const dying = [...new Set(step.reads)].filter((r) => last[r] === i && !stays(r) && places[r] !== undefined)
    const taken = new Set<number>()
    for (const m of step.makes) {
      if (places[m] !== undefined) continue // a part of it was written before
      const fits = (d: number): boolean => !taken.has(d) && step.inPlace.includes(d) && bytesAt(d) === bytesAt(m)
      const own = inputOf.get(m)
      const over = own !== undefined && dying.includes(own) && fits(own) ? own : dying.find(fits)
      if (over === undefined) allocate(m)
      else {
        taken.add(over)
        places[m] = places[over]!
        apart += places[m].bytes
      }
    }
    if (step.scratch !== undefined && step.scratch > 0) {
      scratch[i] = take(rounded(step.scratch))
      give(scratch[i])
    }
    for (const d of dying) if (!taken.has(d)) give(places[d]!)
    for (const m of step.makes) if (last[m] === i) give(places[m]!) // made for nobody
  })
  values.forEach((_v, i) => {
    if (home[i] !== i) places[i] = places[home[i]!]
  })
  return { places, scratch, bytes: top, apart }
}
