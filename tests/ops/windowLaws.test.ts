/** The laws of windows hold: sizes, convolution, pooling. */
import { windowLaws } from '../../laws/windows.js'
import { prove } from '../prove.js'

prove('laws of windows', windowLaws)
