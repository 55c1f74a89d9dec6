/** The safetensors format against files of the official implementation, and every kind of damage. */
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import { fileLaws } from '../../laws/files.js'
import { type AnyTensor, input, literal } from '../../src/core/index.js'
import { showFileError } from '../../src/io/fileError.js'
import { decodeSafetensors, elementTypes, encodeSafetensors } from '../../src/io/safetensors.js'

describe('laws of files', () => {
  for (const { name, given, holds } of fileLaws)
    test(name, () =>
      fc.assert(fc.property(...(given as [fc.Arbitrary<unknown>]), holds as (x: unknown) => boolean), { numRuns: 300 }),
    )
})

// safetensors 0.8.0 of Python: save({...}, {'format': 'test'}) of the tensors below, as NumPy arrays
const official = Buffer.from(
  [
    'b8010000000000007b225f5f6d657461646174615f5f223a7b22666f726d6174223a2274657374227d2c2261223a7b22647479706522',
    '3a22463634222c227368617065223a5b315d2c22646174615f6f666673657473223a5b302c385d7d2c22622f77656967687473223a7b',
    '226474797065223a22463332222c227368617065223a5b322c325d2c22646174615f6f666673657473223a5b382c32345d7d2c226e6f',
    '6e65223a7b226474797065223a22463332222c227368617065223a5b302c335d2c22646174615f6f666673657473223a5b32342c3234',
    '5d7d2c22c3a9223a7b226474797065223a22463332222c227368617065223a5b315d2c22646174615f6f666673657473223a5b32342c',
    '32385d7d2c223130223a7b226474797065223a22493332222c227368617065223a5b5d2c22646174615f6f666673657473223a5b3238',
    '2c33325d7d2c2239223a7b226474797065223a22493332222c227368617065223a5b312c315d2c22646174615f6f666673657473223a',
    '5b33322c33365d7d2c226d61736b223a7b226474797065223a22424f4f4c222c227368617065223a5b335d2c22646174615f6f666673',
    '657473223a5b33362c33395d7d7d2020182d4454fb2109400000803f00002040000000800000807f0000803f07000000ffffffff0100',
    '01',
  ].join(''),
  'hex',
)
const content = {
  tensors: {
    'b/weights': literal([2, 2], [1, 2.5, -0, Number.POSITIVE_INFINITY]),
    a: literal([1], [Math.PI], 'f64'),
    '10': literal([], [7], 'i32'),
    '9': literal([1, 1], [-1], 'i32'),
    mask: literal([3], [1, 0, 1], 'bool'),
    none: literal([0, 3], []),
    é: literal([1], [1]),
  },
  metadata: { format: 'test' },
}

const fileOf = (header: unknown, data: readonly number[] = []): Uint8Array => {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(json.length))
  return Buffer.concat([length, json, Buffer.from(data)])
}
const zeros = (n: number): readonly number[] => new Array<number>(n).fill(0)
const problem = (bytes: Uint8Array): string => {
  const decoded = decodeSafetensors('x.safetensors')(bytes)
  return E.isLeft(decoded) ? showFileError(decoded.left) : 'no problem'
}

describe('safetensors', () => {
  test('writes the bytes that the official implementation writes', () => {
    expect(Buffer.from(encodeSafetensors(content)).toString('latin1')).toBe(official.toString('latin1'))
  })
  test('reads them', () => {
    expect(decodeSafetensors('official')(official)).toEqual(E.right(content))
  })
  test('reads data that is not aligned and not in our order', () => {
    const header =
      '{"b":{"dtype":"F32","shape":[1],"data_offsets":[1,5]},"a":{"dtype":"BOOL","shape":[],"data_offsets":[0,1]}}'
    const decoded = decodeSafetensors('x')(fileOf(header, [1, 0, 0, 128, 63]))
    expect(decoded).toEqual(E.right({ tensors: { b: literal([1], [1]), a: literal([], [1], 'bool') }, metadata: {} }))
  })
  test('reads the small floats and whole numbers of other tools', () => {
    const f16 = '00000080003c00c1ff7b000401000082007c00fc662e55354842' // as PyTorch 2.13 holds these numbers
    const bf16 = '00000080803f20c080478038803300b8807f80ffcd3dab3e4940'
    const tiny = [2 ** -14, 2 ** -24, -(2 ** -15)]
    const rest = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    const header = {
      h: { dtype: 'F16', shape: [13], data_offsets: [0, 26] },
      b: { dtype: 'BF16', shape: [13], data_offsets: [26, 52] },
      n: { dtype: 'I64', shape: [2], data_offsets: [52, 68] },
      u: { dtype: 'U8', shape: [1], data_offsets: [68, 69] },
      s: { dtype: 'I16', shape: [], data_offsets: [69, 71] },
      m: { dtype: 'F16', shape: [1], data_offsets: [71, 73] },
    }
    const numbers = [7, 0, 0, 0, 0, 0, 0, 0, ...new Array(8).fill(255), 200, 254, 255, 1, 0x7c]
    const file = fileOf(header, [...Buffer.from(f16 + bf16, 'hex'), ...numbers])
    expect(decodeSafetensors('x')(file)).toEqual(
      E.right({
        tensors: {
          h: literal([13], [0, -0, 1, -2.5, 65504, ...tiny, ...rest, 0.0999755859375, 0.333251953125, 3.140625]),
          b: literal([13], [0, -0, 1, -2.5, 65536, ...tiny, ...rest, 0.10009765625, 0.333984375, 3.140625]),
          n: literal([2], [7, -1], 'i32'),
          u: literal([1], [200], 'i32'),
          s: literal([], [-2], 'i32'),
          m: literal([1], [Number.NaN]),
        },
        metadata: {},
      }),
    )
    expect(elementTypes('x')(file)).toMatchObject(E.right({ h: 'F16', b: 'BF16', n: 'I64' }))
  })
  test('a decoded tensor shares no memory with the bytes', () => {
    const bytes = Buffer.from(official)
    const decoded = decodeSafetensors('x')(bytes)
    bytes.fill(0)
    expect(decoded).toEqual(E.right(content))
  })

  const entry = { dtype: 'F32', shape: [2], data_offsets: [0, 8] }
  const damages: readonly (readonly [name: string, bytes: Uint8Array, message: string])[] = [
    [
      'nothing',
      new Uint8Array(),
      'this is not a safetensors file: it has 0 bytes, the least is 8; name a safetensors file, or take a whole copy of it',
    ],
    [
      'text',
      Buffer.from('a,b\n1,2\n3,4\n'),
      'this is not a safetensors file: its header would be longer than 100000000 bytes; name',
    ],
    ['a header beyond the end', fileOf({}).with(0, 99), 'its header would end at byte 107, but there are only 10;'],
    ['an empty header', new Uint8Array(8), 'its header does not begin with {'],
    ['a list as header', fileOf([]), 'its header does not begin with {'],
    ['half a header', fileOf('{"a":'), 'the header, from byte 8, is not JSON in UTF-8; take a whole copy'],
    ['not UTF-8', fileOf('{"a":1}').with(10, 0xff), 'the header, from byte 8, is not JSON in UTF-8'],
    ['metadata', fileOf({ __metadata__: { a: 1 } }), 'the metadata is damaged: at a expected Unicode text but got 1'],
    ['no entry', fileOf({ a: 1 }), 'the header of tensor "a" is damaged: expected'],
    [
      'missing fields',
      fileOf({ a: { dtype: 'F32' } }),
      'tensor "a" is damaged: at shape expected ReadonlyArray<a whole number from 0> but got nothing, at data_offsets',
    ],
    [
      'negative sizes',
      fileOf({ a: { ...entry, shape: [-2] } }),
      'at shape/0 expected a whole number from 0 but got -2',
    ],
    [
      'three offsets',
      fileOf({ a: { ...entry, data_offsets: [0, 8, 8] } }, zeros(8)),
      'at data_offsets expected begin and end but got a list',
    ],
    [
      'another type',
      fileOf({ a: { ...entry, dtype: 'F8_E4M3' } }, zeros(8)),
      'tensor "a" has elements of type "F8_E4M3", which fluxion does not have; convert it to one of F64, F32, I32, BOOL',
    ],
    [
      'a wrong shape',
      fileOf({ a: { ...entry, shape: [3] } }, zeros(8)),
      'tensor "a" has 8 bytes, but its shape [3] of F32 needs 12;',
    ],
    [
      'a size beyond all files',
      fileOf({ a: { ...entry, shape: [2 ** 50, 2 ** 50] } }, zeros(8)),
      'needs 5.070602400912918e+30',
    ],
    [
      'a number beyond 32 bits',
      fileOf({ a: { dtype: 'I64', shape: [1], data_offsets: [0, 8] } }, [0, 0, 0, 128, 0, 0, 0, 0]),
      'element 0 of the I64 tensor "a" is beyond 32 bits; write it in a smaller type',
    ],
    ['a turned range', fileOf({ a: { ...entry, data_offsets: [8, 0] } }, zeros(8)), 'tensor "a" has -8 bytes'],
    [
      'a late begin',
      fileOf({ a: { ...entry, data_offsets: [1, 9] } }, zeros(9)),
      'the data of tensor "a" begins at byte 1 of the data instead of 0;',
    ],
    [
      'a hole',
      fileOf({ a: entry, b: { ...entry, data_offsets: [9, 17] } }, zeros(17)),
      'tensor "b" begins at byte 9 of the data instead of 8;',
    ],
    [
      'an overlap',
      fileOf({ a: entry, b: { ...entry, data_offsets: [4, 12] } }, zeros(12)),
      'tensor "b" begins at byte 4 of the data instead of 8;',
    ],
    ['missing data', fileOf({ a: entry }, zeros(7)), 'there are 7 bytes of data, the header says 8;'],
    ['more data', fileOf({ a: entry }, zeros(9)), 'there are 9 bytes of data, the header says 8;'],
    [
      'a bool of 2',
      fileOf({ a: { dtype: 'BOOL', shape: [2], data_offsets: [0, 2] } }, [1, 2]),
      'element 1 of the bool tensor "a" is 2, neither 0 nor 1;',
    ],
    [
      'half a surrogate pair',
      fileOf('{"\\ud800":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}'),
      'its name is no Unicode text',
    ],
    [
      'depth',
      fileOf(`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`),
      'the header of tensor "a" is damaged: expected',
    ],
  ]
  test.each(damages)('one line for %s', (_, bytes, message) => {
    const line = problem(bytes)
    expect(line).toContain(message)
    expect(line).toMatch(/^x\.safetensors: [^\n]{1,300}$/)
  })

  test('takes no more memory than the file has bytes', () => {
    const huge = { a: { dtype: 'F32', shape: [2 ** 30], data_offsets: [0, 2 ** 32] } }
    expect(problem(fileOf(huge))).toContain('there are 0 bytes of data, the header says 4294967296;')
  })

  const refused: readonly (readonly [string, Readonly<Record<string, AnyTensor>>, string])[] = [
    ['an input', { x: input('x') }, 'encodeSafetensors: "x" is not a literal; settle it first'],
    ['the name of the metadata', { __metadata__: literal([], [1]) }, 'no tensor can be named __metadata__'],
    ['half a surrogate pair', { '\ud800': literal([], [1]) }, 'is no valid Unicode text'],
  ]
  test.each(refused)('throws for %s', (_, tensors, message) => {
    expect(() => encodeSafetensors({ tensors, metadata: {} })).toThrow(new RegExp(message))
    expect(() => encodeSafetensors({ tensors, metadata: {} })).toThrow(TypeError)
  })
})
