/** The laws of metrics hold. */
import { allMetricLaws } from '../../laws/metrics.js'
import { prove } from '../prove.js'

prove('laws of metrics', allMetricLaws)
