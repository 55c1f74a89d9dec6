/** The laws of decision trees and forests hold. */
import { decisionTreeLaws } from '../../laws/decisionTrees.js'
import { prove } from '../prove.js'

prove('laws of decision trees', decisionTreeLaws, { runs: 40 })
