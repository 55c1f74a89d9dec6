/** Where a command speaks: to a person at a terminal, to a log, or as one JSON object a line. */
import { createLogUpdate } from 'log-update'

export interface Output {
  readonly json: boolean
  /** Whether a person watches, who sees the live line. */
  readonly terminal: boolean
  /** Width of a line in characters. */
  readonly columns: number
  /** A line (or several) for people; nothing in JSON. */
  readonly say: (text: string) => void
  /** An object on a line of its own; nothing for people. */
  readonly event: (event: Readonly<Record<string, unknown>>) => void
  /** A line that the next one replaces; only a terminal shows it. */
  readonly live: (text: string) => void
  /** Ends the live line: clears it. */
  readonly settle: () => void
}

const nothing = (): void => undefined

/** NaN and infinities are no JSON: they become null. */
const plain = (_key: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isFinite(value) ? null : value

export const outputTo = (stream: NodeJS.WriteStream, json: boolean): Output => {
  const write = (text: string): void => {
    stream.write(`${text}\n`)
  }
  const columns = stream.columns ?? 80
  if (json)
    return {
      json,
      terminal: false,
      columns,
      say: nothing,
      event: (event) => write(JSON.stringify(event, plain)),
      live: nothing,
      settle: nothing,
    }
  if (!stream.isTTY)
    return { json, terminal: false, columns, say: write, event: nothing, live: nothing, settle: nothing }
  const update = createLogUpdate(stream)
  return {
    json,
    terminal: true,
    columns,
    say: (text) => {
      update.clear()
      write(text)
    },
    event: nothing,
    live: update,
    settle: () => {
      update.clear()
      update.done()
    },
  }
}
