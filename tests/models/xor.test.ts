/** Models, losses, derivatives and an engine together learn what no line separates. */
import { pipe } from 'fp-ts/lib/function.js'
import { expect, test } from 'vitest'
import { axis, key, literal, mapTree } from '../../src/core/index.js'
import { read, readScalar, settle } from '../../src/engine/index.js'
import { valueAndGrad } from '../../src/grad/index.js'
import { binaryCrossEntropy, infer, type ParamsOf } from '../../src/models/index.js'
import { dense, input, tanh } from '../../src/models/layers/index.js'
import { mul, sub } from '../../src/ops/index.js'

test('plain gradient steps learn exclusive or', () => {
  const batch = axis('batch', 4)
  const x = literal([batch, 2], [0, 0, 0, 1, 1, 0, 1, 1])
  const y = literal([batch, 1], [0, 1, 1, 0])
  const model = pipe(input(2), dense(8, { weights: 'glorotNormal' }), tanh, dense(1))
  type Params = ParamsOf<typeof model>
  const logits = (params: Params) => model.apply(params, [], x, infer)[0]
  const step = valueAndGrad((params: Params) => binaryCrossEntropy('mean')(logits(params), y))

  const start = settle(model.init(key(0)).params)
  let params = start
  const lossAtStart = readScalar(step(params)[0])
  for (let i = 0; i < 300; i++) {
    const [, gradient] = step(params)
    params = settle(mapTree((p, g) => sub(p, mul(g, 0.5)), params, gradient))
  }
  expect(lossAtStart).toBeGreaterThan(0.5)
  expect(readScalar(step(params)[0])).toBeLessThan(0.05)
  expect(Array.from(read(logits(params)), (z) => (z > 0 ? 1 : 0))).toEqual([0, 1, 1, 0])
  // the start is still what it was: parameters are values
  expect(readScalar(step(start)[0])).toBe(lossAtStart)
})
