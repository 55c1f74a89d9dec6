/** Instructions of ops that go along one axis: running sums, orders, elements chosen by position. */
import { bytesOf, type DType, isFloat } from '../../core/dtype.js'
import type { Attrs } from '../../core/op.js'
import { type Shape, sizeOf } from '../../core/shape.js'
import { dtypes, type Instruction, scans } from '../opcodes.js'

export interface Along {
  readonly kind: Instruction
  /** Numbers before the places of arguments, result and scratch memory. */
  readonly numbers: readonly number[]
  /** How often the first argument is named: an instruction of two reads one twice. */
  readonly twice?: true
  readonly scratch: number
  readonly flops: number
}

/** Pairs of a key and a position, in two copies. */
const bytesOfPairs = 32
/** The smallest working memory that a thread has of its own. */
const ownBytes = 2 ** 20

/** How an op goes along its axis; `undefined` for other ops and for types that it has no kernel for. */
export const along = (
  name: string,
  attrs: Attrs,
  shapes: readonly Shape[],
  out: Shape,
  dtype: DType,
): Along | undefined => {
  const [first = []] = shapes
  const axis = attrs.axis as number
  const around = [sizeOf(first.slice(0, axis)), first[axis] ?? 1, sizeOf(first.slice(axis + 1))]
  const type = dtypes.indexOf(dtype)
  const moved = { scratch: 0, flops: 0 }
  switch (name) {
    case 'cumSum':
    case 'cumProd':
    case 'recurrence': {
      if (!isFloat(dtype) && !(name === 'cumSum' && dtype === 'i32')) return undefined
      const kind = { cumSum: 'sum', cumProd: 'product', recurrence: 'recurrence' } as const
      return {
        kind: 'scan',
        numbers: [scans.indexOf(kind[name]), type, ...around, Number(attrs.reverse), Number(attrs.exclusive ?? false)],
        ...(name === 'recurrence' ? {} : { twice: true }),
        scratch: 0,
        flops: (name === 'recurrence' ? 2 : 1) * sizeOf(first),
      }
    }
    case 'argSort': {
      const bytes = bytesOfPairs * around[1]!
      return {
        kind: 'argSort',
        numbers: [type, ...around, attrs.count as number, Number(attrs.descending)],
        scratch: bytes > ownBytes ? bytes : 0,
        flops: 0,
      }
    }
    case 'takeAlongAxis':
      return { kind: 'takeAlongAxis', numbers: [bytesOf[dtype], ...around, out[axis]!], ...moved }
    case 'addAlongAxis':
      return isFloat(dtype)
        ? { kind: 'addAlongAxis', numbers: [type, ...around, out[axis]!], scratch: 0, flops: sizeOf(first) }
        : undefined
    default:
      return undefined
  }
}
