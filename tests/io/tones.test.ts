/** Numbers as pixels, by hand. */
import { expect, test } from 'vitest'
import type { Picture } from '../../src/data/index.js'
import { brightTones, evidenceOver, signedTones } from '../../src/io/index.js'

const row = (values: readonly number[], channels: 1 | 3 = 1) => ({
  height: 1,
  width: values.length / channels,
  channels,
  values,
})

test('weights: grey is 0, the largest in size is black or white, one measure for all colours', () => {
  expect(signedTones(row([0, 2, -4, 1, 4])).bytes).toEqual(Uint8Array.of(128, 191, 0, 159, 255))
  expect(signedTones(row([0, 3, -1.5], 3))).toEqual({
    width: 1,
    height: 1,
    channels: 3,
    bytes: Uint8Array.of(128, 255, 64),
  })
  expect(signedTones(row([0, 0])).bytes).toEqual(Uint8Array.of(128, 128))
})

test('activations: black is 0 and below, white the largest', () => {
  expect(brightTones(row([-9, 0, 1, 4])).bytes).toEqual(Uint8Array.of(0, 0, 64, 255))
  expect(brightTones(row([-1, 0])).bytes).toEqual(Uint8Array.of(0, 0))
})

test('evidence: red for, blue against, over the picture in grey; a coarse map is stretched', () => {
  const picture: Picture = { width: 2, height: 1, channels: 1, bytes: Uint8Array.of(0, 100) }
  const over = evidenceOver({ height: 1, width: 2, values: [4, -2] }, picture)
  // 0.8 of the way from 0 to red, 0.4 of the way from 100 to blue
  expect(over.bytes).toEqual(Uint8Array.of(172, 20, 22, 78, 109, 133))
  const coarse = evidenceOver({ height: 1, width: 1, values: [1] }, picture, 2)
  expect([coarse.width, coarse.height]).toEqual([4, 2])
  expect(Array.from(coarse.bytes.subarray(0, 12))).toEqual([172, 20, 22, 172, 20, 22, 192, 40, 42, 192, 40, 42])
  expect(evidenceOver({ height: 1, width: 1, values: [0] }, picture).bytes).toEqual(
    Uint8Array.of(0, 0, 0, 100, 100, 100),
  )
})

test('what is no such picture is refused in one line', () => {
  const picture: Picture = { width: 1, height: 1, channels: 1, bytes: Uint8Array.of(0) }
  expect(() => signedTones({ height: 2, width: 2, channels: 1, values: [1] })).toThrow(
    'tones: 1 numbers are not a picture of 2 × 2 × 1',
  )
  expect(() => evidenceOver({ height: 2, width: 2, values: [1] }, picture)).toThrow(
    'evidenceOver: 1 numbers are not a map of 2 × 2',
  )
  expect(() => evidenceOver({ height: 1, width: 1, values: [1] }, picture, 0)).toThrow('scale must be a positive')
})
