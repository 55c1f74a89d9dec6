/** Sums of products over named axes, in Einstein's notation. */
import { type Float, isFloat } from '../core/dtype.js'
import { DTypeError, ShapeError } from '../core/errors.js'
import { type Dim, type Shape, sameShape, sizeOf } from '../core/shape.js'
import type { AnyTensor, Tensor } from '../core/tensor.js'
import type { Contracted, EinsumFits } from './einsumTypes.js'
import { broadcastShape } from './elementwise.js'
import { matmul } from './matmul.js'
import { diagonal } from './matrix.js'
import { mul } from './mul.js'
import { permute, transpose } from './permute.js'
import { reshape } from './reshape.js'
import { broadcastTo, sum } from './sum.js'

/** A tensor whose axes have names: letters, and `.0`, `.1`, … for the axes of an ellipsis. */
interface Named {
  readonly t: AnyTensor
  readonly axes: readonly string[]
}
type Sizes = ReadonlyMap<string, number>

const wrong = (expression: string, what: string): RangeError => new RangeError(`einsum: ${what} in '${expression}'`)

/** The axes of one operand or of the result; an ellipsis stands for `dots` axes. */
const axesOf = (expression: string, part: string, dots: number): readonly string[] => {
  const [before = '', after, ...more] = part.split('...')
  const letters = [...before, ...(after ?? '')]
  const odd = letters.find((letter) => !/[A-Za-z]/.test(letter))
  if (odd !== undefined) throw wrong(expression, `'${odd}' is no letter`)
  if (more.length > 0) throw wrong(expression, 'two ellipses in one place')
  return [...before, ...(after === undefined ? [] : Array.from({ length: dots }, (_, i) => `.${i}`)), ...(after ?? '')]
}

const once = (axes: readonly string[]): readonly string[] => [...new Set(axes)]
const without = (axes: readonly string[], others: readonly string[]): readonly string[] =>
  axes.filter((a) => !others.includes(a))
const within = (axes: readonly string[], others: readonly string[]): readonly string[] =>
  axes.filter((a) => others.includes(a))
/** By ASCII, the axes of an ellipsis first, as in NumPy. */
const sorted = (axes: readonly string[]): readonly string[] => axes.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))

/** Axes in this order. */
const ordered = ({ t, axes }: Named, order: readonly string[]): AnyTensor =>
  order.every((a, i) => a === axes[i])
    ? t
    : permute(
        t,
        order.map((a) => axes.indexOf(a)),
      )
const shaped = (t: AnyTensor, shape: Shape): AnyTensor => (sameShape(t.shape, shape) ? t : reshape(t, shape))

/** Each letter once: where it came twice, the diagonal. */
const distinct = (x: Named): Named => {
  const twice = x.axes.find((a, i) => x.axes.indexOf(a) !== i)
  if (twice === undefined) return x
  const [first, second] = x.axes.flatMap((a, i) => (a === twice ? [i] : []))
  const rest = x.axes.flatMap((_, i) => (i === first || i === second ? [] : [i]))
  return distinct({
    t: diagonal(permute(x.t, [...rest, first!, second!])) as AnyTensor,
    axes: [...rest.map((i) => x.axes[i]!), twice],
  })
}
/** Summed over what nobody else needs. */
const summed = ({ t, axes }: Named, needed: readonly string[]): Named => {
  const gone = axes.flatMap((a, i) => (needed.includes(a) ? [] : [i]))
  if (gone.length === 0) return { t, axes }
  return { t: sum(t as any, gone as any) as any, axes: within(axes, needed) }
}

/** One tensor from two: a product of matrices, for each of the axes that both have and that stay. */
const product = (left: Named, right: Named, needed: readonly string[], sizes: Sizes): Named => {
  const a = summed(left, [...needed, ...right.axes])
  const b = summed(right, [...needed, ...left.axes])
  const shared = within(a.axes, b.axes)
  const batch = within(shared, needed)
  const inner = without(shared, needed)
  const [rows, columns] = [without(a.axes, shared), without(b.axes, shared)]
  const of = (axes: readonly string[]): Shape => axes.map((axis) => sizes.get(axis)!)
  const size = (axes: readonly string[]): number => sizeOf(of(axes))
  const axes = [...batch, ...rows, ...columns]
  if (inner.length === 0) {
    const x = shaped(ordered(a, [...batch, ...rows]), [...of(batch), ...of(rows), ...columns.map(() => 1)])
    const y = shaped(ordered(b, [...batch, ...columns]), [...of(batch), ...rows.map(() => 1), ...of(columns)])
    return { t: mul(x as any, y as any) as any, axes }
  }
  /** A matrix for each of the batch; where its axes lie the other way round it is transposed, which products read in place. */
  const matrix = (x: Named, down: readonly string[], across: readonly string[]): any => {
    const other = [...batch, ...across, ...down]
    return down.length > 0 && across.length > 0 && other.every((axis, i) => axis === x.axes[i])
      ? transpose(shaped(x.t, [...of(batch), size(across), size(down)]) as any)
      : shaped(ordered(x, [...batch, ...down, ...across]), [...of(batch), size(down), size(across)])
  }
  return { t: shaped(matmul(matrix(a, rows, inner), matrix(b, inner, columns)), of(axes)), axes }
}

/** What an expression says: the axes of each operand, and those of the result. */
const read = (expression: string, shapes: readonly Shape[]) => {
  const [inputs = '', output, ...more] = expression.replaceAll(' ', '').split('->')
  if (more.length > 0) throw wrong(expression, 'more than one ->')
  const parts = inputs.split(',')
  if (parts.length !== shapes.length) throw wrong(expression, `expected ${parts.length} tensors, got ${shapes.length},`)
  const spare = parts.map((part, i) => (part.includes('...') ? shapes[i]!.length - part.length + 3 : 0))
  const dots = Math.max(...spare)
  const operands = parts.map((part, i) => {
    const axes = axesOf(expression, part, Math.max(spare[i]!, 0))
    const { length } = shapes[i]!
    if (axes.length !== length || spare[i]! < 0)
      throw new ShapeError('einsum', `a tensor with the axes '${part}' of '${expression}'`, shapes[i]!)
    // The axes of an ellipsis are aligned at the right.
    return axes.map((a) => (a.startsWith('.') ? `.${Number(a.slice(1)) + dots - spare[i]!}` : a))
  })
  const all = operands.flat()
  const dotted = sorted(once(all.filter((a) => a.startsWith('.'))))
  const single = without(all, dotted).filter((a, _, letters) => letters.indexOf(a) === letters.lastIndexOf(a))
  const result = output === undefined ? [...dotted, ...sorted(single)] : axesOf(expression, output, dots)
  const repeated = result.find((a, i) => result.indexOf(a) !== i)
  if (repeated !== undefined) throw wrong(expression, `'${repeated}' comes twice in the result`)
  const unknown = result.find((a) => !all.includes(a))
  if (unknown !== undefined) throw wrong(expression, `'${unknown}' of the result is in no operand`)
  return { operands, result }
}

/** The size of each letter, and the shape that the axes of the ellipses broadcast to. */
const sizesOf = (expression: string, operands: readonly (readonly string[])[], shapes: readonly Shape[]): Sizes => {
  const sizes = new Map<string, number>()
  operands.forEach((axes, k) => {
    axes.forEach((axis, i) => {
      const [size, before] = [shapes[k]![i]!, sizes.get(axis)]
      if (before === undefined) sizes.set(axis, size)
      else if (axis.startsWith('.')) sizes.set(axis, broadcastShape('einsum', [before], [size])[0]!)
      else if (before !== size)
        throw new ShapeError(
          'einsum',
          `one size for ${axis} of '${expression}', which has ${before} and ${size}`,
          ...shapes,
        )
    })
  })
  return sizes
}

/**
 * The sum of products that `expression` names: each letter is an axis, letters of the result stay, all others are
 * summed over. `'ij,jk->ik'` is the matrix product `[i, j] · [j, k] → [i, k]`, `'bhqd,bhkd->bhqk'` the scores of
 * attention, `'ii->'` the trace, `'i,j->ij'` the outer product. A letter twice in one operand takes the diagonal.
 * Without `->` the result has the letters that come once, in alphabetical order. `...` stands for leading (or other) axes
 * that broadcast, as in NumPy; with it the shape is known at run time only.
 *
 * Operands are taken two at a time from the left, each pair by one `matmul`; in another order of the operands it may take
 * fewer operations. Derivatives are those of the ops it is made of. The compiler checks a literal expression against the
 * shapes. Throws `ShapeError` where a letter has two sizes or an operand other axes, `RangeError` for what is no expression.
 *
 * @example einsum('ij,jk->ik', a, b)
 */
export const einsum = <
  const E extends string,
  const Ts extends readonly [Tensor<Shape, Float>, ...(readonly Tensor<Shape, Float>[])],
>(
  expression: E & EinsumFits<E, Ts>,
  ...tensors: Ts
): Tensor<Contracted<E, Ts>, Ts[0]['dtype']> => {
  const shapes = tensors.map((t): Shape => t.shape)
  const dtype = tensors[0].dtype
  if (tensors.some((t) => t.dtype !== dtype || !isFloat(t.dtype)))
    throw new DTypeError('einsum', 'one floating element type', ...tensors.map((t) => t.dtype))
  const { operands, result } = read(expression, shapes)
  const sizes = sizesOf(expression, operands, shapes)
  const named = tensors.map((t: AnyTensor, i): Named => {
    const axes = operands[i]!
    const shape = axes.map((a, at): Dim => (a.startsWith('.') ? sizes.get(a)! : t.shape[at]!))
    return distinct({ t: sameShape(shape, t.shape) ? t : broadcastTo(t, shape), axes })
  })
  const last = named.reduce((a, b, i) => {
    const later = named.slice(i + 1).flatMap(({ axes }) => axes)
    return product(a, b, [...result, ...later], sizes)
  })
  return ordered(summed(last, result), result) as never
}
