/** The name somebody probably meant. */

/**
 * Edit distance: how many letters to insert, delete or replace to turn one word into the other.
 * Source: Levenshtein (1966), by the two-row recurrence of Wagner and Fischer (1974).
 */
export const editDistance = (a: string, b: string): number => {
  let before = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++)
      row.push(Math.min(row[j - 1]! + 1, before[j]! + 1, before[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)))
    before = row
  }
  return before[b.length]!
}

/** The one of `names` nearest to `name`, case aside; `undefined` when none is within a third of its length (at least 1). */
export const nearest = (name: string, names: readonly string[]): string | undefined => {
  const wanted = name.toLowerCase()
  const reach = Math.max(1, Math.floor(name.length / 3))
  let best: string | undefined
  let least = reach + 1
  for (const candidate of names) {
    const distance = editDistance(wanted, candidate.toLowerCase())
    if (distance < least) [best, least] = [candidate, distance]
  }
  return best
}
