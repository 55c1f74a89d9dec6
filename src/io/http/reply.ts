/** What a server answers, as a value. */

/** An answer: status, type and bytes or text. */
export interface Reply {
  readonly status: number
  readonly type: string
  readonly body: string | Uint8Array
  readonly headers?: Readonly<Record<string, string>>
}

/** NaN and infinities are no JSON: they become null. */
const plain = (_key: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isFinite(value) ? null : value

/** An answer in JSON. */
export const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Reply => ({
  status,
  type: 'application/json; charset=utf-8',
  body: `${JSON.stringify(body, plain)}\n`,
  headers,
})

/** An answer that says what is wrong: `{ "error": … }`, with whatever else is known. */
export const refusal = (
  status: number,
  error: string,
  more: Readonly<Record<string, unknown>> = {},
  headers: Readonly<Record<string, string>> = {},
): Reply => json(status, { error, ...more }, headers)
