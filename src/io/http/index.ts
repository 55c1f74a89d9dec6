/** HTTP: a server of a few routes. */
export { type RateLimit, rateLimiter } from './rateLimit.js'
export { json, type Reply, refusal } from './reply.js'
export { type Answered, type Request, type Route, type Server, type ServerOptions, startServer } from './server.js'
