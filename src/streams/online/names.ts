/** Lists of names that only grow, and where each name stands in them. */

/** By list; lists made from one beginning share the places of the longest. */
const known = new WeakMap<readonly string[], Map<string, number>>()

const placesOf = (names: readonly string[]): Map<string, number> => {
  const found = known.get(names)
  if (found !== undefined) return found
  const places = new Map(names.map((name, i) => [name, i]))
  known.set(names, places)
  return places
}

/** Where each name stands in a list without repeats; -1 where it is not there. For many names of one record. */
export const placesIn = (names: readonly string[]): ((name: string) => number) => {
  const places = placesOf(names)
  const { length } = names
  return (name) => {
    const at = places.get(name)
    return at === undefined || at >= length ? -1 : at
  }
}

/** Where one name stands. */
export const placeOf = (names: readonly string[], name: string): number => placesIn(names)(name)

/**
 * The list with names behind it that are not yet there, in the order of characters: in which order a record holds them
 * says nothing.
 */
export const withNames = (names: readonly string[], added: readonly string[]): readonly string[] => {
  const places = placesOf(names)
  const all = [...names, ...added.toSorted()]
  if (places.size > names.length) return all // another list went on from here, so this one finds its places anew
  for (let i = names.length; i < all.length; i++) places.set(all[i]!, i)
  known.set(all, places)
  return all
}

const none: readonly string[] = []
/** The keys of a record that are not among the names; `counts` says which of them count. */
export const newNames = (
  names: readonly string[],
  record: Readonly<Record<string, unknown>>,
  counts: (value: unknown) => boolean,
): readonly string[] => {
  const place = placesIn(names)
  let added: string[] | undefined
  for (const name in record)
    if (place(name) < 0 && counts(record[name])) {
      added ??= []
      added.push(name)
    }
  return added ?? none
}
