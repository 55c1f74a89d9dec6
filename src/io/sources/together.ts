/** From items one by one to all that arrived together. */

/** The items as arrays: each of all that is there in the same turn of the event loop, at least one, at most `most`. */
export async function* together<A>(items: AsyncIterable<A>, most: number): AsyncGenerator<readonly A[]> {
  const iterator = items[Symbol.asyncIterator]()
  try {
    let next: Promise<IteratorResult<A>> | undefined
    for (;;) {
      const first = await (next ?? iterator.next())
      if (first.done === true) return
      const chunk = [first.value]
      const turn = new Promise<undefined>((resolve) => setImmediate(resolve, undefined))
      for (next = undefined; chunk.length < most; ) {
        next = iterator.next()
        // A fault of what is under way is met when it is asked for next.
        const item = await Promise.race([next, turn]).catch(() => undefined)
        if (item === undefined || item.done === true) break
        chunk.push(item.value)
        next = undefined
      }
      next?.catch(() => {})
      yield chunk
    }
  } finally {
    // Not waited for: a generator that waits for an item closes only after it.
    iterator.return?.().catch(() => {})
  }
}
