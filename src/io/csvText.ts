/** Pieces of bytes to text with plain line ends, and what separates its cells. */

/** Bytes or text in pieces: a file stream, `process.stdin`, an array. */
export type Chunks = AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>

/** Text of UTF-8, without its byte order mark. Throws `TypeError` for bytes that are no UTF-8. */
const utf8 = async function* (chunks: Chunks): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let first = true
  for await (const chunk of chunks) {
    const text = typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true })
    if (text === '') continue
    yield first && text.startsWith('\ufeff') ? text.slice(1) : text
    first = false
  }
  yield decoder.decode()
}

/** The text of some pieces, in which each CRLF and CR is an LF. */
export const textOf = async function* (chunks: Chunks): AsyncGenerator<string> {
  let held = '' // a CR at the end of a piece may be half of a CRLF
  for await (const piece of utf8(chunks)) {
    const text = held + piece
    held = text.endsWith('\r') ? '\r' : ''
    yield text.slice(0, text.length - held.length).replace(/\r\n?/g, '\n')
  }
  if (held !== '') yield '\n'
}

/** Where the header is looked for. */
const farthest = 65536

/** The first line that is not empty, and all of the text with it. */
export const headerOf = async (
  text: AsyncGenerator<string>,
): Promise<{ readonly header: string; readonly all: AsyncGenerator<string> }> => {
  let start = ''
  while (start.length < farthest && !/\S.*\n/.test(start)) {
    const next = await text.next()
    if (next.done === true) break
    start += next.value
  }
  const all = async function* (): AsyncGenerator<string> {
    yield start
    yield* text
  }
  return { header: start.trimStart().split('\n', 1)[0]!, all: all() }
}

/** The delimiter that a header shows: a comma where there is one, else a tab or a semicolon. */
export const delimiterOf = (header: string): string =>
  header.includes(',') ? ',' : (['\t', ';'].find((delimiter) => header.includes(delimiter)) ?? ',')
