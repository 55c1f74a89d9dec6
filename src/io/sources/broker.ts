/** What all brokers have in common: an address without its secrets, a client that may not be installed, a network that fails. */
import { type SourceError, sourceError, transientError } from '../../streams/sources/index.js'

/** Where a broker is, from its URL. `name` is what messages call it: it never holds user, password or parameters. */
export interface Broker {
  readonly protocol: string
  readonly host: string
  readonly port: number
  readonly path: string
  readonly user: string | undefined
  readonly password: string | undefined
  /** `redis://localhost:6379`. */
  readonly name: string
  /** Text of others with the password, wherever it is in there, replaced by `***`. */
  readonly hide: (text: string) => string
}

/**
 * Reads a URL; `ports` are its schemes with their usual ports. Throws a `SourceError` for any other, without showing it,
 * because it may hold a password.
 */
export const brokerOf = (url: string, ports: Readonly<Record<string, number>>): Broker => {
  const schemes = Object.keys(ports)
  const none = sourceError(schemes[0]!, 'this is no address of it', `write it as in ${schemes[0]}://localhost`)
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  const protocol = parsed?.protocol.slice(0, -1) ?? ''
  if (parsed === undefined || !schemes.includes(protocol) || parsed.hostname === '') throw none
  const decodedPart = (text: string): string => {
    try {
      return decodeURIComponent(text)
    } catch {
      throw sourceError(schemes[0]!, 'user and password are not percent-encoded', 'write % as %25')
    }
  }
  const part = (text: string): string | undefined => (text === '' ? undefined : decodedPart(text))
  const [user, password] = [part(parsed.username), part(parsed.password)]
  const port = parsed.port === '' ? ports[protocol]! : Number(parsed.port)
  const secrets = [password, password === undefined ? undefined : encodeURIComponent(password), parsed.password]
  return {
    protocol,
    host: parsed.hostname.replace(/^\[|\]$/g, ''),
    port,
    path: parsed.pathname,
    user,
    password,
    name: `${protocol}://${parsed.hostname}:${port}`,
    hide: (text) =>
      secrets.reduce<string>(
        (t, secret) => (secret === undefined || secret === '' ? t : t.replaceAll(secret, '***')),
        text,
      ),
  }
}

/** The client's package, loaded when a source is opened; a `SourceError` says how to install one that is absent. */
export const clientOf = async <A>(source: string, name: string, load: () => Promise<A>): Promise<A> => {
  try {
    return await load()
  } catch (error) {
    const absent = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND'
    throw absent
      ? sourceError(source, `its client ${name} is not installed`, `install it: npm install ${name}`)
      : sourceError(
          source,
          `its client ${name} cannot be loaded (${messageOf(error)})`,
          `install it anew: npm install ${name}`,
        )
  }
}

export const messageOf = (error: unknown): string => {
  const message = error instanceof Error ? error.message : String(error)
  return message === '' ? 'no reason is given' : message
}

/** The code of the system in an error, or in what caused it. */
const codeOf = (error: unknown): string | undefined => {
  for (let e = error; e instanceof Error; e = e.cause) if ('code' in e && typeof e.code === 'string') return e.code
  if (error instanceof AggregateError) return codeOf(error.errors[0])
  return undefined
}

const certificate = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL|EPROTO/

/** What is wrong where a connection does not come about or breaks: all of it may pass, but for certificates. */
export const networkFault = (source: string, { name, host, hide }: Broker, error: unknown): SourceError => {
  const code = codeOf(error) ?? ''
  if (certificate.test(code))
    return sourceError(source, `no safe connection to ${name} (${hide(messageOf(error))})`, 'check its certificate')
  const [what, fix] = ((): readonly [string, string] => {
    switch (code) {
      case 'ECONNREFUSED':
        return [`no server listens at ${name}`, 'start it, or check host and port']
      case 'ENOTFOUND':
      case 'EAI_AGAIN':
        return [`there is no host ${host}`, 'check its name and the network']
      case 'ETIMEDOUT':
      case 'EHOSTUNREACH':
      case 'ENETUNREACH':
        return [`${name} cannot be reached`, 'check host, port, network and firewall']
      default:
        return [`the connection to ${name} was lost (${hide(messageOf(error))})`, 'check that the server runs']
    }
  })()
  return transientError(source, what, fix)
}

/** Rejects with `fault()` where a promise takes longer than so many milliseconds. */
export const within = async <A>(milliseconds: number, promise: Promise<A>, fault: () => SourceError): Promise<A> => {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(fault()), milliseconds)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
