/** What the library itself costs; the budgets count on top of it. */
export type * from '../../../src/index.js'
