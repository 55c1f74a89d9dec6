/** MQTT. */
import type { IClientOptions, IConnackPacket, MqttClient } from 'mqtt'
import {
  type Decoded,
  type PushSource,
  type SourceError,
  sourceError,
  transientError,
} from '../../streams/sources/index.js'
import { type Broker, brokerOf, clientOf, messageOf, networkFault } from './broker.js'
import { type Message, message } from './message.js'

export interface MqttTopicOptions {
  /** `mqtt://user:password@host:1883`, or `mqtts:` over TLS. */
  readonly url: string
  /** May hold the wildcards of MQTT: `sensors/+/temperature`, `sensors/#`. */
  readonly topic: string
  /**
   * The name of a session that the broker keeps. With it, messages published while we are away wait at the broker, as many
   * as it is set to keep; without it they are lost. One name for each reader: a second one drives out the first.
   */
  readonly clientId?: string
}

/** Seconds of silence after which each side asks whether the other is there. */
const keepalive = 30

/**
 * The messages of a topic, pushed by the broker and never ending; QoS 1, so each comes at least once where it was published
 * with QoS 1 or 2. Where a broker comes back, what a session kept may come between what is published then. Offsets are
 * `null`: MQTT cannot go back. With the policy `block` a full buffer holds back the receipt of the next message, and the
 * broker waits or fills its own queue; what waits in the buffer has been received.
 * Speaks MQTT 3.1.1; needs the package `mqtt`.
 *
 * @example bounded({ capacity: 1000, policy: 'block' })(mqttTopic({ url: 'mqtt://localhost', topic: 'ticks/#', clientId: 'me' }))
 */
export const mqttTopic = ({ url, topic, clientId }: MqttTopicOptions): PushSource<Decoded<Message>> => {
  const broker = brokerOf(url, { mqtt: 1883, mqtts: 8883 })
  const name = `${broker.name} topic ${topic}`
  const fault = (error: unknown): SourceError => faultOf(name, topic, broker, error)
  // To subscribe again brings messages that the broker retains again.
  let subscribed = false
  return {
    name,
    canPause: true,
    connect: async (_from, sink, signal) => {
      const { connect } = (await clientOf(name, 'mqtt', () => import('mqtt'))).default
      const client = connect(clientOptions(broker, clientId))
      const leave = (): void => {
        client.end(true)
      }
      signal.addEventListener('abort', leave)
      const hold = holding(client)
      client.on('message', (at, payload) => sink.next({ value: message(name, null, at, payload), offset: null }))
      try {
        const { sessionPresent } = await connected(client)
        if (!(subscribed && sessionPresent))
          subscription(client, topic).then(
            () => {
              subscribed = true
            },
            (error) => sink.error(fault(error)),
          )
      } catch (error) {
        signal.removeEventListener('abort', leave)
        hold.end()
        client.end(true)
        throw fault(error)
      }
      client.on('error', (error) => sink.error(fault(error)))
      client.on('close', () => sink.error(fault('it was closed')))
      // What a session kept comes at once, and only who has the connection can ask it to pause.
      setImmediate(hold.begin)
      return {
        close: async () => {
          signal.removeEventListener('abort', leave)
          hold.end()
          await client.endAsync().catch(() => {})
        },
        pause: hold.pause,
        resume: hold.resume,
      }
    },
  }
}

const clientOptions = (
  { host, port, protocol, user, password }: Broker,
  clientId: string | undefined,
): IClientOptions => ({
  host,
  port,
  protocol: protocol === 'mqtts' ? 'mqtts' : 'mqtt',
  ...(protocol === 'mqtts' ? { servername: host } : {}),
  ...(user === undefined ? {} : { username: user }),
  ...(password === undefined ? {} : { password }),
  ...(clientId === undefined ? { clean: true } : { clean: false, clientId }),
  protocolVersion: 4,
  keepalive,
  connectTimeout: 10_000,
  reconnectPeriod: 0,
  resubscribe: false,
})

/** Resolves with the broker's consent; rejects with its refusal, or what broke the connection. */
const connected = (client: MqttClient): Promise<IConnackPacket> =>
  new Promise((resolve, reject) => {
    client.on('connect', resolve)
    client.on('error', reject)
    client.on('close', () => reject(new Error('it was closed')))
  })

/** The broker refused the topic. */
class Refused extends Error {}

const subscription = async (client: MqttClient, topic: string): Promise<void> => {
  const granted = await client.subscribeAsync(topic, { qos: 1 })
  if (granted.some(({ qos }) => qos >= 128)) throw new Refused()
}

/**
 * Holds back the receipt of messages until `begin`, and between `pause` and `resume`; meanwhile the broker is told that we
 * are there.
 */
const holding = (client: MqttClient) => {
  let begun = false
  let paused = false
  let waiting: (() => void) | undefined
  client.handleMessage = (_packet, done) => {
    if (begun && !paused) done()
    else waiting = done
  }
  // Answers to the client's own pings are behind the messages that wait, so it must not miss them.
  const alive = setInterval(
    () => {
      if (waiting === undefined) return
      client.sendPing()
      client.reschedulePing(true)
    },
    (keepalive * 1000) / 3,
  )
  const goOn = (): void => {
    if (!begun || paused) return
    const done = waiting
    waiting = undefined // before the next message comes, which may have to wait in its turn
    done?.()
  }
  return {
    begin: (): void => {
      begun = true
      goOn()
    },
    pause: (): void => {
      paused = true
    },
    resume: (): void => {
      paused = false
      goOn()
    },
    end: (): void => clearInterval(alive),
  }
}

/** What an error of the client is: a refusal of the broker, or a connection that broke. */
const faultOf = (name: string, topic: string, broker: Broker, error: unknown): SourceError => {
  const subscribing = sourceError(
    name,
    `the broker refuses the subscription to ${topic}`,
    'check the topic, or allow it to this user',
  )
  if (error instanceof Refused || (error instanceof Error && /^Subscribe error/.test(error.message))) return subscribing
  if (error instanceof Error && 'code' in error)
    switch (error.code) {
      case 1:
        return sourceError(name, 'the broker does not speak MQTT 3.1.1', 'choose another broker')
      case 2:
        return sourceError(name, 'the broker refuses the client id', 'choose another')
      case 3:
        return transientError(name, 'the broker is not ready', 'wait until it is')
      case 4:
      case 5:
        return broker.user === undefined
          ? sourceError(name, 'the broker asks for a user', 'put one into the URL: mqtt://user:password@host')
          : sourceError(name, 'the broker refuses this user and password', 'check them')
    }
  return networkFault(name, broker, error instanceof Error ? error : messageOf(error))
}
