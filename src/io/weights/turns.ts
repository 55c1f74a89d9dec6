/** How the numbers of a tensor are arranged in another framework, and how they come into our order. */
import { type AnyTensor, type Shape, sizeOf } from '../../core/index.js'
import { concat, permute, reshape, slice } from '../../ops/index.js'

/** From another arrangement to ours. */
export interface Turn {
  /** For a report: `[out, in] → [in, out]`. */
  readonly says: string
  /** The shape there of what has `own` shape here. */
  readonly from: (own: Shape) => Shape
  /** The same numbers in `own` shape; only for tensors of the shape `from(own)`. */
  readonly turn: (x: AnyTensor, own: Shape) => AnyTensor
}

export const asIs: Turn = { says: 'as it is', from: (own) => own, turn: (x) => x }

/** Axis `i` here is axis `order[i]` there; the letters name the axes there. */
export const permuted = (letters: readonly string[], order: readonly number[]): Turn => ({
  says: `[${letters.join(', ')}] → [${order.map((axis) => letters[axis]).join(', ')}]`,
  from: (own) => order.map((_, axis) => own[order.indexOf(axis)]!),
  turn: (x) => permute(x as any, order as any) as AnyTensor,
})
export const transposed = permuted(['out', 'in'], [1, 0])

/** Channels to the end. */
const lastChannels = (images: Shape): { readonly there: Shape; readonly order: readonly number[] } => ({
  there: [images.at(-1)!, ...images.slice(0, -1)],
  order: [...images.slice(1).map((_, i) => i + 1), 0],
})

/** `[out, c·h·w]`, the channels of flattened images first, to `[h·w·c, out]`. */
export const flattenedRows = (images: Shape): Turn => {
  const { there, order } = lastChannels(images)
  return {
    says: `[out, ${there.join('·')}] → [${images.join('·')}, out]`,
    from: ([rows, out]) => [out!, rows!],
    turn: (x, own) =>
      reshape(
        permute(reshape(x as any, [own[1]!, ...there]) as any, [...order.map((a) => a + 1), 0] as any) as any,
        own,
      ) as AnyTensor,
  }
}
/** A number for each value of flattened images, the channels first. */
export const flattenedRow = (images: Shape): Turn => {
  const { there, order } = lastChannels(images)
  return {
    says: `[${there.join('·')}] → [${images.join('·')}]`,
    from: (own) => own,
    turn: (x, own) => reshape(permute(reshape(x as any, there) as any, order as any) as any, own) as AnyTensor,
  }
}

/** `[c·m, 1, kh, kw]`, a window for each result, to `[kh, kw, c, m]`. */
export const depthwiseTurn: Turn = {
  says: '[c·m, 1, kh, kw] → [kh, kw, c, m]',
  from: ([kh, kw, c, m]) => [c! * m!, 1, kh!, kw!],
  turn: (x, [kh, kw, c, m]) => permute(reshape(x as any, [c!, m!, kh!, kw!]) as any, [2, 3, 0, 1] as any) as AnyTensor,
}

const rows = (x: AnyTensor, start: number, stop: number): AnyTensor =>
  slice(
    x as any,
    { start: [start, ...x.shape.slice(1).map(() => 0)], stop: [stop, ...x.shape.slice(1)] } as any,
  ) as AnyTensor

/** Part `i` of `count` equal parts of the first axis, and then `next`. */
export const part = (i: number, count: number, next: Turn): Turn => ({
  says: `part ${i + 1} of ${count}, ${next.says}`,
  from: (own) => next.from(own).map((n, axis) => (axis === 0 ? n * count : n)),
  turn: (x, own) => {
    const [size] = next.from(own)
    return next.turn(rows(x, i * size!, (i + 1) * size!), own)
  },
})
/** Row `i` of `[count, n]`, and then `next`. */
export const row = (i: number, count: number, next: Turn): Turn => ({
  says: `row ${i + 1} of ${count}, ${next.says}`,
  from: (own) => [count, ...next.from(own)],
  turn: (x, own) => next.turn(reshape(rows(x, i, i + 1) as any, next.from(own)) as AnyTensor, own),
})

/** Parts of the last axis, gate beside gate, in another order: part `i` here is part `order[i]` there. */
export const gates = (says: string, order: readonly number[]): Turn => ({
  says,
  from: (own) => own,
  turn: (x, own) => {
    const units = own.at(-1)! / order.length
    const start = own.slice(0, -1).map(() => 0)
    const pieces = order.map((i) =>
      slice(x as any, { start: [...start, i * units], stop: [...own.slice(0, -1), (i + 1) * units] } as any),
    )
    return concat(pieces as any, (own.length - 1) as never) as AnyTensor
  },
})

/** Axes merged or parted: the numbers stay in their order. `from` tells the shape there. */
export const reshaped = (says: string, from: (own: Shape) => Shape): Turn => ({
  says,
  from,
  turn: (x, own) => (sizeOf(x.shape) === sizeOf(own) ? (reshape(x as any, own) as AnyTensor) : x),
})
