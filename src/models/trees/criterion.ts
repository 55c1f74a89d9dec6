/** How mixed the classes of some rows are. */

export interface Criterion {
  readonly title: string
  /** Of shares `p` of the classes. */
  readonly formula: string
  /** Its greatest value, of equal shares of so many classes. */
  readonly most: (classes: number) => number
  /**
   * `total` times the impurity of `total` rows of which `counts[k]` are of class `k`. Concave in the counts, so that no
   * split makes it more; 0 for rows of one class.
   */
  readonly mixed: (counts: ArrayLike<number>, total: number) => number
}
export type CriterionName = 'gini' | 'entropy'

/** `n·log₂ n`, 0 of 0. */
const weighed = (n: number): number => (n === 0 ? 0 : n * Math.log2(n))

/** Every criterion of classes by name: what a split makes less. Total: the laws quantify over it. */
export const criteria: { readonly [N in CriterionName]: Criterion } = {
  /** The chance that two rows drawn at random differ. Source: Breiman, Friedman, Olshen and Stone 1984. */
  gini: {
    title: 'Gini impurity',
    formula: '1 - Σ p²',
    most: (classes) => 1 - 1 / classes,
    mixed: (counts, total) => {
      let squares = 0
      for (let k = 0; k < counts.length; k++) squares += counts[k]! * counts[k]!
      return total === 0 ? 0 : total - squares / total
    },
  },
  /** Bits that a class says. Source: Quinlan 1986. */
  entropy: {
    title: 'Entropy in bits',
    formula: '-Σ p·log₂ p',
    most: Math.log2,
    mixed: (counts, total) => {
      let known = 0
      for (let k = 0; k < counts.length; k++) known += weighed(counts[k]!)
      return weighed(total) - known
    },
  },
}
