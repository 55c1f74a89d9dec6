/** Laws of sums of products over named axes: the sum itself, letter by letter, and derivatives. */
import * as fc from 'fast-check'
import { literal, type Shape, sizeOf, stridesOf, type Tensor } from '../../src/core/index.js'
import { read } from '../../src/engine/index.js'
import { einsum, matmul } from '../../src/ops/index.js'
import { tensor } from '../arbitrary.js'
import { derivativeLaws } from '../diff.js'
import { type Law, law } from '../law.js'
import { close } from '../numeric.js'

type T = Tensor<Shape, 'f64'>
const letters = 'abcd'
/** By its words: every index of every letter, the product of what all operands have there, added at the result. */
const byHand = (parts: readonly string[], result: string, sizes: Sizes, tensors: readonly T[]): T => {
  const used = [...new Set(parts.join(''))]
  const shape = [...result].map((a) => sizes[a]!)
  const total = new Float64Array(sizeOf(shape))
  const all = used.map((a) => sizes[a]!)
  const steps = stridesOf(all)
  for (let i = 0; i < sizeOf(all); i++) {
    const index = (axes: string, strides: readonly number[]): number =>
      [...axes].reduce((at, a, axis) => {
        const place = used.indexOf(a)
        return at + strides[axis]! * (Math.floor(i / steps[place]!) % all[place]!)
      }, 0)
    total[index(result, stridesOf(shape))]! += parts.reduce(
      (product, part, k) => product * read(tensors[k]!)[index(part, stridesOf(tensors[k]!.shape))]!,
      1,
    )
  }
  return literal(shape, total, 'f64')
}

type Sizes = Readonly<Record<string, number>>
const word = (most: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...letters), { maxLength: most }).map((all) => all.join(''))
const expressions = fc
  .record({
    parts: fc.array(word(3), { minLength: 1, maxLength: 3 }),
    sizes: fc.record(Object.fromEntries([...letters].map((a) => [a, fc.integer({ min: 0, max: 3 })]))),
    order: fc.shuffledSubarray([...letters]),
  })
  .chain(({ parts, sizes, order }) =>
    fc.record({
      parts: fc.constant(parts),
      sizes: fc.constant(sizes as Sizes),
      result: fc.constant(order.filter((a) => parts.join('').includes(a)).join('')),
      tensors: fc.tuple(...parts.map((part) => tensor([...part].map((a) => sizes[a]!) as Shape))),
    }),
  )
const run = (expression: string, tensors: readonly T[]): T => (einsum as any)(expression, ...tensors)

const pair = fc.tuple(tensor([2, 3]), tensor([3, 2]))
export const einsumLaws: readonly Law[] = [
  law('einsum is the sum that its letters say', [expressions], ({ parts, sizes, result, tensors }) =>
    close(run(`${parts.join(',')}->${result}`, tensors), byHand(parts, result, sizes, tensors), 1e-13),
  ),
  law('einsum without an arrow: letters that come once, in order', [expressions], ({ parts, sizes, tensors }) => {
    const once = [...letters].filter((a) => parts.join('').split(a).length === 2).join('')
    return close(run(parts.join(','), tensors), byHand(parts, once, sizes, tensors), 1e-13)
  }),
  law(
    'an ellipsis stands for axes without letters, which broadcast',
    [tensor([2, 1, 3, 2]), tensor([4, 2, 3])],
    (a, b) => {
      const expected = matmul(a, b)
      const implicit = run('...ij,...jk', [a, b])
      return close(run('...ij,...jk->...ik', [a, b]), expected, 1e-14) && close(implicit, expected, 1e-14)
    },
  ),
  ...derivativeLaws('einsum ij,ji,ik->k', ([a, b]) => einsum('ij,ji,ik->k', a, b, a), pair),
  ...derivativeLaws('einsum iij,j->i', ([a, b]) => einsum('iij,j->i', a, b), fc.tuple(tensor([2, 2, 3]), tensor([3]))),
]
