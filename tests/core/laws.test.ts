/** The laws of trees and of the monoid of gradients hold. */
import { monoidLaws, treeLaws } from '../../laws/tree.js'
import { prove } from '../prove.js'

prove('laws of trees', treeLaws)
prove('laws of gradients as a monoid', monoidLaws)
