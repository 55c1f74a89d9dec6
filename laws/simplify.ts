/** Laws of simplification and of formulas. */
import * as fc from 'fast-check'
import { type AnyTensor, input, literal, topological } from '../src/core/index.js'
import { read, reference } from '../src/engine/index.js'
import { evaluate } from '../src/engine/reference.js'
import { type Assumption, formula, grad, type Rule, rules, simplify } from '../src/grad/index.js'
import { identity } from '../src/ops/index.js'
import { type Law, law } from './law.js'
import { cooked, examples, type Recipe, recipes, total, type Variables, variables } from './simplify/expression.js'

// what the laws draw
const moderate = fc.double({ min: 0.1, max: 2, noNaN: true }).chain((v) => fc.constantFrom(v, -v))
const special = fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0)
const any = fc.oneof(moderate, special, fc.double())
const six = (number: fc.Arbitrary<number>) => fc.array(number, { minLength: 6, maxLength: 6 })
const drawn = (number: fc.Arbitrary<number>): fc.Arbitrary<Variables> =>
  fc.tuple(six(number), six(number), number).map(([x, y, z]) => variables(x, y, z))
const three = (number: fc.Arbitrary<number>) => fc.tuple(number, number, number)

// what the laws compare
const sameBits = (a: AnyTensor, b: AnyTensor): boolean => {
  const [p, q] = reference.run([a, b])
  return p!.length === q!.length && p!.every((v, i) => Object.is(v, q![i]))
}
/** The largest number met on the way to some roots. */
const largest = (roots: readonly AnyTensor[]): number => {
  let top = 0
  evaluate(roots, {}, (_, data) => {
    for (const v of data) top = Number.isNaN(v) ? Number.POSITIVE_INFINITY : Math.max(top, Math.abs(v))
  })
  return top
}
/** Equal but for rounding, where what `before` computes on the way stays moderate. */
const near = (before: AnyTensor, after: AnyTensor): boolean => {
  const size = largest([before])
  if (size > 1e4) return true
  const [p, q] = reference.run([before, after])
  const tolerance = 1e-9 * (1 + Math.max(size, Math.min(largest([after]), 1e6)))
  return p!.length === q!.length && p!.every((v, i) => Math.abs(v - q![i]!) <= tolerance)
}
const wrapped = <T extends object>(tree: T): T =>
  Object.fromEntries(Object.entries(tree).map(([k, t]) => [k, identity(t)])) as T
/** Values and derivatives of two expressions of the same variables. */
const agree = <V extends object>(before: (v: V) => AnyTensor, after: (v: V) => AnyTensor, at: V): boolean => {
  if (!near(before(wrapped(at)), after(wrapped(at)))) return false
  const slopes = [before, after].map((f) => Object.values(grad((v: V) => total(f(v)))(at)) as AnyTensor[])
  return slopes[0]!.every((d, i) => near(d, slopes[1]![i]!))
}

const applied = (rule: Rule, t: AnyTensor): AnyTensor => {
  const after = t.node._tag === 'Apply' ? rule.rewrite(t.node.args, t, t.node.attrs) : null
  if (after === null) throw new TypeError(`the rule '${rule.name}' says nothing of its example`)
  return after
}
const exampleOf = (rule: Rule, v: Variables): readonly AnyTensor[] => examples(v)[rule.name] ?? []
const ruleLaws: readonly Law[] = rules.flatMap((rule) => [
  law(`${rule.name}: numbers ${rule.valueOnly ? 'stay' : 'and derivatives stay'}`, [drawn(moderate)], (at) => {
    const count = exampleOf(rule, at).length
    return (
      count > 0 &&
      Array.from({ length: count }, (_, i) => i).every((i) => {
        const before = (v: Variables): AnyTensor => exampleOf(rule, v)[i]!
        const after = (v: Variables): AnyTensor => applied(rule, before(v))
        const [a, b] = [before(wrapped(at)), after(wrapped(at))]
        const kind = a.dtype === b.dtype && `${a.shape}` === `${b.shape}`
        return kind && (rule.valueOnly ? near(a, b) : agree(before, after, at))
      })
    )
  }),
  ...(rule.assumes === 'nothing'
    ? [
        law(`${rule.name}: every bit stays, whatever the numbers`, [drawn(any)], (at: Variables) =>
          exampleOf(rule, wrapped(at)).every((t) => sameBits(t, applied(rule, t))),
        ),
      ]
    : []),
])

type Point = readonly [number, number, number]
interface Inputs {
  readonly x: AnyTensor
  readonly y: AnyTensor
  readonly z: AnyTensor
}
const at = ([x, y, z]: Point): Inputs => ({
  x: literal([], [x], 'f64'),
  y: literal([2], [y, x], 'f64'),
  z: literal([3, 1], [z, y, x], 'f64'),
})
const scalars = ([x, y, z]: Point): Inputs => ({
  x: literal([], [x], 'f64'),
  y: literal([], [y], 'f64'),
  z: literal([], [z], 'f64'),
})
const expression =
  (recipe: Recipe) =>
  ({ x, y, z }: Inputs): AnyTensor =>
    cooked(recipe, [x, y, z])
const named: Inputs = { x: input('x', [], 'f64'), y: input('y', [2], 'f64'), z: input('z', [3, 1], 'f64') }
const size = (t: AnyTensor): number => topological([t]).length

const assumptions: readonly Assumption[] = ['nothing', 'finite', 'real']
const simplifyLawsFor = (assume: Assumption): readonly Law[] => [
  law(`simplify assuming ${assume} keeps values and derivatives`, [recipes, three(moderate)], (recipe, point) => {
    const before = expression(recipe)
    return agree(before, (v) => simplify(before(v), { assume }), at(point))
  }),
  law(`simplify assuming ${assume} is idempotent`, [recipes], (recipe) => {
    const once = simplify(expression(recipe)(named), { assume })
    return simplify(once, { assume }).node === once.node
  }),
  law(`simplify assuming ${assume} never adds a node`, [recipes, fc.boolean()], (recipe, values) => {
    const t = expression(recipe)(named)
    return size(simplify(t, { assume, keep: values ? 'values' : 'derivatives' })) <= size(t)
  }),
  law(`simplify assuming ${assume} keeps simplified derivatives`, [recipes, three(moderate)], (recipe, point) => {
    const f = expression(recipe)
    const slopes = grad((v: Inputs) => total(f(v)))(at(point))
    const simpler = simplify(slopes, { assume, keep: 'values' })
    return near(slopes.x, simpler.x) && near(slopes.y, simpler.y) && near(slopes.z, simpler.z)
  }),
]

/** A text formula as JavaScript: powers, products, function names; a minus before a power needs a factor there. */
const javaScript = (text: string): string =>
  text
    .replace(/(^|[(,=] ?)-/g, '$1-1*')
    .replaceAll('^', '**')
    .replaceAll('·', '*')
    .replaceAll('σ(', 'sigmoid(')
    .replaceAll('∞', 'Infinity')
const evaluated = (text: string, point: Point): number => {
  const [main, definitions = ''] = text.split('\nwhere\n')
  const lines = definitions === '' ? [] : definitions.split('\n')
  const body = `const { exp, log, expm1, sqrt, tanh, max } = Math
    const sigmoid = (x) => 1 / (1 + exp(-x))
    ${lines.map((line) => `const ${javaScript(line.trim())}`).join('\n')}
    return ${javaScript(main!)}`
  return new Function('x', 'y', 'z', body)(...point)
}

/** A formula in text says what the expression computes: its parentheses are right. */
export const formulaLaws: readonly Law[] = [
  law(
    'a formula read as JavaScript gives the number of the expression',
    [recipes, three(moderate), fc.boolean()],
    (recipe, point, simplified) => {
      const t = expression(recipe)({ x: input('x', [], 'f64'), y: input('y', [], 'f64'), z: input('z', [], 'f64') })
      const inputs = scalars(point) as unknown as Record<string, AnyTensor>
      const value = read(t, { inputs })[0]!
      const top = largest([expression(recipe)(wrapped(scalars(point)))])
      return top > 1e4 || Math.abs(evaluated(formula(t, { simplified }).text, point) - value) <= 1e-8 * (1 + top)
    },
  ),
]

/** Every rule keeps what it promises, and so does `simplify`, which ends and never makes an expression larger. */
export const simplifyLaws: readonly Law[] = [
  ...ruleLaws,
  law('simplify assuming nothing keeps every bit, whatever the numbers', [recipes, three(any)], (recipe, point) => {
    const t = expression(recipe)(wrapped(at(point)))
    return sameBits(t, simplify(t, { assume: 'nothing' }))
  }),
  ...assumptions.flatMap(simplifyLawsFor),
]
