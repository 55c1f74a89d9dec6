/** Serving what was learnt over HTTP. */
export { type LiveServiceOptions, liveService } from './liveService.js'
export { modelService } from './modelService.js'
export { routesOf } from './routes.js'
export type { Gauges, Problem, Service } from './service.js'
export { type Watch, watch } from './watched.js'
