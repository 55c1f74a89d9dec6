/** The laws of differentiation hold. */
import { diffLaws } from '../../laws/diff.js'
import { prove } from '../prove.js'

prove('laws of differentiation', diffLaws)
