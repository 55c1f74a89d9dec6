import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import * as O from 'fp-ts/lib/Option.js'
import { describe, expect, test } from 'vitest'
import { filled } from '../../laws/engine/sizes.js'
import { type AnyTensor, apply, type Data, fromData, key, literal, uniform } from '../../src/core/index.js'
import { engineFor } from '../../src/engine/best.js'
import { compile, compileAsync, type Engine, fold, read, readTree, reference } from '../../src/engine/index.js'
import { nativeMachine } from '../../src/engine/native.js'
import { engineOn } from '../../src/engine/programmed.js'
import { wasmMachine } from '../../src/engine/wasm.js'
import {
  add,
  cast,
  gather,
  less,
  matmul,
  max,
  mul,
  neg,
  type OpName,
  ops,
  permute,
  sub,
  sum,
  tanh,
  transpose,
} from '../../src/ops/index.js'

const engineWith = (threads: number, cpu?: string): Engine | undefined => {
  const machine = nativeMachine(cpu === undefined ? { threads } : { threads, cpu })
  return O.isSome(machine) ? engineOn(machine.value) : undefined
}
const one = engineWith(1)
const four = engineWith(4)
const wasm = O.toUndefined(wasmMachine())
const native = describe.skipIf(one === undefined)

/** Everything that is split among threads, large enough to be. Sums in f64, where each rounding shows. */
const large: Readonly<Record<string, readonly [f: (args: readonly any[]) => AnyTensor, args: readonly AnyTensor[]]>> = {
  'a map': [([a, b]) => tanh(add(mul(a, b), a)), [filled([700, 301], 'f32', 1), filled([700, 301], 'f32', 2)]],
  'a map in f64': [([a, b]) => mul(tanh(a), b), [filled([50001], 'f64', 1), filled([], 'f64', 2)]],
  'a matrix product': [([a, b]) => matmul(a, b), [filled([301, 517], 'f32', 1), filled([517, 203], 'f32', 2)]],
  'a wide product': [([a, b]) => matmul(a, b), [filled([5, 700], 'f32', 1), filled([700, 1700], 'f32', 2)]],
  'a transposed product': [
    ([a, b]) => matmul(transpose(a), transpose(b)),
    [filled([300, 401], 'f64', 1), filled([199, 300], 'f64', 2)],
  ],
  'a product of long sums by rows, and a bias': [
    ([a, b, c]) => tanh(add(matmul(a, b), c)),
    [filled([71, 2700], 'f32', 1), filled([2700, 41], 'f32', 2), filled([41], 'f32', 3)],
  ],
  'a product of long sums by columns, and a bias': [
    ([a, b, c]) => tanh(add(matmul(a, b), c)),
    [filled([5, 3300], 'f32', 1), filled([3300, 301], 'f32', 2), filled([301], 'f32', 3)],
  ],
  'many products': [([a, b]) => matmul(a, b), [filled([40, 33, 50], 'f32', 1), filled([40, 50, 31], 'f32', 2)]],
  'sums of rows': [([a]) => sum(a, [1]), [filled([900, 333], 'f64', 1)]],
  'sums of columns': [([a]) => sum(a, [0]), [filled([3000, 70], 'f64', 1)]],
  'sums in the middle': [([a]) => sum(a, [1]), [filled([7, 60, 1001], 'f64', 1)]],
  'one long sum': [([a]) => sum(a), [filled([300001], 'f64', 1)]],
  maxima: [([a]) => max(a, [1]), [filled([900, 333], 'f32', 1)]],
  'a permutation': [([a]) => permute(a, [2, 0, 1]), [filled([64, 33, 90], 'f32', 1)]],
  rows: [
    ([a]) =>
      gather(
        a,
        literal(
          [4000],
          Array.from({ length: 4000 }, (_, i) => (i * 7919) % 100),
          'i32',
        ),
      ),
    [filled([100, 65], 'f32', 1)],
  ],
  'random numbers': [() => uniform(key(7), [70001]), []],
}

const bits = (data: Data): string =>
  createHash('sha256')
    .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    .digest('hex')
const numbers = (engine: Engine, name: string): Data => {
  const [f, args] = large[name]!
  return reference.run([compile((xs: readonly AnyTensor[]) => f(xs), { engine })(args)])[0]!
}
const worst = (a: Data, b: Data): number =>
  Array.from(a as Float32Array).reduce((m, x, i) => Math.max(m, Math.abs(x - b[i]!) / (1 + Math.abs(x))), 0)

native('threads', () => {
  test.each(Object.keys(large))('%s has the same bits for any number of threads', (name) => {
    const expected = bits(numbers(one!, name))
    for (const threads of [2, 3, 4, 8])
      for (let again = 0; again < 3; again++)
        expect(bits(numbers(engineWith(threads)!, name)), `${threads} threads`).toEqual(expected)
  })
  test.each(Object.keys(large))('%s agrees with the reference', (name) => {
    const [f, args] = large[name]!
    expect(worst(reference.run([f(args)])[0]!, numbers(four!, name))).toBeLessThan(2e-4)
  })
  test('every op has the same bits for one thread and for four', () => {
    for (const name of Object.keys(ops) as readonly OpName[])
      for (const { attrs, args } of ops[name].domain) {
        const drawn = args.map(({ shape, dtype = 'float', min, max: top }, i): AnyTensor => {
          const dt = dtype === 'float' ? 'f32' : dtype
          const u = reference.run([uniform(key(i), shape, { min, max: dtype === 'float' ? top : top + 1 })])[0]!
          return literal(
            shape,
            Array.from(u as Float32Array, (x) => (dtype === 'float' ? x : Math.floor(x))),
            dt,
          )
        })
        const y = apply(ops[name], attrs, ...drawn) as AnyTensor
        expect(bits(four!.run([y])[0]!), name).toEqual(bits(one!.run([y])[0]!))
      }
  })
  test('a wrong number is a range error', () => {
    for (const threads of [0, -1, 1.5, 65, Number.NaN]) expect(() => nativeMachine({ threads })).toThrow(RangeError)
  })
})

native('instruction sets', () => {
  const cpus = ['v2', 'v3', 'v4', 'neon'].filter((cpu) => engineWith(1, cpu) !== undefined)
  test('there is one at least, and none of an unknown name', () => {
    expect(cpus.length).toBeGreaterThan(0)
    expect(engineWith(1, 'v9')).toBeUndefined()
  })
  test.each(Object.keys(large))(
    '%s: all agree; what is not a product to the last bit, with WebAssembly too',
    (name) => {
      const expected = numbers(one!, name)
      for (const cpu of cpus) expect(worst(expected, numbers(engineWith(2, cpu)!, name)), cpu).toBeLessThan(2e-4)
      if (name.includes('product')) return
      for (const cpu of cpus) expect(bits(numbers(engineWith(2, cpu)!, name)), cpu).toEqual(bits(expected))
      if (wasm !== undefined) expect(bits(numbers(engineOn(wasm), name)), 'wasm').toEqual(bits(expected))
    },
  )
})

native('memory', () => {
  test('large results of every type are whole, and stay', () => {
    const f = (x: any): readonly AnyTensor[] => [neg(x), cast(x, 'f32'), cast(mul(x, 1000), 'i32'), less(x, 0)]
    const compiled = compile(f, { engine: engineWith(3)! })
    const [x, y] = [filled([700_001], 'f64', 1), filled([700_001], 'f64', 2)]
    const results = [compiled(x), compiled(y), compiled(x)]
    const expected = [x, y, x].map((t) => reference.run(f(t)).map(bits))
    expect(results.map((r) => reference.run(r).map(bits))).toEqual(expected)
  })
  test('a large state that a step leaves elsewhere is moved whole', () => {
    const step = (x: any, _: null): any => sub(transpose(x) as any, 1)
    const x = filled([301, 301], 'f32', 1)
    const expected = [0, 1, 2].reduce((now) => step(now, null), x as any)
    const got: any = fold(step, { engine: engineWith(3)! })(x as any, [null, null, null])
    expect(bits(reference.run([got])[0]!)).toEqual(bits(reference.run([expected])[0]!))
  })
  test('two machines do not share it', () => {
    const [a, b] = [engineWith(1)!, engineWith(2)!]
    const x = fromData([3], Float32Array.of(1, 2, 3), 'f32')
    const double = compile(([t]: readonly any[]) => add(t, t), { engine: a })
    const triple = compile(([t]: readonly any[]) => mul(t, 3), { engine: b })
    for (let i = 0; i < 3; i++) {
      expect([...reference.run([double([x])])[0]!]).toEqual([2, 4, 6])
      expect([...reference.run([triple([x])])[0]!]).toEqual([3, 6, 9])
    }
  })
  test('it grows for a larger program, and the smaller one still runs', () => {
    const engine = engineWith(2)!
    const f = compile((t: AnyTensor) => sum(t as any) as AnyTensor, { engine })
    const ones = (n: number): AnyTensor => fromData([n], new Float32Array(n).fill(1), 'f32')
    for (const n of [10, 3e6, 10, 5e6, 7]) expect((reference.run([f(ones(n))])[0] as Float32Array)[0]).toBe(n)
  })
})

describe('beside the event loop', () => {
  /** About a second of work on one core. */
  const long = (x: any): any => Array.from({ length: 60 }).reduce<any>((y) => tanh(matmul(y, x)), x)
  const square = filled([600, 600], 'f32', 3)
  const engines = [reference, one, four].filter((engine) => engine !== undefined)
  test.each(engines)('$name: the numbers of compile, call after call', async (engine) => {
    const f = ([a, b]: readonly any[]): any => ({ total: sum(mul(a, b), [0]), rows: [max(add(a, b), [1])] })
    const [direct, apart] = [compile(f, { engine }), compileAsync(f, { engine })]
    const args = [1, 2, 3].map((i) => [filled([9, 7], 'f32', i), filled([9, 7], 'f32', i + 3)])
    const results = await Promise.all(args.map((a) => apart(a)))
    results.forEach((result, i) => {
      expect(readTree(result)).toEqual(readTree(direct(args[i]!)))
    })
    expect(apart.compileCount()).toBe(1)
  })
  native('another thread', () => {
    test('timers fire and other programs run meanwhile', async () => {
      const [slow, quick] = [compileAsync(long, { engine: one! }), compile((x: any) => add(x, 1), { engine: one! })]
      let ticks = 0
      const timer = setInterval(() => {
        ticks++
        expect([...read(quick(literal([2], [ticks, 2])))]).toEqual([ticks + 1, 3])
      }, 5)
      const result = await slow(square)
      clearInterval(timer)
      expect(ticks).toBeGreaterThan(5)
      expect(bits(reference.run([result])[0]!)).toBe(bits(reference.run([compile(long, { engine: one! })(square)])[0]!))
    })
    test('an aborted run rejects between two instructions, and the next one is right', async () => {
      const slow = compileAsync(long, { engine: one! })
      const before = performance.now()
      const whole = bits(reference.run([await slow(square)])[0]!)
      const time = performance.now() - before
      const started = performance.now()
      const reason = new Error('enough')
      const aborting = new AbortController()
      const run = slow(square, aborting.signal)
      setTimeout(() => aborting.abort(reason), time / 10)
      await expect(run).rejects.toBe(reason)
      expect(performance.now() - started).toBeLessThan(time * 0.8)
      await expect(slow(square, AbortSignal.abort(reason))).rejects.toBe(reason)
      expect(bits(reference.run([await slow(square)])[0]!)).toBe(whole)
    })
    test('what is wrong rejects', async () => {
      const f = compileAsync(([x, i]: readonly any[]) => gather(x, i), { engine: one! })
      const rows = filled([3, 2], 'f32', 1)
      await expect(f([rows, literal([1], [3], 'i32')])).rejects.toThrow(RangeError)
      expect([...read((await f([rows, literal([1], [2], 'i32')])) as AnyTensor)]).toEqual([...read(rows)].slice(4))
    })
  })
})

describe('the engine that the environment asks for', () => {
  const fails = (environment: Readonly<Record<string, string>>, message: RegExp): void => {
    expect(() => engineFor(environment)).toThrow(RangeError)
    expect(() => engineFor(environment)).toThrow(message)
  }
  test('by name', () => {
    expect(engineFor({ FLUXION_ENGINE: 'reference' })).toBe(reference)
    if (wasm !== undefined) expect(engineFor({ FLUXION_ENGINE: 'wasm' }).name).toBe('wasm')
    if (one !== undefined) expect(engineFor({ FLUXION_ENGINE: 'native', FLUXION_THREADS: '1' }).name).toBe('native')
  })
  test('the fastest without a name', () => {
    expect(engineFor({}).name).toBe(one !== undefined ? 'native' : wasm !== undefined ? 'wasm' : 'reference')
  })
  test('one line where it is not there', () => {
    fails({ FLUXION_ENGINE: 'cuda' }, /^FLUXION_ENGINE: expected native, wasm, reference, got 'cuda'$/)
    fails({ FLUXION_ENGINE: 'native', FLUXION_CPU: 'v9' }, /^FLUXION_ENGINE: the native v9 engine is not available/)
    fails({ FLUXION_CPU: 'v9' }, /^FLUXION_CPU: no native engine for 'v9' here$/)
    for (const threads of ['0', 'many', '65', '2.5', ''])
      fails({ FLUXION_THREADS: threads }, /^FLUXION_THREADS: expected a whole number from 1 to 64/)
  })
})

describe('without the addon', () => {
  /** A program in a process whose loader finds no addon. */
  const run = (program: string): string =>
    execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
      cwd: new URL('../..', import.meta.url),
      encoding: 'utf8',
      env: { PATH: process.env.PATH, NODE_OPTIONS: '' },
    }).trim()
  const without = {
    'where there is no Node': 'Object.defineProperty(process, "getBuiltinModule", { value: undefined })',
    'on a platform it is not built for': 'Object.defineProperty(process, "platform", { value: "aix" })',
    'where it does not load': 'process.dlopen = () => { throw new Error("no") }',
  }
  test.each(Object.entries(without))('%s the next best engine is used', (_, before) => {
    const name = run(`${before}; const { best } = await import('./dist/node/index.js'); console.log(best().name)`)
    expect(name).toBe(wasm === undefined ? 'reference' : 'wasm')
  })
})
