/** Copies within one memory. */
export interface Move {
  readonly from: number
  readonly to: number
  readonly bytes: number
}

const meet = (a: number, aBytes: number, b: number, bBytes: number): boolean => a < b + bBytes && b < a + aBytes

/**
 * Moves that happen at once, as moves one after another, none to where it overlaps its own source: first those into
 * memory that no other is still to be read from, then what goes round in circles, by way of `spare` memory.
 * The places moved to must be apart from one another.
 */
export const inSequence = (moves: readonly Move[], spare: number): readonly Move[] => {
  const left = moves.filter(({ from, to, bytes }) => from !== to && bytes > 0)
  const done: Move[] = []
  const isFree = ({ to, bytes }: Move): boolean => left.every((m) => !meet(to, bytes, m.from, m.bytes))
  for (let free = left.findIndex(isFree); free >= 0; free = left.findIndex(isFree)) done.push(...left.splice(free, 1))
  let at = spare
  const back = left.map(({ from, to, bytes }): Move => {
    done.push({ from, to: at, bytes })
    at += bytes
    return { from: at - bytes, to, bytes }
  })
  return [...done, ...back]
}
