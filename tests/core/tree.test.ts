/** Trees by hand: types, paths, and structures that differ. */
import { describe, expect, expectTypeOf, test } from 'vitest'
import { entries, leaves, mapTree, type Numbers, scalar, type Tensor, topological } from '../../src/core/index.js'
import { readTree } from '../../src/engine/index.js'
import { add, mul } from '../../src/ops/index.js'

const [a, b, c] = [scalar(1), scalar(2), scalar(3)]
const tree = { layers: [{ weights: a, bias: b }, { scale: c }] as const, name: 'net', nothing: null, none: [] }

describe('trees', () => {
  test('entries have paths, in the order of keys', () => {
    expect(entries(tree)).toEqual([
      ['layers/0/weights', a],
      ['layers/0/bias', b],
      ['layers/1/scale', c],
    ])
    expect(entries(a)).toEqual([['', a]])
    expect(leaves(tree)).toEqual([a, b, c])
    expect(leaves('text')).toEqual([])
  })
  test('mapTree keeps the structure in value and in type', () => {
    const mapped = mapTree((x) => mul(x, 2), tree)
    expectTypeOf(mapped).toEqualTypeOf<typeof tree>()
    expect([mapped.name, mapped.nothing, mapped.none]).toEqual(['net', null, []])
    const shapes = mapTree((x: Tensor) => x.shape.length, { x: a, y: [b] as const })
    expectTypeOf(shapes).toEqualTypeOf<{ readonly x: number; readonly y: readonly [number] }>()
    expect(shapes).toEqual({ x: 0, y: [0] })
    expectTypeOf(readTree({ x: a })).toEqualTypeOf<{ readonly x: Numbers }>()
  })
  test('trees of different structure are a TypeError that names the path', () => {
    const other = { layers: [{ weights: a }] }
    expect(() => mapTree((x, y) => add(x, y), { layers: [{ weights: a, bias: b }] }, other)).toThrow(
      new TypeError('mapTree: trees of different structure: /layers/0/bias is missing in one of them'),
    )
  })
})

describe('topological order', () => {
  test('puts arguments before results, each once', () => {
    const shared = add(a, b)
    const root = mul(shared, add(shared, c))
    const order = topological([root, shared]).map((t) => t.node)
    expect(order.length).toBe(6)
    for (const t of topological([root])) {
      const args = t.node._tag === 'Apply' ? t.node.args : []
      for (const arg of args) expect(order.indexOf(arg.node)).toBeLessThan(order.indexOf(t.node))
    }
  })
  test('does not look behind the nodes it stops at', () => {
    const inner = add(a, b)
    expect(topological([mul(inner, c)], new Set([inner.node])).map((t) => t.node)).not.toContain(a.node)
  })
})
