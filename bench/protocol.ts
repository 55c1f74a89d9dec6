/** What the measuring process and its contenders say to each other: one JSON object a line, each asked and answered. */
import type { Spec } from './cases.js'

/**
 * One call a run, or many runs in one call with the state kept inside: `rows` takes samples as rows of tables and makes no
 * object for each, `loop` is plain TypeScript without any library.
 */
export type Via = 'call' | 'fold' | 'rows' | 'loop'

export type Question =
  /** Imports the library. Answer: how long that took. */
  | { readonly ask: 'load' }
  /** Makes a case ready and runs it up to three times. Answer: results to compare, time of the last run. */
  | { readonly ask: 'prepare'; readonly spec: Spec; readonly via: Via }
  /** Answer: time of all runs together. */
  | { readonly ask: 'run'; readonly times: number }
  /** Answer: time of the first run less that of the second. */
  | { readonly ask: 'first'; readonly spec: Spec }

export type Answer =
  | { readonly ms: number; readonly sample?: readonly number[] }
  /** Why there is no answer. */
  | { readonly absent: string }
