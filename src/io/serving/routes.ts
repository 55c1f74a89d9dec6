/** The routes of a service. */
import { json, type Route } from '../http/index.js'
import type { Service } from './service.js'
import type { Watch } from './watched.js'

/**
 * `POST /predict`, `POST /labels` where labels are learnt, `GET /` (what it is), `/metrics`, `/health` (it runs), `/ready` (it
 * takes requests: not while it ends).
 */
export const routesOf = (service: Service, watch: Watch, ending: () => boolean): readonly Route[] => {
  const { label } = service
  return [
    {
      method: 'POST',
      path: '/predict',
      answer: (request) => {
        const { reply, count } = service.predict(request)
        watch.predicted(count)
        return reply
      },
    },
    ...(label === undefined ? [] : [{ method: 'POST' as const, path: '/labels', answer: label }]),
    { method: 'GET', path: '/', answer: () => json(200, service.describe()) },
    { method: 'GET', path: '/metrics', always: true, answer: watch.page },
    { method: 'GET', path: '/health', always: true, answer: () => json(200, { status: 'ok' }) },
    {
      method: 'GET',
      path: '/ready',
      always: true,
      answer: () => (ending() ? json(503, { status: 'ending' }) : json(200, { status: 'ready' })),
    },
  ]
}
