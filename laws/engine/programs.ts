/** Random programs over all ops give the reference's numbers: read, compiled, and differentiated. */
import { type AnyTensor, type Data, type Float, isFloat, type Scalar } from '../../src/core/index.js'
import { compile, type Engine, reference } from '../../src/engine/index.js'
import { grad } from '../../src/grad/index.js'
import { add, cast, mean } from '../../src/ops/index.js'
import { type Law, law } from '../law.js'
import { epsilon, expectSame, expectWithin } from './closeness.js'
import { type Arguments, drawnPrograms, floatsOf, type Program, tensorsOf } from './drawn.js'
import type { Value } from './site.js'

/** At most 60 steps, each with an error of a few units: errors of programs add up to less than this many. */
const steps = 1000
const gradientSteps = 100_000

const expectNear = (what: string, eps: number, expected: Data, got: Data): true =>
  expectWithin(what, expected, got, (x, y) => Math.abs(x - y) <= eps)

const expectValues = (what: string, { dtype }: Program, values: readonly Value[], got: readonly Data[]): true => {
  const expected = reference.run(tensorsOf(values))
  values.forEach(({ t, exact }, i) => {
    const label = `${what}: output ${i} ${t.dtype} [${t.shape.join(', ')}]`
    if (exact || !isFloat(t.dtype)) expectSame(label, expected[i]!, got[i]!)
    else expectNear(label, steps * Math.max(epsilon[dtype], epsilon[t.dtype as Float]), expected[i]!, got[i]!)
  })
  return true
}

const loss =
  (program: Program, a: Arguments) =>
  (floats: readonly AnyTensor[]): Scalar<'f64'> =>
    floatsOf(program.run({ ...a, floats }))
      .filter(({ shape }) => shape.every((d) => d > 0))
      .map((t): any => cast(mean(t as never) as AnyTensor, 'f64'))
      .reduce((x, y) => add(x, y))

export const programLaws = (engine: Engine): readonly Law[] => [
  law('random programs: read as the reference reads them', [drawnPrograms], ([program, a]) => {
    const values = program.run(a)
    return expectValues('read', program, values, engine.run(tensorsOf(values)))
  }),
  law('random programs: compiled, as the reference reads them, call after call', [drawnPrograms], ([program, a, b]) => {
    const compiled = compile((x: Arguments) => tensorsOf(program.run(x)), { engine })
    return [a, b, a].every((x) => expectValues('compiled', program, program.run(x), reference.run(compiled(x))))
  }),
  law('random programs: compiled gradients, as the reference reads them', [drawnPrograms], ([program, a, b]) => {
    const gradient = (x: Arguments): readonly AnyTensor[] => grad(loss(program, x))(x.floats)
    const compiled = compile(gradient, { engine })
    return [a, b].every((x) => {
      const expected = reference.run(gradient(x))
      const got = reference.run(compiled(x))
      return expected.every((data, i) =>
        expectNear(`gradient by argument ${i}`, gradientSteps * epsilon[program.dtype], data, got[i]!),
      )
    })
  }),
]
