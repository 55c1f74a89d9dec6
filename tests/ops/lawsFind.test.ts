/** The laws of ops find what is wrong with an op, and say of which. */
import { describe, expect, test } from 'vitest'
import { check } from '../../laws/law.js'
import { type OpClaims, opLaws } from '../../laws/ops.js'
import type { Op } from '../../src/core/index.js'
import { add, mul, ops, stopGradient } from '../../src/ops/index.js'

/** Messages of the laws that fail. */
const failures = (op: Op, claims?: OpClaims): readonly string[] =>
  opLaws(op, claims).flatMap((law) => {
    try {
      check(law, { runs: 20 })
      return []
    } catch (error) {
      return [(error as Error).message]
    }
  })
/** These have a derivative, but it is zero. */
const stairs = ['sign', 'floor', 'ceil', 'round']
const differentiable = Object.values(ops).filter(
  (op) => !stairs.includes(op.name) && opLaws(op).some(({ name }) => name.includes('is the adjoint')),
)

describe('a backward that is off by 1 % fails by name', () => {
  for (const op of differentiable)
    test(op.name, () => {
      const found = failures({
        ...op,
        backward: (...all) => op.backward(...all).map((d) => (d === null ? null : mul(d as never, 1.01))),
      })
      expect(found.some((m) => m.startsWith(`law '${op.name}(`) && m.includes('is the adjoint'))).toBe(true)
    })
})

describe('a backward that gives nothing fails by name', () => {
  for (const op of differentiable)
    test(op.name, () => {
      const found = failures({ ...op, backward: (_, _dy, _y, ...args) => args.map(() => null) })
      expect(found.some((m) => m.startsWith(`law '${op.name}(`) && m.includes('is the adjoint'))).toBe(true)
    })
})

test('an op that is not flat, though it says so, fails', () => {
  const found = failures({ ...ops.less, forward: (_, _out, [a]) => Uint8Array.from(a!, (x) => (x * 1e6) & 1) })
  expect(found.join()).toMatch(/law 'less\(\[2, 3\], \[2, 3\]\): flat/)
})

test('a backward whose own derivative is cut off fails to second order alone', () => {
  const found = failures({
    ...ops.tanh,
    backward: (_, dy, y, x) => ops.tanh.backward({}, dy, y, x).map((d) => stopGradient(d!)),
  })
  expect(found.every((m) => m.includes('to second order'))).toBe(true)
  expect(found.length).toBeGreaterThan(0)
})

test('a forward that writes to its arguments fails', () => {
  const found = failures({
    ...ops.neg,
    forward: (_, _out, [x]) => {
      for (let i = 0; i < x!.length; i++) x![i] = -x![i]!
      return x!
    },
  })
  expect(found.join()).toMatch(/law 'neg\(\[2, 3\]\): forward leaves its arguments as they are/)
})

test('a forward with a state of its own fails', () => {
  let calls = 0
  const found = failures({ ...ops.neg, forward: (_, _out, [x]) => x!.map(() => calls++) as never })
  expect(found.join()).toMatch(/gives the same again/)
})

test('a forward that does not fill its shape, or with another element type, fails', () => {
  const short: Op = { ...ops.sum, forward: (...all) => ops.sum.forward(...all).subarray(1) }
  expect(failures(short).join()).toMatch(/law 'sum\(\[2, 3\]\) .*: forward fills the shape/)
  const wide: Op = { ...ops.equal, forward: (...all) => Float64Array.from(ops.equal.forward(...all)) }
  expect(failures(wide).join()).toMatch(/law 'equal\(\[2, 3\], \[2, 3\]\): forward fills the shape/)
})

test('a backward with too few cotangents, or of another shape, fails', () => {
  const shapes = /backward gives each argument a cotangent of its shape/
  expect(failures({ ...ops.add, backward: (_, dy) => [dy] }).join()).toMatch(shapes)
  expect(failures({ ...ops.sum, backward: (_, dy) => [dy] }).join()).toMatch(shapes)
})

test('f32 that is coarser than f32 fails', () => {
  const found = failures({
    ...ops.exp,
    forward: (_, { dtype }, [x]) =>
      x!.map((v) => (dtype === 'f32' ? Math.round(Math.exp(v) * 1e3) / 1e3 : Math.exp(v))) as never,
  })
  expect(found.join()).toMatch(/law 'exp\(\[2, 3\]\): f32 agrees with f64/)
})

test('an op without a domain fails', () => {
  expect(failures({ ...ops.neg, domain: [] }).join()).toMatch(/law 'neg: has a domain' does not hold/)
})

test('a backward that is another on purpose is checked for shapes alone', () => {
  const reversed: Op = { ...ops.identity, name: 'reversed', backward: (_, dy) => [mul(dy as never, -1)] }
  expect(failures(reversed)).not.toEqual([])
  expect(failures(reversed, { backward: 'other' })).toEqual([])
  expect(failures({ ...reversed, backward: () => [] }, { backward: 'other' })).not.toEqual([])
})

test('a stop that lets something through fails', () => {
  expect(failures({ ...ops.stopGradient, backward: (_, dy) => [dy] }, { backward: 'nothing' }).join()).toMatch(
    /law 'stopGradient\(\[2, 3\]\): nothing flows back/,
  )
})

test('a message carries name, seed and the smallest counterexample', () => {
  const broken: Op = { ...ops.mul, backward: (_, dy, _y, a, b) => [mul(dy as never, b), add(dy as never, a)] }
  const law = opLaws(broken).find(({ name }) => name.includes('is the adjoint'))!
  const message = (() => {
    try {
      check(law, { seed: 7 })
      return ''
    } catch (error) {
      return (error as Error).message
    }
  })()
  expect(message.split('\n')).toEqual([
    "law 'mul([2, 3], [2, 3]): backward is the adjoint of the derivative' does not hold",
    expect.stringMatching(/^ {2}seed: 7 \(run \d+, shrunk \d+ times\)$/),
    expect.stringMatching(
      /^ {2}argument 0: \[f64 \[2, 3\] \[\[0, 0, 0\], \[0, 0, 0\]\],f64 \[2, 3\] \[\[0, 0, 0\], \[0, 0, 0\]\]\]$/,
    ),
    expect.stringMatching(/^ {2}argument 1: \[f64 \[2, 3\] /),
    expect.stringMatching(/^ {2}argument 2: f64 \[2, 3\] /),
  ])
})
