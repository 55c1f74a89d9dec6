/** What a server tells Prometheus: requests, predictions, and what the service says of itself. */
import type { Gauge } from 'prom-client'
import type { Answered, Reply } from '../http/index.js'
import type { Service } from './service.js'

export interface Watch {
  readonly answered: (answered: Answered) => void
  readonly predicted: (count: number) => void
  readonly failed: () => void
  /** All of it in Prometheus' text format. */
  readonly page: () => Promise<Reply>
}

/** Metrics of one server, apart from those of any other. Their library is read only now: no other command waits for it. */
export const watch = async (service: Service): Promise<Watch> => {
  const { Counter, collectDefaultMetrics, Gauge: NewGauge, Histogram, Registry } = await import('prom-client')
  const registers = [new Registry()]
  const [registry] = registers
  const requests = new Counter({
    name: 'fluxion_requests_total',
    help: 'Requests by route and status.',
    labelNames: ['route', 'status'],
    registers,
  })
  const seconds = new Histogram({
    name: 'fluxion_request_seconds',
    help: 'Seconds from the head of a request to its answer.',
    labelNames: ['route'],
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers,
  })
  const predictions = new Counter({ name: 'fluxion_predictions_total', help: 'Predictions made.', registers })
  const failures = new Counter({ name: 'fluxion_failures_total', help: 'Faults of this program.', registers })
  const gauges = new Map<string, Gauge>()
  const gaugeOf = (name: string): Gauge => {
    const known =
      gauges.get(name) ?? new NewGauge({ name: `fluxion_${name.replace(/\W/g, '_')}`, help: `${name}.`, registers })
    gauges.set(name, known)
    return known
  }
  collectDefaultMetrics({ register: registry! })
  return {
    answered: ({ route, status, seconds: took }) => {
      requests.inc({ route: route ?? 'none', status })
      seconds.observe({ route: route ?? 'none' }, took)
    },
    predicted: (count) => predictions.inc(count),
    failed: () => failures.inc(),
    page: async () => {
      for (const [name, value] of Object.entries(service.gauges())) gaugeOf(name).set(value)
      return { status: 200, type: registry!.contentType, body: await registry!.metrics() }
    },
  }
}
