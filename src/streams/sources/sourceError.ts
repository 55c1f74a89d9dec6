/** What is wrong with a source, and whether trying again may help. */

/**
 * A fault of a source: which, what is wrong, and what to do, in exactly one line whatever the names in it hold:
 * `ws://localhost:8080: the server closed the connection (1006); check that it runs`.
 * Records that cannot be decoded are no faults of their source but dead letters.
 */
export class SourceError extends Error {
  readonly source: string
  readonly what: string
  readonly fix: string
  /** Whether opening the source once more may help: a lost connection, a server that starts. */
  readonly transient: boolean
  /** Milliseconds that a server asks to wait before the next attempt, 0 where it asks for none. */
  readonly retryAfter: number
  constructor(
    source: string,
    what: string,
    fix: string,
    { transient = false, retryAfter = 0, cause }: Partial<Pick<SourceError, 'transient' | 'retryAfter' | 'cause'>> = {},
  ) {
    super(`${source}: ${what}; ${fix}`.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' '), cause === undefined ? {} : { cause })
    this.name = 'SourceError'
    this.source = source
    this.what = what
    this.fix = fix
    this.transient = transient
    this.retryAfter = retryAfter
  }
}

/** A fault that stays: opening the source again gives it again. */
export const sourceError = (source: string, what: string, fix: string, cause?: unknown): SourceError =>
  new SourceError(source, what, fix, { cause })

/** A fault that may pass: `reconnecting` opens the source again, `retryAfter` milliseconds later or more. */
export const transientError = (
  source: string,
  what: string,
  fix: string,
  cause?: unknown,
  retryAfter = 0,
): SourceError => new SourceError(source, what, fix, { transient: true, retryAfter, cause })

/** The fault for an offset that is none of this source. */
export const foreignOffset = (source: string, offset: string | number, expected: string): SourceError =>
  sourceError(
    source,
    `its offsets are ${expected}, and ${JSON.stringify(offset)} is none`,
    'start from the beginning, or use the checkpoint of this source',
  )
