/** Expressions and derivatives as formulas to read: text and LaTeX. */
import type { Float } from '../core/dtype.js'
import { topological } from '../core/graph.js'
import { type AnyTensor, input, type Node, type Scalar } from '../core/tensor.js'
import { type MapTree, mapTree } from '../core/tree.js'
import { grad, valueAndGrad } from './derivatives.js'
import { isTransparent, type Style, type Written, writtenApply, writtenLeaf, writtenName } from './notation.js'
import { readable } from './simplify.js'

export interface Formula {
  /** Such as `σ(x)·(1 - σ(x))`. */
  readonly text: string
  /** Such as `\sigma\left(x\right) \cdot \left(1 - \sigma\left(x\right)\right)`. */
  readonly latex: string
}

const named = 2_000 // characters from which on shared parts get names
const longest = 1_000_000

interface Definition {
  readonly name: string
  readonly body: string
}
interface Printed {
  readonly main: string
  readonly where: readonly Definition[]
}

/** Names that no input has: a, b, …, z, then a1, b1, … */
const freshNames = (order: readonly AnyTensor[]): (() => string) => {
  const taken = new Set(order.flatMap(({ node }) => (node._tag === 'Input' ? [node.name] : [])))
  const letters = [...'abcdfghijklmnopqrstuvwxyz']
  let from = 0
  return () => {
    for (;;) {
      const [letter, round] = [letters[from % letters.length]!, Math.floor(from / letters.length)]
      const name = round === 0 ? letter : `${letter}${round}`
      from++
      if (!taken.has(name)) return name
    }
  }
}

/** How often each node is written. */
const uses = (order: readonly AnyTensor[]): ReadonlyMap<Node, number> => {
  const count = new Map<Node, number>()
  for (const { node } of order)
    if (node._tag === 'Apply') for (const a of node.args) count.set(a.node, (count.get(a.node) ?? 0) + 1)
  return count
}

/** One style of one expression, arguments before results; `undefined` where it gets longer than `limit`. */
const printed = (t: AnyTensor, style: Style, limit: number, nameShared: boolean): Printed | undefined => {
  const order = topological([t])
  const count = uses(order)
  const fresh = freshNames(order)
  const written = new Map<Node, Written>()
  const where: Definition[] = []
  for (const x of order) {
    const { node } = x
    let w =
      writtenLeaf(x, style) ??
      (node._tag === 'Apply'
        ? writtenApply(
            node.op,
            node.attrs,
            node.args.map((a) => written.get(a.node)!),
            style,
          )
        : undefined)!
    const shared = nameShared && x !== t && (count.get(node) ?? 0) > 1
    if (shared && node._tag === 'Apply' && writtenLeaf(x, style) === undefined && !isTransparent(x)) {
      const name = writtenName(fresh(), style)
      where.push({ name, body: w.string })
      w = { string: name, binds: 5, minus: false }
    }
    if (w.string.length > limit) return undefined
    written.set(node, w)
  }
  return { main: written.get(t.node)!.string, where }
}

const inStyle = (t: AnyTensor, style: Style): Printed => {
  const p = printed(t, style, named, false) ?? printed(t, style, longest, true)
  if (p === undefined)
    throw new RangeError(`formula: longer than ${longest} characters even with shared parts named; print a part of it`)
  return p
}

/** The formula of an expression as it stands. */
const written = (t: AnyTensor): Formula => {
  const [text, latex] = [inStyle(t, 'text'), inStyle(t, 'latex')]
  const lines = text.where.map(({ name, body }) => `  ${name} = ${body}`)
  const rows = latex.where.map(({ name, body }) => ` \\\\ &\\quad ${name} = ${body}`)
  return {
    text: lines.length === 0 ? text.main : [`${text.main}`, 'where', ...lines].join('\n'),
    latex:
      rows.length === 0
        ? latex.main
        : `\\begin{aligned} &${latex.main} \\\\ &\\text{where}${rows.join('')} \\end{aligned}`,
  }
}

const forReading = { assume: 'real', keep: 'values' } as const

/**
 * An expression as a formula, simplified as on paper (see `simplify`) unless `simplified` is false. Inputs appear by
 * their names, numbers in their shortest form; parts that occur often are named below a formula of more than 2,000
 * characters. Throws `RangeError` where even that is longer than a million characters.
 *
 * @example formula(mul(sigmoid(input('x')), 2)).text // 2·σ(x)
 */
export const formula = (t: AnyTensor, { simplified = true }: { readonly simplified?: boolean } = {}): Formula =>
  written(simplified ? readable(t, forReading) : t)

const tidy = <Y extends AnyTensor>(y: Y): Y => readable(y, { assume: 'real', keep: 'derivatives' })

/**
 * A function of one scalar, and its derivative of an order (default 1), as formulas.
 *
 * @example formulas((x) => sigmoid(x)).derivative.text // σ(x)·(1 - σ(x))
 */
export const formulas = (
  f: (x: Scalar) => Scalar,
  { name = 'x', order = 1 }: { readonly name?: string; readonly order?: number } = {},
): { readonly value: Formula; readonly derivative: Formula } => {
  if (!Number.isInteger(order) || order < 0) throw new RangeError(`formulas: an order is 0, 1, 2, …, got ${order}`)
  const x = input(name)
  let derivative = (a: Scalar): Scalar => tidy(f(a))
  for (let i = 0; i < order; i++) {
    const before = derivative
    derivative = (a) => tidy(grad(before)(a))
  }
  return { value: formula(f(x)), derivative: formula(derivative(x)) }
}

/**
 * A scalar function of a tree of inputs, and its gradient by each, as formulas.
 *
 * @example gradientFormulas(({ w, x }) => mul(w, x))({ w: input('w'), x: input('x') }).gradient.w.text // x
 */
export const gradientFormulas =
  <A>(f: (a: A) => Scalar<Float>) =>
  (a: A): { readonly value: Formula; readonly gradient: MapTree<A, Formula> } => {
    const [value, gradient] = valueAndGrad((b: A) => tidy(f(b)))(a)
    return { value: formula(value), gradient: mapTree<A, Formula>((d: AnyTensor) => formula(d), gradient) }
  }
