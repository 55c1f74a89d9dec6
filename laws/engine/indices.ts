/** Indices outside are caught, never read. */
import * as fc from 'fast-check'
import { type AnyTensor, type DType, literal } from '../../src/core/index.js'
import { compile, type Engine, reference } from '../../src/engine/index.js'
import { add, gather, oneHot, scatterAdd } from '../../src/ops/index.js'
import { type Law, law } from '../law.js'
import { expectSame } from './closeness.js'
import { filled } from './sizes.js'

const outcome = (run: () => unknown): string => {
  try {
    run()
    return 'a result'
  } catch (error) {
    return error instanceof Error ? error.name : String(error)
  }
}
/** Rows of five, and in half of the draws one index outside, anywhere among them. */
const indices: fc.Arbitrary<readonly number[]> = fc
  .tuple(
    fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 40 }),
    fc.option(fc.constantFrom(-1, 5, 6, -2147483648, 2147483647, 1000000), { freq: 2 }),
    fc.nat({ max: 40 }),
  )
  .map(([inside, outside, at]) => (outside === null ? inside : inside.toSpliced(at, 0, outside)))
const dtypes = fc.constantFrom<DType>('f32', 'f64', 'i32', 'bool')
const width = fc.constantFrom(0, 1, 3, 17)

export const indexLaws = (engine: Engine): readonly Law[] => {
  const agrees = (f: (args: readonly AnyTensor[]) => AnyTensor, args: readonly AnyTensor[]): boolean => {
    const compiled = compile(f, { engine })
    const [expected, got, again] = [
      outcome(() => reference.run([f(args)])),
      outcome(() => compiled(args)),
      outcome(() => engine.run([f(args)])),
    ]
    if (expected !== got || expected !== again)
      throw new Error(`expected ${expected}, got ${got} compiled, ${again} read`)
    return (
      expected !== 'a result' || expectSame('rows', reference.run([f(args)])[0]!, reference.run([compiled(args)])[0]!)
    )
  }
  return [
    law('gather: an index outside throws RangeError, and only then', [indices, dtypes, width], (at, dtype, w) =>
      agrees(([x, i]) => gather(x as never, i as never), [filled([5, w], dtype, 1), literal([at.length], at, 'i32')]),
    ),
    law(
      'scatterAdd: an index outside throws RangeError, and only then',
      [indices, width, fc.constantFrom<DType>('f64', 'i32')],
      (at, w, dtype) =>
        agrees(
          ([x, i]) => scatterAdd(x!, i as never, 5),
          [
            literal(
              [at.length, w],
              Array.from({ length: at.length * w }, (_, i) => i % 7),
              dtype,
            ),
            literal([at.length], at, 'i32'),
          ],
        ),
    ),
    law(
      'oneHot: a class outside is a row of zeros',
      [indices, fc.constantFrom<DType>('f32', 'f64', 'i32', 'bool'), fc.constantFrom(0, 1, 5)],
      (at, dtype, depth) => agrees(([i]) => oneHot(i as never, depth, dtype), [literal([at.length], at, 'i32')]),
    ),
    law('after an index outside, the same function works again', [indices], (at) => {
      const f = ([x, i]: readonly any[]): AnyTensor => add(gather(add(x, 1), i) as any, 2)
      const compiled = compile(f, { engine })
      const x = filled([5, 3], 'f32', 2)
      const good = literal([3], [4, 0, 2], 'i32')
      outcome(() => compiled([x, literal([at.length], at, 'i32')]))
      return expectSame('after', reference.run([f([x, good])])[0]!, reference.run([compiled([x, good])])[0]!)
    }),
  ]
}
