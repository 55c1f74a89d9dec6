/** Items that arrive together are one array. */
import { expect, test } from 'vitest'
import { together } from '../../../src/io/sources/together.js'

const collected = async <A>(items: AsyncIterable<A>): Promise<readonly A[]> => {
  const all: A[] = []
  for await (const item of items) all.push(item)
  return all
}
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5))

test('what is there at once is together, up to the most; what comes later is apart', async () => {
  let closed = 0
  async function* items() {
    try {
      yield* [1, 2, 3, 4, 5]
      await turn()
      yield* [6, 7]
      await turn()
    } finally {
      closed++
    }
  }
  expect(await collected(together(items(), 4))).toEqual([[1, 2, 3, 4], [5], [6, 7]])
  expect(await collected(together(items(), 9))).toEqual([
    [1, 2, 3, 4, 5],
    [6, 7],
  ])
  for await (const chunk of together(items(), 2)) {
    expect(chunk).toEqual([1, 2])
    break
  }
  await turn()
  expect(closed).toBe(3)
})

test('leaving does not wait for an item that may never come', async () => {
  async function* items() {
    yield 1
    await new Promise(() => {})
  }
  for await (const chunk of together(items(), 2)) {
    expect(chunk).toEqual([1])
    break
  }
})

test('a fault comes after what came before it', async () => {
  async function* items() {
    yield* [1, 2]
    throw new Error('lost')
  }
  const seen: (readonly number[])[] = []
  const reading = (async () => {
    for await (const chunk of together(items(), 9)) seen.push(chunk)
  })()
  await expect(reading).rejects.toThrow('lost')
  expect(seen).toEqual([[1, 2]])
})
