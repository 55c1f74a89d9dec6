/** Laws of differentiable maps and of derivatives, over random programs and over any function one has. */
import * as fc from 'fast-check'
import { type AnyTensor, leaves, literal, mapTree, type Scalar, type Tensor } from '../src/core/index.js'
import { read } from '../src/engine/index.js'
import {
  addTrees,
  compose,
  type Diff,
  diff,
  fanOut,
  grad,
  hessian,
  hvp,
  id,
  jacobian,
  jvp,
  parallel,
  vjp,
} from '../src/grad/index.js'
import { add, concat, matmul, mul, onesLike, reshape, slice, sum } from '../src/ops/index.js'
import { number, tensor } from './arbitrary.js'
import { type Law, law } from './law.js'
import { adjoint, centralDifference, close, direction, inner, near, numbers } from './numeric.js'
import { type Program, programs, type Vector } from './program.js'

const vectors = tensor([3], { min: -2, max: 2 })
const seeds = fc.nat({ max: 1e6 })

/** Value and cotangent of a differentiable map at one point. */
const at = <A, B>(f: Diff<A, B>, a: A, db: B): readonly [B, A] => {
  const [b, back] = f(a)
  return [b, back(db)]
}
const scaled = <T>(by: number, tree: T): T => mapTree((t: any) => mul(t, by), tree)
/** The scalar `⟨w, f(x)⟩`: an arbitrary function of one number. */
const weighed =
  <A>(f: (a: A) => unknown, seed: number) =>
  (a: A): Scalar<'f64'> => {
    const ys = leaves(f(a))
    return leaves(direction(seed, ys))
      .map((w, i): AnyTensor => sum(mul(w as never, ys[i] as never) as never))
      .reduce((x, y) => add(x as never, y as never)) as Scalar<'f64'>
  }

/**
 * What holds of the derivatives of any smooth function between trees of f64 tensors, at the points that `given` draws:
 * the way back is linear, forward and reverse mode agree with each other and with central differences, and second
 * derivatives are symmetric.
 *
 * @example for (const law of derivativeLaws('swish', swish, tensor([4]))) check(law)
 */
export const derivativeLaws = <A, B>(name: string, f: (a: A) => B, given: fc.Arbitrary<A>): readonly Law[] =>
  lawsOf(
    name,
    given.map((x) => ({ f, x })),
  )

const lawsOf = <A, B>(
  name: string,
  given: fc.Arbitrary<{ readonly f: (a: A) => B; readonly x: A }>,
): readonly Law[] => [
  law(`${name}: the way back is additive`, [given, seeds, seeds], ({ f, x }, s, t) => {
    const [y, back] = diff(f)(x)
    const [d, e] = [direction(s, y), direction(t, y)]
    return close(back(addTrees(d, e)), addTrees(back(d), back(e)))
  }),
  law(`${name}: the way back is homogeneous`, [given, seeds, number()], ({ f, x }, s, by) => {
    const [y, back] = diff(f)(x)
    const d = direction(s, y)
    return close(back(scaled(by, d)), scaled(by, back(d)))
  }),
  law(`${name}: jvp is the adjoint of vjp`, [given, seeds, seeds], ({ f, x }, s, t) => {
    const [y, pullback] = vjp(f)(x)
    const [v, w] = [direction(s, x), direction(t, y)]
    const [value, tangent] = jvp(f)(x, v)
    return close(value, y) && near(inner(tangent, w), inner(v, pullback(w)))
  }),
  law(`${name}: vjp is the adjoint of central differences`, [given, seeds, seeds], ({ f, x }, s, t) => {
    const [y, pullback] = vjp(f)(x)
    const [v, w] = [direction(s, x), direction(t, y)]
    return adjoint(f, x, v, w, pullback(w))
  }),
  law(`${name}: jvp agrees with central differences`, [given, seeds], ({ f, x }, s) => {
    const v = direction(s, x)
    const differences = centralDifference(f, x, v)
    return numbers(jvp(f)(x, v)[1]).every((d, i) => near(d, differences[i]!, 1e-7))
  }),
  law(`${name}: second derivatives agree with central differences`, [given, seeds, seeds], ({ f, x }, s, t) => {
    const [g, v] = [weighed(f, t), direction(s, x)]
    const differences = centralDifference(grad(g), x, v)
    return numbers(hvp(g)(x, v)).every((d, i) => near(d, differences[i]!, 1e-7))
  }),
  law(`${name}: second derivatives are symmetric`, [given, seeds, seeds, seeds], ({ f, x }, s, t, r) => {
    const g = weighed(f, r)
    const [u, v] = [direction(s, x), direction(t, x)]
    return near(inner(u, hvp(g)(x, v)), inner(v, hvp(g)(x, u)))
  }),
]

type Three = readonly [Program, Program, Program]
const three: fc.Arbitrary<Three> = fc.tuple(programs, programs, programs)
const sameAt = <A, B>(f: Diff<A, B>, g: Diff<A, B>, a: A, db: B): boolean => close(at(f, a, db), at(g, a, db))

/** `Diff` is a category with products, and `diff` a functor into it. */
export const categoryLaws: readonly Law[] = [
  law('Diff: id is neutral on the left', [programs, vectors, vectors], (f, x, d) =>
    sameAt(compose<Vector, Vector, Vector>(id, diff(f)), diff(f), x, d),
  ),
  law('Diff: id is neutral on the right', [programs, vectors, vectors], (f, x, d) =>
    sameAt(compose<Vector, Vector, Vector>(diff(f), id), diff(f), x, d),
  ),
  law('Diff: composition is associative', [three, vectors, vectors], ([p, q, r], x, d) => {
    const [f, g, h] = [diff(p), diff(q), diff(r)]
    return sameAt(compose(compose(f, g), h), compose(f, compose(g, h)), x, d)
  }),
  law('diff preserves identity', [vectors, vectors], (x, d) =>
    sameAt<Vector, Vector>(
      diff((a) => a),
      id,
      x,
      d,
    ),
  ),
  law('chain rule: diff(g ∘ f) = compose(diff(f), diff(g))', [programs, programs, vectors, vectors], (f, g, x, d) =>
    sameAt(
      diff((a: Vector) => g(f(a))),
      compose(diff(f), diff(g)),
      x,
      d,
    ),
  ),
  law('Diff: parallel composes side by side', [three, programs, vectors, vectors], ([p, q, r], s, x, d) => {
    const [f, g, h, k] = [diff(p), diff(q), diff(r), diff(s)]
    const [both, each] = [compose(parallel(f, g), parallel(h, k)), parallel(compose(f, h), compose(g, k))]
    return sameAt(both, each, [x, d], [d, x])
  }),
  law('diff preserves parallel', [programs, programs, vectors, vectors], (f, g, x, d) =>
    sameAt(
      diff(([a, b]: readonly [Vector, Vector]): readonly [Vector, Vector] => [f(a), g(b)]),
      parallel(diff(f), diff(g)),
      [x, d],
      [d, x],
    ),
  ),
  law('diff preserves fanOut: cotangents add up', [programs, programs, vectors, vectors], (f, g, x, d) =>
    sameAt(
      diff((a: Vector): readonly [Vector, Vector] => [f(a), g(a)]),
      fanOut(diff(f), diff(g)),
      x,
      [d, x],
    ),
  ),
  law('Diff: fanOut is parallel after the copy', [programs, programs, vectors, vectors], (f, g, x, d) => {
    const copy: Diff<Vector, readonly [Vector, Vector]> = fanOut(id, id)
    return sameAt(fanOut(diff(f), diff(g)), compose(copy, parallel(diff(f), diff(g))), x, [d, x])
  }),
]

const objective = (f: Program): ((x: Vector) => Scalar<'f64'>) => weighed(f, 1)

/** Rules of differentiation, and how the derivatives are built from each other. */
export const ruleLaws: readonly Law[] = [
  law('sum rule: (f + g)′ = f′ + g′', [programs, programs, vectors, vectors], (f, g, x, d) =>
    close(diff((a: Vector) => add(f(a), g(a)))(x)[1](d), addTrees(diff(f)(x)[1](d), diff(g)(x)[1](d))),
  ),
  law('product rule: (f·g)′ = f′·g + f·g′', [programs, programs, vectors, vectors], (f, g, x, d) =>
    close(
      diff((a: Vector) => mul(f(a), g(a)))(x)[1](d),
      addTrees(diff(f)(x)[1](mul(d, g(x))), diff(g)(x)[1](mul(d, f(x)))),
    ),
  ),
  law('the gradient is the vjp of 1', [programs, vectors], (f, x) => {
    const [y, pullback] = vjp(objective(f))(x)
    return close(grad(objective(f))(x), pullback(onesLike(y)))
  }),
  law('a gradient by a tree is the gradients by its leaves', [programs, vectors, vectors], (f, a, b) => {
    const g = (x: Vector, y: Vector): Scalar<'f64'> => objective(f)(mul(x, y))
    const whole = grad((t: { readonly x: Vector; readonly deep: readonly [Vector] }) => g(t.x, t.deep[0]))
    return close(whole({ x: a, deep: [b] }), {
      x: grad((x: Vector) => g(x, b))(a),
      deep: [grad((y: Vector) => g(a, y))(b)],
    })
  }),
  law('the columns of the hessian are products with unit vectors', [programs, vectors], (f, x) => {
    const h: Tensor<readonly [3, 3], 'f64'> = hessian(objective(f))(x)
    const rows = read(h)
    return [0, 1, 2].every((i) => {
      const unit = literal(
        [3],
        [0, 1, 2].map((j) => (i === j ? 1 : 0)),
        'f64',
      )
      const column = [0, 1, 2].map((j) => rows[3 * j + i]!)
      return close(hvp(objective(f))(x, unit), literal([3], column, 'f64'))
    })
  }),
  law(
    'the jacobian: its product with a vector is forward mode, that of its transpose reverse mode',
    [programs, vectors, seeds],
    (f, x, s) => {
      const v = direction(s, x)
      const wide = (a: Vector) => concat([f(a), f(mul(a, 2))]) // more results than arguments
      const narrow = (a: Vector) => slice(f(a), { start: [0], stop: [2] }) // fewer
      return [f, wide, narrow].every((g: (a: Vector) => any) => {
        const j: any = jacobian(g)(x)
        const w = direction(s + 1, g(x))
        return (
          close(reshape(matmul(j, reshape(v, [3, 1])), g(x).shape), jvp(g)(x, v)[1], 1e-8) &&
          close(reshape(matmul(reshape(w, [1, w.shape[0]]) as any, j), [3]), vjp(g)(x)[1](w), 1e-8)
        )
      })
    },
  ),
  law('the jacobian of a composition is the product of jacobians', [programs, programs, vectors], (f, g, x) =>
    close(jacobian((a: Vector) => g(f(a)))(x), matmul(jacobian(g)(f(x)), jacobian(f)(x)), 1e-8),
  ),
  law('third derivatives agree with central differences', [programs, vectors, seeds], (f, x, s) => {
    const second = (a: Vector): Vector => hvp(objective(f))(a, direction(s, x))
    const v = direction(s + 1, x)
    const differences = centralDifference(second, x, v)
    return numbers(jvp(second)(x, v)[1]).every((d, i) => near(d, differences[i]!, 1e-6))
  }),
]

/** All laws of differentiation. */
export const diffLaws: readonly Law[] = [
  ...categoryLaws,
  ...ruleLaws,
  ...lawsOf('random programs', fc.record({ f: programs, x: vectors })),
]
