/** Orders that need more working memory than a thread has of its own. */
import { expect, test } from 'vitest'
import { type AnyTensor, key, uniform } from '../../src/core/index.js'
import { compile, reference } from '../../src/engine/index.js'
import { argSort } from '../../src/ops/index.js'
import { engines } from './engines.js'

test.each([[32769], [65537]])('%d elements, many of them equal', (n) => {
  const [data] = reference.run([uniform(key(n), [n])])
  const x = {
    shape: [n],
    dtype: 'f32',
    node: { _tag: 'Literal', data: data!.map((v) => Math.floor(v * 999)) },
  } as const
  const f = (t: AnyTensor): AnyTensor => argSort(t as never, 0 as never)
  const [expected] = reference.run([f(x)])
  for (const engine of engines.filter((e) => e !== reference))
    expect(reference.run([compile(f, { engine })(x)])[0]).toEqual(expected)
})
