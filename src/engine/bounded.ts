/** A cache that forgets what was asked for longest ago. */
export interface Bounded<K, V> {
  /** The value of a key; `make` where there is none. */
  readonly get: (key: K, make: () => V) => V
  /** How many values were made. */
  readonly made: () => number
}

export const bounded = <K, V>(size: number): Bounded<K, V> => {
  const entries = new Map<K, V>() // in the order of the last use
  let made = 0
  return {
    made: () => made,
    get: (key, make) => {
      const known = entries.get(key)
      const value = known ?? make()
      if (known === undefined) made++
      entries.delete(key)
      entries.set(key, value)
      if (entries.size > size) entries.delete(entries.keys().next().value as K)
      return value
    },
  }
}
