/** What NATS and JetStream have in common: one connection, and what its errors mean. */
import type { NatsConnection } from '@nats-io/transport-node'
import { type SourceError, sourceError, transientError } from '../../streams/sources/index.js'
import { type Broker, brokerOf, clientOf, messageOf, networkFault } from './broker.js'

/** `nats:` or `tls:`; a user without password is a token. */
export const natsBroker = (url: string): Broker => {
  const broker = brokerOf(url, { nats: 4222, tls: 4222 })
  const { user, password } = broker
  return user === undefined || password !== undefined
    ? broker
    : { ...broker, hide: (text) => text.replaceAll(user, '***') }
}

/** A connection that does not come back by itself: it is opened anew in one place, by `reconnecting`. */
export const natsConnection = async (source: string, broker: Broker): Promise<NatsConnection> => {
  const { connect } = await clientOf(source, '@nats-io/transport-node', () => import('@nats-io/transport-node'))
  const { host, port, user, password, protocol } = broker
  const credentials = user === undefined ? {} : password === undefined ? { token: user } : { user, pass: password }
  try {
    return await connect({
      servers: `${host.includes(':') ? `[${host}]` : host}:${port}`,
      reconnect: false,
      timeout: 10_000,
      pingInterval: 20_000,
      ...credentials,
      ...(protocol === 'tls' ? { tls: {} } : {}),
    })
  } catch (error) {
    throw natsFault(source, broker, error)
  }
}

/** What an error of the client is. */
export const natsFault = (source: string, broker: Broker, error: unknown): SourceError => {
  const message = broker.hide(messageOf(error))
  switch (error instanceof Error ? error.name : '') {
    case 'AuthorizationError':
    case 'UserAuthenticationExpiredError':
      return broker.user === undefined
        ? sourceError(source, 'the server asks for a user', 'put one into the URL: nats://user:password@host')
        : sourceError(source, 'the server refuses this user and password, or token', 'check them')
    case 'PermissionViolationError':
      return sourceError(source, `this user may not read it (${message})`, 'allow it on the server')
    case 'InvalidSubjectError':
      return sourceError(source, `no subject has this form (${message})`, 'check the subject')
    case 'JetStreamNotEnabled':
      return sourceError(source, `${broker.name} runs without JetStream`, 'start it with JetStream: nats-server -js')
    case 'StreamNotFoundError':
      return sourceError(source, 'there is no such stream', 'check its name, or make it')
    case 'JetStreamApiError':
      return error instanceof Error && 'status' in error && error.status === 503
        ? transientError(source, `the server is not ready (${message})`, 'wait until it is')
        : sourceError(source, `the server refuses (${message})`, 'check the stream and the subject')
    case 'JetStreamError':
    case 'JetStreamStatusError':
      return transientError(source, `the server ended the reading (${message})`, 'check the stream')
    case 'TimeoutError':
      return transientError(source, `${broker.name} does not answer`, 'check the server and the network')
    default:
      return networkFault(source, broker, error)
  }
}
