/** The benchmarks run, whoever is there to be compared with. Nothing is asserted of speed. */
import { execFile } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { cases, casesNamed } from '../bench/cases.js'
import { classesOf, numbersOf } from '../bench/noise.js'

const main = fileURLToPath(new URL('../dist/bench/main.js', import.meta.url))
const nowhere = mkdtempSync(join(tmpdir(), 'fluxion-no-peers-'))
const env = { ...process.env, FLUXION_BENCH_PEERS: nowhere, FLUXION_BENCH_PYTHON: join(nowhere, 'python') }

const bench = (...args: readonly string[]) =>
  new Promise<{ readonly code: number; readonly out: string; readonly err: string }>((resolve) => {
    const child = execFile(process.execPath, [main, ...args], { env }, (_, out, err) =>
      resolve({ code: child.exitCode!, out, err }),
    )
  })

describe('bench', () => {
  test('without peers names the absent and measures the rest', async () => {
    const { code, out } = await bench('--only', 'matmul-64', '--rounds', '1')
    expect(code).toBe(0)
    expect(out).toMatch(/jax-js wasm: skipped \(.*\); npm ci --prefix bench\/peers\n/)
    expect(out).toMatch(/PyTorch, 1 thread: skipped \(.*ENOENT\); FLUXION_BENCH_PYTHON names a Python that has it\n/)
    expect(out).toMatch(/│ reference +│ +[\d.]+ GF\/s +\d+% │/)
    expect(out).toMatch(/speed of 'wasm' over +│ +matmul-64 │\n│ reference +│ +[\d.,]+× │/)
    expect(out).not.toContain('✗')
  })

  test('as one object a line', async () => {
    const { code, out } = await bench('--only', 'mlp-small', '--rounds', '1', '--json')
    expect(code).toBe(0)
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines.filter(({ event }) => event === 'machine')).toHaveLength(1)
    const figures = lines.filter(({ event }) => event === 'figure')
    expect(figures.map(({ contender }) => contender)).toContain('reference')
    for (const { ms, agrees } of figures) {
      expect(ms).toBeGreaterThan(0)
      expect(agrees).toBe(true)
    }
  })

  test('an unknown name is one line', async () => {
    const { code, out, err } = await bench('--only', 'nothing')
    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(/^bench: there is no case 'nothing'; choose from matmul, .*, compile-cnn\n$/)
  })
})

test('cases are chosen by name and by family', () => {
  const names = (wanted: readonly string[]) => {
    const found = casesNamed(wanted)
    return 'unknown' in found ? found : found.map(({ name }) => name)
  }
  expect(names(['training', 'matmul-64'])).toEqual(['matmul-64', 'mlp-small', 'mlp-large', 'cnn', 'resnet'])
  expect(names(['online'])).toEqual(['logistic', 'ndjson'])
  expect(names(['cnn', 'dnn', 'rnn'])).toEqual({ unknown: ['dnn', 'rnn'] })
})

test('operations of the CNN step, by hand', () => {
  // Multiply-adds of one image: 30²·32·27, 28²·64·288, 12544·128, 128·10; three times, but the first layer twice.
  const each = 2 * 777_600 + 3 * (14_450_688 + 1_605_632 + 1_280)
  expect(cases.find(({ name }) => name === 'cnn')!.flops).toBe(2 * 64 * each)
})

test('numbers are those of peers/protocol.py', () => {
  // NumPy 2.4: numbers_of({'shape': [4], 'seed': 1, 'scale': 2}), classes_of({'shape': [6], 'seed': 2, 'scale': 1}, 10)
  expect([...numbersOf({ shape: [4], seed: 1, scale: 2 })]).toEqual([
    -0.7662293910980225, -0.3457571268081665, -0.7473083734512329, 0.4928542375564575,
  ])
  expect([...classesOf({ shape: [6], seed: 2, scale: 1 }, 10)]).toEqual([2, 0, 8, 8, 4, 4])
})
