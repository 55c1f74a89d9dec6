/** The address of a server: how messages call it, and what it is asked with. */
import { sourceError } from '../../streams/index.js'

/** An address without what nobody else should read. */
export interface Address {
  /** Without user, password and query: for messages. */
  readonly name: string
  readonly url: URL
  /** `Authorization` for a user and password in the address. */
  readonly headers: Readonly<Record<string, string>>
}

/** Takes an address apart. Throws a `SourceError` for what is none. */
export const addressOf = (text: string): Address => {
  try {
    const url = new URL(text)
    const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
    const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`
    const headers = url.username === '' ? {} : { authorization }
    url.username = ''
    url.password = ''
    return { name: `${url.protocol}//${url.host}${url.pathname}`, url, headers }
  } catch {
    throw sourceError(text, 'this is no address', 'write it as in http://localhost:8080/ticks')
  }
}
