/** Scans, orders and elements by position, of every size before, along and after their axis. */
import * as fc from 'fast-check'
import { type AnyTensor, apply, type DType, type Float, literal, sizeOf } from '../../src/core/index.js'
import { compile, type Engine, reference } from '../../src/engine/index.js'
import { type OpName, ops } from '../../src/ops/index.js'
import { type Law, law } from '../law.js'
import { expectClaim } from './closeness.js'
import { edges, filled } from './sizes.js'
import { specials } from './special.js'

const small = fc.constantFrom(1, 2, 3, 5)
const inner = fc.constantFrom(1, 2, 63, 64, 65)
const shapes = fc.tuple(small, fc.constantFrom(...edges), inner).filter((shape) => sizeOf(shape) <= 20000)
const seed = fc.nat({ max: 1e6 })

/** Many equal numbers, and all that is special. */
const tied = (shape: readonly number[], dtype: DType, from: number): AnyTensor => {
  const some = dtype === 'f32' || dtype === 'f64' ? specials(dtype) : dtype === 'bool' ? [0, 1] : [-3, 7, 0, 2147483647]
  const at = filled(shape, 'i32', from)
  const data = reference.run([at])[0]!
  return literal(
    shape,
    Array.from(data, (i) => some[(i + 99) % some.length]!),
    dtype,
  )
}

export const alongLaws = (engine: Engine): readonly Law[] => {
  const agrees = (name: OpName, attrs: any, args: readonly AnyTensor[]): boolean => {
    const f = (xs: readonly AnyTensor[]): AnyTensor => apply(ops[name], attrs, ...xs)
    const [got] = reference.run([compile(f, { engine })(args)])
    return expectClaim(name, attrs, args, reference.run(args), f(args), got!)
  }
  const outcome = (run: () => unknown): string => {
    try {
      run()
      return 'a result'
    } catch (error) {
      return error instanceof RangeError ? 'RangeError' : String(error)
    }
  }
  const floats = fc.constantFrom<Float>('f32', 'f64')
  const ways = fc.record({ reverse: fc.boolean(), exclusive: fc.boolean() })
  return [
    law('running sums and products of every size', [shapes, floats, ways, seed], (shape, dtype, way, s) => {
      const x = filled(shape, dtype, s)
      return agrees('cumSum', { axis: 1, ...way }, [x]) && agrees('cumProd', { axis: 1, ...way }, [x])
    }),
    law('running sums of i32 wrap', [shapes, ways, seed], (shape, way, s) =>
      agrees('cumSum', { axis: 1, ...way }, [tied(shape, 'i32', s)]),
    ),
    law('recurrences of every size', [shapes, floats, fc.boolean(), seed], (shape, dtype, reverse, s) =>
      agrees('recurrence', { axis: 1, reverse }, [filled(shape, dtype, s), filled(shape, dtype, s + 1)]),
    ),
    law(
      'orders of every size, with ties, NaN and signs of zero',
      [
        fc.tuple(small, fc.constantFrom(...edges), small),
        fc.constantFrom<DType>('f32', 'f64', 'i32', 'bool'),
        fc.boolean(),
        fc.constantFrom(0, 1, 2, 15, 16, 17, 2000),
        seed,
      ],
      ([a, n, c], dtype, descending, most, s) =>
        agrees('argSort', { axis: 1, descending, count: Math.min(n, most) }, [tied([a, n, c], dtype, s)]),
    ),
    law('elements by position, of every size', [shapes, floats, seed], ([a, n, c], dtype, s) => {
      const positions = tied([a, 4, c], 'bool', s) // 0 and 1
      const at: AnyTensor = literal(
        [a, 4, c],
        Array.from(reference.run([positions])[0]!, (p) => (p * n) >> 1),
        'i32',
      )
      return (
        (n === 0 || agrees('takeAlongAxis', { axis: 1 }, [filled([a, n, c], dtype, s), at])) &&
        (n === 0 || agrees('addAlongAxis', { axis: 1, size: n }, [filled([a, 4, c], dtype, s), at]))
      )
    }),
    law(
      'a position outside an axis throws RangeError, and only then',
      [fc.array(fc.constantFrom(0, 1, 2, 2, 1, 0, 3, -1, -2147483648), { minLength: 1, maxLength: 5 }), floats],
      (positions, dtype) => {
        const at = literal([positions.length], positions, 'i32')
        const expected = positions.every((p) => p >= 0 && p < 3) ? 'a result' : 'RangeError'
        const f = ([x, i]: readonly AnyTensor[]): AnyTensor => apply(ops.takeAlongAxis, { axis: 0 }, x!, i!)
        const g = ([x, i]: readonly AnyTensor[]): AnyTensor => apply(ops.addAlongAxis, { axis: 0, size: 3 }, x!, i!)
        const got = [
          outcome(() => compile(f, { engine })([filled([3], dtype, 1), at])),
          outcome(() => compile(g, { engine })([filled([positions.length], dtype, 1), at])),
        ]
        return got.every((g) => g === expected)
      },
    ),
  ]
}
