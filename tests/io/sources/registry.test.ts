/** Sources by name. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import { openSource, schemes } from '../../../src/io/index.js'
import type { SourceError } from '../../../src/streams/index.js'
import { all, folder, served, told } from './gathering.js'

const here = folder()
const file = (name: string, text: string): string => {
  const path = join(here, name)
  writeFileSync(path, text)
  return path
}
const opened = (spec: string, options = {}) => {
  const source = openSource(spec, options)
  if (E.isLeft(source)) throw source.left
  return source.right
}

describe('a path', () => {
  test('is CSV or NDJSON as its name ends, or as it is said', async () => {
    const csv = 'a,b\n1,x\n'
    const row = { a: 1, b: 'x' }
    expect((await all(opened(file('t.csv', csv)))).map(told)).toEqual([row])
    expect((await all(opened(file('t.TSV', 'a\tb\n1\tx\n')))).map(told)).toEqual([row])
    expect((await all(opened(file('t', csv), { format: 'csv' }))).map(told)).toEqual([row])
    expect((await all(opened(file('t.ndjson', '{"a":1,"b":"x"}\n[1]\n')))).map(told)).toEqual([
      row,
      'dead: expected a row but got a list ([1])',
    ])
  })
  test('that grows', async () => {
    expect((await all(opened(`follow:${file('f', '{"a":1}\n{"a":2}\n')}`), null, 2)).map(told)).toEqual([
      { a: 1 },
      { a: 2 },
    ])
  })
})

test('an address of HTTP, also of CSV; a fault that passes is waited out and told', async () => {
  let asked = 0
  const { url, stop } = await served((request, response) => {
    if (asked++ === 0) response.writeHead(503).end()
    else response.end(request.url === '/a.csv?x=1' ? 'a\n1\n' : '{"a":2}\n')
  })
  const events: unknown[] = []
  const csv = opened(`${url}/a.csv?x=1`, { notice: (event: unknown) => events.push(event) })
  expect((await all(csv)).map(told)).toEqual([{ a: 1 }])
  expect(events).toMatchObject([{ attempt: 1, fault: { what: 'the server answered 503 Service Unavailable' } }])
  expect(csv.metrics!()).toEqual({ faults: 1, reconnects: 1, attempt: 0 })
  expect((await all(opened(`${url}/ticks`))).map(told)).toEqual([{ a: 2 }])
  await stop()
})

const faultOf = (spec: string, options = {}): string =>
  E.match(
    (error: SourceError) => error.message,
    () => 'none',
  )(openSource(spec, options))

test('what no source is called', () => {
  const known = Object.keys(schemes).map((name) => `${name}://`)
  expect(faultOf('gopher://x')).toBe(
    `gopher://x: no source begins with gopher://; give a file, -, follow:file, or one of ${known.join(', ')}`,
  )
  expect(faultOf('constructor://x')).toContain('no source begins with constructor://')
  expect(faultOf('http://')).toBe('http://: this is no address; write it as in http://localhost:8080/ticks')
  expect(faultOf('ws://x', { buffer: { capacity: 0, policy: 'block' } })).toBe(
    'ws://x: buffer: capacity must be a positive integer, got 0; choose another',
  )
})
