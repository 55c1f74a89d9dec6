/** Early stopping as a pure fold over epochs. */
export interface Best<A> {
  /** Epochs finished when it was seen, from 1. */
  readonly epoch: number
  readonly value: number
  readonly snapshot: A
}

/** The best epoch of two, the earlier at a tie. NaN is never better. */
export const better = <A>(best: Best<A> | null, next: Best<A>): Best<A> | null =>
  Number.isNaN(next.value) || (best !== null && best.value <= next.value) ? best : next

/** Whether `patience` epochs have passed since the best one. */
export const exhausted = <A>(best: Best<A> | null, epoch: number, patience: number | null): boolean =>
  patience !== null && epoch - (best?.epoch ?? 0) >= patience
