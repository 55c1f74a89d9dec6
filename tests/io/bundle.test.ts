/** Bundles: their exact form, old and new versions, foreign and damaged files, and codecs. */
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { describe, expect, test } from 'vitest'
import { input, key, literal, uniform } from '../../src/core/index.js'
import { decodeBundle, decodeWith, encodeBundle, type Migrations, tensor, tensorOf } from '../../src/io/bundle.js'
import { showFileError } from '../../src/io/fileError.js'
import { decodeSafetensors, encodeSafetensors, type Safetensors } from '../../src/io/safetensors.js'

const value = {
  seed: 7,
  nothing: null,
  rates: [Number.NaN, Number.POSITIVE_INFINITY, -0],
  params: [{ weights: literal([2], [1, 2]), bias: literal([], [3], 'f64') }, null],
  $tensor: 'no tensor',
  rows: Int32Array.of(4, 5),
}

const right = <A>(either: E.Either<unknown, A>): A => {
  if (E.isLeft(either)) throw new Error(JSON.stringify(either.left))
  return either.right
}
const file = (bytes: Uint8Array): Safetensors => right(decodeSafetensors('x')(bytes))
const problem = (bytes: Uint8Array, migrations: Migrations = {}, version = 1): string => {
  const decoded = decodeBundle('model', version, migrations)('x.fluxion')(bytes)
  return E.isLeft(decoded) ? showFileError(decoded.left) : 'no problem'
}

describe('a bundle', () => {
  const { tensors, metadata } = file(encodeBundle('model', 1, value))

  test('is a safetensors file whose tensors have their paths as names', () => {
    expect(tensors).toEqual({
      'params/0/bias': literal([], [3], 'f64'),
      'params/0/weights': literal([2], [1, 2]),
      rows: literal([2], [4, 5], 'i32'),
    })
  })
  test('has the rest of the value as JSON in its metadata', () => {
    expect(metadata).toMatchObject({ format: 'fluxion', kind: 'model', version: '1' })
    expect(metadata.content).toBe(
      '{"seed":7,"nothing":null,"rates":[{"$number":"NaN"},{"$number":"Infinity"},{"$number":"-0"}],' +
        '"params":[{"weights":{"$tensor":"params/0/weights"},"bias":{"$tensor":"params/0/bias"}},null],' +
        '"$$tensor":"no tensor","rows":{"$array":"rows"}}',
    )
  })
  test('comes back', () => {
    expect(decodeBundle('model', 1)('x')(encodeBundle('model', 1, value))).toEqual(E.right(value))
  })
  test('that another tool has written again in another order is read as well', () => {
    const other = encodeSafetensors({ tensors, metadata })
    expect(decodeBundle('model', 1)('x')(other)).toEqual(E.right(value))
  })
  test('leaves out fields that are undefined, as JSON does', () => {
    expect(decodeBundle('model', 1)('x')(encodeBundle('model', 1, { a: undefined, b: 1 }))).toEqual(E.right({ b: 1 }))
  })
  test('gives tensors with steps that look alike their own names', () => {
    const one = literal([], [1])
    const twins = { 'a/b': one, a: { b: one }, '~1': one, '/': one, '': { a: one }, __metadata__: one, '\ud800': one }
    const names = Object.keys(file(encodeBundle('model', 1, twins)).tensors)
    expect(names.sort()).toEqual(['/a', 'a/b', 'a~1b', '~01', '~1', '~__metadata__', '~d800'])
    expect(Object.keys(file(encodeBundle('model', 1, one)).tensors)).toEqual([''])
  })

  const cycle: unknown[] = []
  cycle.push(cycle)
  test.each([
    ['a tensor without numbers', { a: input('x') }, TypeError, 'encodeSafetensors: "a" is not a literal'],
    ['a function', { a: [1, () => 1] }, TypeError, 'encodeBundle: "a/1" is neither JSON nor a tensor'],
    ['a date', { a: new Date(0) }, TypeError, '"a" is neither'],
    ['a map', new Map(), TypeError, '"" is neither'],
    ['bytes', { a: new Uint8Array(1) }, TypeError, '"a" is neither'],
    ['a missing element', [undefined], TypeError, '"0" is neither'],
    ['a cycle', cycle, RangeError, 'nested more than 1000 levels deep'],
  ])('throws for %s', (_, wrong, type, message) => {
    expect(() => encodeBundle('model', 1, wrong)).toThrow(type)
    expect(() => encodeBundle('model', 1, wrong)).toThrow(message)
  })
  test('throws for a version that is no whole number from 1', () => {
    expect(() => encodeBundle('model', 0, {})).toThrow('a version is a whole number from 1, got 0')
  })
})

describe('one line for', () => {
  const { tensors, metadata } = file(encodeBundle('model', 1, value))
  const changed = (change: Readonly<Record<string, string>>): Uint8Array =>
    encodeSafetensors({ tensors, metadata: { ...metadata, ...change } })

  test('a foreign file', () => {
    expect(problem(Buffer.from('id,name\n1,Ada\n'))).toBe(
      'x.fluxion: this is not a safetensors file: its header would be longer than 100000000 bytes; ' +
        'name a model file that fluxion wrote, or take a whole copy of it',
    )
    expect(problem(encodeSafetensors({ tensors, metadata: { format: 'pt' } }))).toBe(
      'x.fluxion: this file was not written by fluxion; name a model file that fluxion wrote',
    )
  })
  test('another kind', () => {
    expect(problem(encodeBundle('encoder', 1, value))).toBe(
      'x.fluxion: this is a file of the kind "encoder", not "model"; name a model file',
    )
  })
  test('a newer version', () => {
    expect(problem(encodeBundle('model', 3, value))).toBe(
      'x.fluxion: this model file was written by a newer version of fluxion (its layout is 3, this one reads up to 1); update fluxion',
    )
  })
  test('an older version that is no longer read, or cannot be', () => {
    const fix = 'write it anew with this version of fluxion'
    expect(problem(encodeBundle('model', 1, value), {}, 2)).toContain(`old layout 1, which is no longer read; ${fix}`)
    const broken = { 1: (content: any) => content.missing.field }
    expect(problem(encodeBundle('model', 1, value), broken, 2)).toContain(`cannot be brought up to date; ${fix}`)
  })
  test('damage', () => {
    expect(problem(changed({ version: 'one' }))).toContain('the file is damaged: its version is not a number; take')
    expect(problem(changed({ content: '{}' }))).toContain('its content is not what was written (SHA-256 differs)')
    const { sha256: _, ...without } = metadata
    expect(problem(encodeSafetensors({ tensors, metadata: without }))).toContain(
      'at sha256 expected string but got nothing',
    )
  })
  test('one flipped bit of a weight', () => {
    const bytes = encodeBundle('model', 1, { weights: uniform(key(0), [100]) })
    const flipped = bytes.with(bytes.length - 200, bytes.at(-200)! ^ 1)
    expect(E.isRight(decodeSafetensors('x')(flipped))).toBe(true)
    expect(problem(flipped)).toContain('its content is not what was written (SHA-256 differs)')
  })
})

test('content of older versions goes through every migration in turn', () => {
  const migrations: Migrations = { 1: (old) => [old, 'two'], 2: (old) => [old, 'three'] }
  const read = (version: number) => decodeBundle('model', 3, migrations)('x')(encodeBundle('model', version, 'one'))
  expect(read(1)).toEqual(E.right([['one', 'two'], 'three']))
  expect(read(2)).toEqual(E.right(['one', 'three']))
  expect(read(3)).toEqual(E.right('one'))
})

describe('decodeWith', () => {
  const Layer = t.union([
    t.strict({ layer: t.literal('dense'), units: t.number }),
    t.strict({ layer: t.literal('dropout'), rate: t.number }),
  ])
  const Content = t.intersection([
    t.strict({ layers: t.readonlyArray(Layer) }),
    t.strict({ weights: tensorOf('f32', 2) }),
  ])
  const problemOf = (u: unknown, codec: t.Mixed = Content): string => {
    const decoded = decodeWith(codec)('x')(u)
    return E.isLeft(decoded) ? showFileError(decoded.left) : 'no problem'
  }

  test('gives the value', () => {
    const content = { layers: [{ layer: 'dense', units: 2 }], weights: literal([1, 1], [1]) }
    expect(decodeWith(Content)('x')(content)).toEqual(E.right(content))
  })
  test('gives every problem with its path in one line', () => {
    const wrong = {
      layers: [{ layer: 'dense', units: '2' }, { layer: 'dropout' }],
      weights: literal([2], [1, 2], 'f64'),
    }
    expect(problemOf(wrong)).toBe(
      'x: at layers/0/units expected number but got "2", at layers/1/rate expected number but got nothing, ' +
        'at weights expected f32 tensor with 2 axes but got a tensor f64[2]; take a whole copy of the file, or write it anew',
    )
  })
  test('names all that would do', () => {
    expect(problemOf([{}], t.array(t.union([t.string, t.readonly(t.union([t.number, t.null]))])))).toContain(
      'x: at 0 expected string or number or null but got a record; ',
    )
  })
  test('counts what one line cannot hold', () => {
    expect(problemOf([1, 2, 3, 4, 5, 6, 7, 8], t.array(t.string))).toContain(
      'at 4 expected string but got 5 (and 3 more);',
    )
  })
  test('takes tensors with numbers alone', () => {
    expect(E.isRight(tensor.decode(literal([], [1])))).toBe(true)
    for (const wrong of [null, 1, {}, input('x'), { dtype: 'f32', node: null }])
      expect(E.isLeft(tensor.decode(wrong))).toBe(true)
  })
})
