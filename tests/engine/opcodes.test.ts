/** The C header is what opcodes.ts says; `vitest run tests/engine/opcodes.test.ts -u` writes it. */
import { expect, test } from 'vitest'
import { header } from '../../src/engine/opcodes.js'

test('opcodes.h is generated from opcodes.ts', async () => {
  await expect(header()).toMatchFileSnapshot('../../src/engine/kernels/opcodes.h')
})
