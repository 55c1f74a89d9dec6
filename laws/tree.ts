/** Laws of trees of tensors and of gradients as a monoid. */
import * as fc from 'fast-check'
import { type AnyTensor, entries, leaves, mapTree, type Numbers, type Shape, type Tensor } from '../src/core/index.js'
import { read, readTree, settle } from '../src/engine/index.js'
import { addTrees, gradientMonoid, zeroTree } from '../src/grad/index.js'
import { mul, neg } from '../src/ops/index.js'
import { shapes, tensor } from './arbitrary.js'
import { type Law, law } from './law.js'
import { close, numbers, same } from './numeric.js'

type Leaf = Tensor<Shape, 'f64'>
const leaf = shapes({ maxRank: 2, max: 2 }).chain((shape) => tensor(shape))
const names = fc.constantFrom('weights', 'bias', '0', 'a')
/** Records, tuples, nested, empty, with things that are not tensors beside them. */
export const trees: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    fc.constantFrom(null, 'relu', 7, undefined),
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.array(fc.tuple(names, tie('tree')), { maxLength: 3 }).map((fields) => Object.fromEntries(fields)),
  ),
})).tree
/** Trees of one structure. */
const structures = (count: number): fc.Arbitrary<readonly unknown[]> =>
  fc
    .tuple(trees, fc.array(fc.integer({ min: -8, max: 8 }), { minLength: count, maxLength: count }))
    .map(([tree, by]) => by.map((k) => settle(mapTree((t: Leaf) => mul(t, k / 4), tree))))
const structure = (tree: unknown): string =>
  JSON.stringify(tree, (_, value) => (value?.node === undefined ? value : value.shape))

export const treeLaws: readonly Law[] = [
  law('mapTree: the identity changes nothing', [trees], (t) => {
    const mapped = mapTree((x: AnyTensor) => x, t)
    return structure(mapped) === structure(t) && leaves(mapped).every((x, i) => x === leaves(t)[i])
  }),
  law('mapTree: mapping twice is mapping the composition', [trees], (t) =>
    same(
      mapTree(
        (x: Leaf) => neg(x),
        mapTree((x: Leaf) => mul(x, 3), t),
      ),
      mapTree((x: Leaf) => neg(mul(x, 3)), t),
    ),
  ),
  law('mapTree: keeps the structure', [trees], (t) => {
    const mapped: unknown = mapTree((x: Leaf) => neg(x), t)
    return structure(mapped) === structure(t)
  }),
  law('mapTree over several trees meets the leaves of one place', [structures(2)], ([a, b]) => {
    const met: (readonly AnyTensor[])[] = []
    mapTree(
      (x: AnyTensor, y: AnyTensor) => {
        met.push([x, y])
        return x
      },
      a,
      b,
    )
    return met.every(([x, y], i) => x === leaves(a)[i] && y === leaves(b)[i]) && met.length === leaves(a).length
  }),
  law('entries are the leaves, each under a path of its own', [trees], (t) => {
    const all = entries(t)
    return (
      all.length === leaves(t).length &&
      all.every(([, x], i) => x === leaves(t)[i]) &&
      new Set(all.map(([path]) => path)).size === all.length
    )
  }),
  law('reading a tree reads each leaf', [trees], (t) => {
    const each = leaves(t).map((x) => [...read(x)])
    const whole = leaves(t).length === 0 ? [] : (readTree(leaves(t)) as readonly Numbers[]).map((row) => [...row])
    return JSON.stringify(each) === JSON.stringify(whole)
  }),
  law('settling changes no number', [structures(1)], ([t]) =>
    same(
      settle(mapTree((x: Leaf) => mul(x, 2), t)),
      mapTree((x: Leaf) => mul(x, 2), t),
    ),
  ),
]

export const monoidLaws: readonly Law[] = [
  law('gradients: zero is neutral on both sides', [trees], (t) => {
    const { concat, empty } = gradientMonoid(t)
    return same(concat(empty, t), t) && same(concat(t, empty), t)
  }),
  law('gradients: addition is associative', [structures(3)], ([a, b, c]) => {
    const { concat } = gradientMonoid(a)
    return close(concat(concat(a, b), c), concat(a, concat(b, c)), 1e-14)
  }),
  law('gradients: addition is commutative', [structures(2)], ([a, b]) => same(addTrees(a, b), addTrees(b, a))),
  law('gradients: zero is 0 in every place', [trees], (t) => numbers(zeroTree(t)).every((x) => x === 0)),
]
