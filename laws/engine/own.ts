/** Ops that no engine knows run by their own `forward`, whatever their name, and are never mistaken for another. */
import * as fc from 'fast-check'
import { type AnyTensor, apply, input, literal, type Op, sizeOf } from '../../src/core/index.js'
import { compile, type Engine, reference } from '../../src/engine/index.js'
import { customBackward, grad } from '../../src/grad/index.js'
import { add, exp, identity, mul, neg, reshape, sub, sum } from '../../src/ops/index.js'
import { type Law, law } from '../law.js'
import { expectSame } from './closeness.js'
import { filled } from './sizes.js'

/** `y = by · x`, by a loop of its own. */
const scaling = (name: string, by: number): Op => ({
  name,
  shape: (_, x) => x.shape,
  forward: (_, _out, [x]) => x!.map((v: number) => v * by),
  backward: (_, dy) => [apply(scaling(name, by), {}, dy)],
  domain: [{ attrs: {}, args: [{ shape: [2], min: -1, max: 1 }] }],
})
const seed = fc.nat({ max: 1e6 })

export const ownOpLaws = (engine: Engine): readonly Law[] => {
  const agrees = (f: (x: any) => readonly AnyTensor[], x: AnyTensor): boolean => {
    const compiled = compile(f, { engine })
    const expected = reference.run([...f(x)])
    const [got, again, read] = [reference.run([...compiled(x)]), reference.run([...compiled(x)]), engine.run([...f(x)])]
    return expected.every(
      (data, i) =>
        expectSame('compiled', data, got[i]!) &&
        expectSame('again', data, again[i]!) &&
        expectSame('read', data, read[i]!),
    )
  }
  const names = fc.constantFrom(
    'own',
    'add',
    'neg',
    'exp',
    'sum',
    'reshape',
    'constructor',
    '__proto__',
    'toString',
    'broadcastTo',
    'permute',
  )
  return [
    law('an own op runs between the others', [names, seed], (name, s) => {
      const op = scaling(name, 3)
      return agrees(
        (x) => [add(apply(op, {}, mul(x, 2)), 1) as AnyTensor, apply(op, {}, neg(x))],
        filled([19], 'f32', s),
      )
    }),
    law('two own ops of one name stay two', [names, seed], (name, s) => {
      const [three, five] = [scaling(name, 3), scaling(name, 5)]
      return agrees(
        (x) => [
          apply(three, {}, x),
          apply(five, {}, x),
          apply(three, {}, x),
          sub(apply(five, {}, x), apply(three, {}, x)),
        ],
        filled([7], 'f64', s),
      )
    }),
    law('an own op of constants, of nothing, and as the result', [names, seed], (name, s) => {
      const op = scaling(name, 3)
      return agrees(
        (x) => [apply(op, {}, literal([2], [1, 2])), apply(op, {}, literal([0, 2], [])), apply(op, {}, x)],
        filled([5], 'f32', s),
      )
    }),
    law('an own op may read through the engine that runs it', [seed], (s) => {
      const reading: Op = {
        ...scaling('reading', 1),
        forward: (_, out, [x]) =>
          engine.run([exp(literal(out.shape, x!, 'f64'))])[0]!.map(() => x!.length) as Float64Array,
      }
      return agrees((x) => [add(apply(reading, {}, mul(x, 2)), x) as AnyTensor, mul(x, 3)], filled([33], 'f64', s))
    }),
    law('an own op that fails leaves the engine as it was', [seed], (s) => {
      const failing: Op = {
        ...scaling('failing', 1),
        forward: () => {
          throw new SyntaxError('on purpose')
        },
      }
      const x = filled([5], 'f32', s)
      try {
        compile((y: any) => apply(failing, {}, neg(y)) as AnyTensor, { engine })(x)
        return false
      } catch (error) {
        return error instanceof SyntaxError && agrees((y) => [add(y, 1)], x)
      }
    }),
    law('values that pass through another op keep their numbers', [seed], (s) => {
      const flat: Op = {
        ...scaling('flat', 1),
        shape: (_, x) => [sizeOf(x.shape)],
        forward: (_, _out, [x]) => x!,
        passes: true,
      }
      const double = customBackward(
        'double',
        (y: any) => mul(y, 2) as any,
        (dy) => [mul(dy as any, 10) as AnyTensor],
      )
      return agrees(
        (x) => [
          identity(x),
          apply(flat, {}, neg(x)),
          sum(apply(flat, {}, neg(x)), [0]) as AnyTensor,
          double(x),
          grad((y: any) => sum(double(y)) as any)(x) as AnyTensor,
          reshape(reshape(neg(reshape(x, [6])), [3, 2]), [6, 1]),
        ],
        filled([2, 3], 'f64', s),
      )
    }),
    law('named inputs are read by their name, however often it is asked for', [seed], (s) => {
      const [x, y] = [filled([3], 'f32', s), filled([3], 'f32', s + 1)]
      const ask = (name: string): any => input(name, [3])
      const f = sub(add(ask('x'), mul(ask('y'), 2)), add(ask('x'), neg(ask('z'))))
      const inputs = { x, y, z: add(x as any, y as any) }
      const expected = reference.run([f], inputs)[0]!
      return [1, 2].every(() => expectSame('named', expected, engine.run([f], inputs)[0]!))
    }),
    law('programs that differ in one number, one sign or one attribute are not confused', [seed], (s) => {
      const x: any = filled([3], 'f64', s)
      const pad = (value: number): AnyTensor => apply(scaled, { value }, x)
      const scaled: Op = { ...scaling('power', 1), forward: ({ value }, _out, [v]) => v!.map(() => 1 / value) }
      const divided = (by: number): AnyTensor => mul(x, literal([], [1 / by], 'f64') as any)
      return [0, -0, 1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN].every(
        (v) =>
          agrees(() => [divided(v)], x) &&
          agrees(() => [pad(v), divided(v)], x) &&
          agrees(() => [pad(v), pad(-v), pad(Number.NaN)], x),
      )
    }),
  ]
}
