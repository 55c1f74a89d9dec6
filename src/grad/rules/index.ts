/** The algebra of `simplify`, as a table of rules. */
import { neutral, powers } from './arithmetic.js'
import { regroup } from './regroup.js'
import type { Rule } from './rule.js'
import { signs } from './signs.js'
import { structure } from './structure.js'

export type { Assumption, Rule } from './rule.js'

/** All rules, in the order in which they are tried. */
export const rules: readonly Rule[] = [...structure, ...neutral, ...powers, ...signs, ...regroup]
