/** How one node of an expression is written, given how its arguments are. */
import type { DType } from '../core/dtype.js'
import type { Attr, Attrs, Notation, Op } from '../core/op.js'
import { showShape } from '../core/shape.js'
import type { AnyTensor } from '../core/tensor.js'
import { constantOf, shortest } from './rules/constants.js'

export type Style = 'text' | 'latex'
/** A piece of a formula. */
export interface Written {
  readonly string: string
  /** Binding strength, as in an op's `Notation`: 1 sum, 2 product, 3 sign, 4 power, 5 atom. */
  readonly binds: number
  /** Begins with a minus, so it stands without parentheses only at the front. */
  readonly minus: boolean
}
const atom = (string: string): Written => ({ string, binds: 5, minus: false })

const bracketed = (style: Style, inside: string): string =>
  style === 'text' ? `(${inside})` : `\\left(${inside}\\right)`

const writtenNumber = (value: number, dtype: DType, style: Style): Written => {
  const minus = value < 0
  const string = Number.isNaN(value)
    ? ({ text: 'NaN', latex: '\\mathrm{NaN}' } as const)[style]
    : shortest(value, dtype).replace('Infinity', style === 'text' ? '∞' : '\\infty')
  const [digits, exponent] = string.split('e')
  if (style === 'text' || exponent === undefined) return { string, binds: minus ? 3 : 5, minus }
  const tens = `10^{${Number(exponent)}}`
  const one = digits === '1' || digits === '-1'
  return { string: one ? digits!.replace('1', tens) : `${digits} \\cdot ${tens}`, binds: one && !minus ? 4 : 2, minus }
}

const nested = (t: AnyTensor, data: ArrayLike<number>, style: Style, axis = 0, at = 0): string => {
  if (axis === t.shape.length) return writtenNumber(data[at]!, t.dtype, style).string
  const width = t.shape.slice(axis + 1).reduce((n, d) => n * d, 1)
  const rows = Array.from({ length: t.shape[axis]! }, (_, i) => nested(t, data, style, axis + 1, at + i * width))
  return style === 'text' ? `[${rows.join(', ')}]` : `\\left[${rows.join(', ')}\\right]`
}

/** A name: in LaTeX single letters as they are, numbered ones with a subscript, longer names upright. */
export const writtenName = (name: string, style: Style): string => {
  if (style === 'text' || [...name].length === 1) return name
  const numbered = /^(\p{L})(\d+)$/u.exec(name)
  if (numbered !== null) return `${numbered[1]}_{${numbered[2]}}`
  return `\\mathrm{${name.replace(/[_#%&$]/g, '\\$&')}}`
}

/** An input by its name, known numbers by themselves; `undefined` for anything else. */
export const writtenLeaf = (t: AnyTensor, style: Style): Written | undefined => {
  const value = constantOf(t)
  if (value !== undefined) return writtenNumber(value, t.dtype, style)
  const { node } = t
  if (node._tag === 'Input') return atom(writtenName(node.name, style))
  if (node._tag !== 'Literal') return undefined
  if (node.data.length <= 16) return atom(nested(t, node.data, style))
  const sizes = t.shape.join(style === 'text' ? '×' : ' \\times ')
  return atom(style === 'text' ? `constant[${sizes}]` : `\\mathrm{constant}_{${sizes}}`)
}

const writtenAttr = (value: Attr): string => {
  if (Array.isArray(value)) return showShape(value as readonly number[])
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
}
/** `name({0}, {1}; axis = 1)` */
const callOf = (op: Op, attrs: Attrs, count: number): Notation => {
  const slots = Array.from({ length: count }, (_, i) => `{${i}}`).join(', ')
  const settings = Object.entries(attrs).map(([name, value]) => `${name} = ${writtenAttr(value)}`)
  const last = settings.length === 0 ? '' : `; ${settings.join(', ')}`
  const lastLatex = last === '' ? '' : `; \\text{${last.slice(2).replace(/[_#%&${}]/g, '\\$&')}}`
  return {
    text: `${op.name}(${slots}${last})`,
    latex: `\\operatorname{${op.name}}\\left(${slots}${lastLatex}\\right)`,
  }
}
const notationOf = (op: Op, attrs: Attrs, count: number): Notation =>
  (typeof op.notation === 'function' ? op.notation(attrs) : op.notation) ?? callOf(op, attrs, count)

/** Whether an op shows nothing of itself: its formula is its argument's. */
export const isTransparent = (t: AnyTensor): boolean =>
  t.node._tag === 'Apply' && notationOf(t.node.op, t.node.attrs, t.node.args.length).text === '{0}'

const opens = /[([{|,;]\s*$/
const closes = /^\s*(?:[)\]}|,;]|\\right)/

/**
 * Fills an op's template with its arguments, in parentheses where they bind more weakly than their place needs.
 * A place between brackets, braces, bars or commas needs none.
 */
export const writtenApply = (op: Op, attrs: Attrs, args: readonly Written[], style: Style): Written => {
  const { [style]: template, binds = 5, needs = [] } = notationOf(op, attrs, args.length)
  if (template === '{0}') return args[0]!
  let string = ''
  let minus = template.startsWith('-')
  let from = 0
  for (const slot of template.matchAll(/\{(\d+)\}/g)) {
    const i = Number(slot[1])
    const arg = args[i]
    if (arg === undefined) continue // braces of LaTeX's own
    const before = template.slice(0, slot.index)
    const end = slot.index + slot[0].length
    const need = opens.test(before) && closes.test(template.slice(end)) ? 0 : (needs[i] ?? 0)
    const wrap = arg.binds < need || (arg.minus && need > 0 && before !== '')
    if (before === '') minus = arg.minus && !wrap
    string += template.slice(from, slot.index) + (wrap ? bracketed(style, arg.string) : arg.string)
    from = end
  }
  string += template.slice(from)
  // in LaTeX what carries a superscript cannot carry another
  const raised = style === 'latex' && template.includes('^') && !template.startsWith('\\left')
  return { string, binds: raised ? Math.min(binds, 4) : binds, minus }
}
