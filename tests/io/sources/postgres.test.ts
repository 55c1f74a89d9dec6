/** PostgreSQL, against a server of its own. */
import { execFileSync } from 'node:child_process'
import { chownSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sourceLaws } from '../../../laws/sources.js'
import { brokerSchemes } from '../../../src/io/sources/brokerSchemes.js'
import { postgresChannel } from '../../../src/io/sources/postgresChannel.js'
import { postgresQuery } from '../../../src/io/sources/postgresQuery.js'
import { bounded, type Decoded, decoded, jsonText, mapSource, type Row } from '../../../src/streams/sources/index.js'
import { proveAsync } from '../../prove.js'
import { again, fault, letters, numbers, take, values } from './pull.js'
import { freePort, nobody, program, type Server, sleep, started } from './servers.js'

const file = program('postgres', 'tests of PostgreSQL', 'apt-get install postgresql')
const initdb = file === undefined ? undefined : program('initdb', 'tests of PostgreSQL', 'apt-get install postgresql')

test('refuses what is no address of PostgreSQL, and a policy that it cannot follow', () => {
  expect(() => postgresQuery({ url: 'http://:sesame@localhost', query: 'select 1', key: 'x' })).toThrow(
    'postgres: this is no address of it; write it as in postgres://localhost',
  )
  expect(() => postgresQuery({ url: 'postgres://localhost', query: 'select 1', key: 'x', every: 0 })).toThrow(
    new RangeError('postgresQuery: every must be positive, got 0'),
  )
  expect(() =>
    bounded({ capacity: 10, policy: 'block' })(postgresChannel({ url: 'postgres://a:b@localhost/shop', channel: 'x' })),
  ).toThrow('bounded: postgres://localhost:5432/shop channel x cannot be asked to pause')
})

test('a server that is not there', async () => {
  const port = await freePort()
  const url = `postgres://ada:sesame@127.0.0.1:${port}/shop?application_name=x`
  const line = (what: string) =>
    `postgres://127.0.0.1:${port}/shop ${what}: no server listens at postgres://127.0.0.1:${port}/shop; start it, or check host and port`
  expect(await fault(postgresQuery({ url, query: 'select 1 as x', key: 'x' }))).toEqual([line('query by x'), true])
  const push = bounded({ capacity: 1, policy: 'fail' })(postgresChannel({ url, channel: 'c' }))
  expect(await fault(push)).toEqual([line('channel c'), true])
})

describe.skipIf(initdb === undefined)('postgres', () => {
  let server: Server
  let url: string
  let at: string
  let client: pg.Client
  const open = async (): Promise<void> => {
    client = new pg.Client({ connectionString: url })
    client.on('error', () => {})
    await client.connect()
  }
  beforeAll(async () => {
    const user = nobody()
    server = await started({
      file: join(dirname(initdb!), 'postgres'),
      ...(user === undefined ? {} : { user }),
      prepare: (folder) => {
        const password = join(folder, 'password')
        writeFileSync(password, 'sesame')
        if (user !== undefined) for (const path of [folder, password]) chownSync(path, user.uid, user.gid)
        const options = `-D ${folder}/data -U ada --pwfile=${password} -A scram-sha-256 -N -E UTF8 --no-locale`
        execFileSync(initdb!, options.split(' '), { ...user, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
      },
      args: (port, folder) =>
        `-D ${folder}/data -p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=20 -c fsync=off`.split(
          ' ',
        ),
      // Its children end with it.
      signal: 'SIGQUIT',
      ready: async (port) => {
        const probe = new pg.Client({ connectionString: `postgres://ada:sesame@127.0.0.1:${port}/postgres` })
        probe.on('error', () => {})
        return probe.connect().then(
          () => probe.end().then(() => true),
          () => false,
        )
      },
    })
    at = `postgres://127.0.0.1:${server.port}/postgres`
    url = `postgres://ada:sesame@127.0.0.1:${server.port}/postgres`
    await open()
  }, 30_000)
  afterAll(async () => {
    await client?.end().catch(() => {})
    await server?.remove()
  })
  /** A table of numbers from 1 to `count`, put in backwards. */
  const make = async (table: string, count: number): Promise<void> => {
    await client.query(`create table ${table} (id bigint primary key, x int)`)
    await insert(table, 1, count)
  }
  const insert = async (table: string, first: number, last: number): Promise<void> => {
    await client.query(
      `insert into ${table} select i, 10 * i from generate_series(${first}::int, ${last}) as i order by i desc`,
    )
  }
  const source = (table: string, atOnce = 64) =>
    postgresQuery({ url, query: `select * from ${table};`, key: 'id', atOnce })

  describe('a query', () => {
    test('rows in the order of the key, and from the offset of any exactly the rest', async () => {
      await make('ordered', 300)
      const all = await take(source('ordered'), 300)
      expect(values(all)).toEqual(numbers(1, 300).map((id) => ({ id, x: 10 * id })))
      expect(all.map(({ offset }) => offset)).toEqual(numbers(1, 300).map(String))
      for (const from of [1, 64, 150, 299])
        expect(await take(source('ordered'), 300 - from, all[from - 1]!.offset)).toEqual(all.slice(from))
    })
    test('ends with its rows; with `every` goes on with those that come', async () => {
      await make('growing', 3)
      const chunks = []
      for await (const chunk of source('growing').open('1', new AbortController().signal)) chunks.push(chunk.length)
      expect(chunks).toEqual([2])
      const query = 'select * from growing'
      const reading = take(postgresQuery({ url, query, key: 'id', every: 20 }), 6)
      await sleep(60)
      await insert('growing', 4, 5)
      await sleep(60)
      await insert('growing', 6, 6)
      expect((await reading).map(({ offset }) => offset)).toEqual(['1', '2', '3', '4', '5', '6'])
    })
    test('keys of other types: times to the microsecond, text, numeric, floats', async () => {
      for (const [type, expression] of [
        ['timestamptz', `'2026-01-01 00:00:00.000001+00'::timestamptz + i * interval '1 microsecond'`],
        ['text', `'k''"' || chr(96 + i)`],
        ['numeric', '1000000000000000000000 + i / 10.0'],
        ['float8', '0.1::float8 * i'],
        ['uuid', `('00000000-0000-0000-0000-00000000000' || i)::uuid`],
      ]) {
        const query = `select ${expression} as "the ""key", i from generate_series(1, 9) as i -- by ${type}`
        const keyed = postgresQuery({ url, query, key: 'the "key', atOnce: 4 })
        const all = await take(keyed, 9)
        expect(values(all).map(({ i }) => i)).toEqual(numbers(1, 9))
        for (const from of [1, 4, 8])
          expect((await take(keyed, 9 - from, all[from - 1]!.offset)).map(({ value }) => value)).toEqual(
            all.slice(from).map(({ value }) => value),
          )
      }
    })
    test('values by their types', async () => {
      const query = `select 1 as id, 2::int8 as big, 9007199254740993 as huge, 0.25::numeric as exact, 0.1::float4 as single,
        true as yes, null::int as nothing, 'a' as word, '{"a": 1}'::jsonb as json, timestamp '2026-01-02 03:04:05' as at`
      expect(values(await take(postgresQuery({ url, query, key: 'id' }), 1))).toEqual([
        {
          id: 1,
          big: 2,
          huge: '9007199254740993',
          exact: 0.25,
          single: 0.1,
          yes: true,
          nothing: null,
          word: 'a',
          json: '{"a": 1}',
          at: '2026-01-02 03:04:05',
        },
      ])
    })
    test('what does not decode is a dead letter with its key', async () => {
      const query = `select * from (values (1, '2'), (2, 'two'), (3, '4')) as v (id, x)`
      const Reading = t.type({ id: t.number, x: jsonText.pipe(t.number) })
      const records = await take(decoded(Reading)(postgresQuery({ url, query, key: 'id' })), 3)
      expect(letters(records)).toEqual([
        {
          source: `${at} query by id`,
          offset: '2',
          reason: 'at x expected JSON but got "two"',
          raw: '{"id":2,"x":"two"}',
        },
      ])
    })
    const laws = sourceLaws({
      name: 'a query to PostgreSQL',
      records: fc.array(fc.integer(), { maxLength: 20 }),
      hold: (records, cut) => {
        const query = `select * from unnest(array[${records}]::int[]) with ordinality as list (x, n)`
        const rows = postgresQuery({ url, query, key: 'n', atOnce: 1 + (cut % 7) })
        return mapSource((row: Decoded<Row>) => (E.isRight(row) ? Number(row.right.x) : Number.NaN))(rows)
      },
      goesBack: true,
    })
    proveAsync('laws', laws, { runs: 8 })
    test('by address: rows, and dead letters of what is no cell', async () => {
      const query = `select * from (values (1, 'NaN'::float8), (2, 0.5)) as v (id, x)`
      const records = await take(brokerSchemes.postgres!(`${url}?query=${query}&key=id`, {}), 2)
      expect(letters(records).map(({ offset, reason }) => [offset, reason])).toEqual([
        ['1', 'at x expected text, a finite number, true, false or null but got NaN'],
      ])
      expect(values(records.slice(1))).toEqual([{ id: 2, x: 0.5 }])
    })
    test('a server that crashes and comes back: nothing is lost, nothing comes twice', async () => {
      await make('crashing', 60)
      let crashed = false
      const { metrics, ...reopened } = again(source('crashing', 16))
      const records = await take(reopened, 60, null, async (count) => {
        if (crashed || count < 32) return
        crashed = true
        await client.end()
        await server.kill()
        setTimeout(async () => {
          await server.start()
          await open()
        }, 60)
      })
      expect(records.map(({ offset }) => offset)).toEqual(numbers(1, 60).map(String))
      expect(metrics!().reconnects).toBe(1)
      while (!(await client.query('select 1').catch(() => false))) await sleep(10)
    }, 30_000)
    test('a server that ends the connection is asked again', async () => {
      await make('ended', 30)
      const ended = again(source('ended', 8))
      const records = await take(ended, 30, null, async (count) => {
        const end = `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'fluxion'`
        if (count === 16) await client.query(end)
      })
      expect(records.map(({ offset }) => offset)).toEqual(numbers(1, 30).map(String))
      expect(ended.metrics!().reconnects).toBe(1)
    })
    test('leaves no connection behind, whether left or aborted', async () => {
      await make('leaving', 5)
      for await (const _ of source('leaving', 2).open(null, new AbortController().signal)) break
      const controller = new AbortController()
      const slow = postgresQuery({ url, query: 'select 1 as id, pg_sleep(20)', key: 'id' })
      const reading = slow.open(null, controller.signal)[Symbol.asyncIterator]().next()
      setTimeout(() => controller.abort(), 100)
      const start = performance.now()
      expect(await reading).toEqual({ value: undefined, done: true })
      expect(performance.now() - start).toBeLessThan(2000)
      const others = async () =>
        (await client.query(`select query from pg_stat_activity where application_name = 'fluxion'`)).rows
      for (let i = 0; i < 300 && (await others()).length > 0; i++) await sleep(20)
      expect(await others()).toEqual([])
    })
    test('each fault in one line without the password', async () => {
      await make('plain', 2)
      await client.query('create sequence counter')
      await client.query(`create role bob login password 'open'`)
      const by = (query: string, key = 'id') => postgresQuery({ url, query, key })
      const as = (other: string) => postgresQuery({ url: other, query: 'select * from plain', key: 'id' })
      const cases = [
        [by('select * from nope'), 'relation "nope" does not exist; check its name, the database and the schema'],
        [by('select * frm plain'), 'syntax error at or near "frm"; check the query'],
        [
          by('select 1 as x'),
          'column source.id does not exist; check the columns of the query, and that the key is one of them',
        ],
        [by('select null as id'), 'a row has no id; choose a key that is never null'],
        [by('select 1 as id from plain'), 'two rows have the id 1; choose a key that is unique'],
        [
          by(`select nextval('counter') as id`),
          'cannot execute nextval() in a read-only transaction; a source only reads: use a query that changes nothing',
        ],
        [as(url.replace('ada:sesame', 'bob:open')), 'permission denied for table plain; grant this user select on it'],
        [
          as(url.replace('sesame', 'simsim')),
          'password authentication failed for user "ada"; check user and password: postgres://user:password@host/database',
        ],
        [
          as(url.replace(':sesame', '')),
          'the server asks for a password; put it into the URL: postgres://user:password@host/database',
        ],
      ] as const
      for (const [asked, line] of cases) expect(await fault(asked)).toEqual([`${at} query by id: ${line}`, false])
      expect(await fault(as(url.replace(/postgres$/, 'shop')))).toEqual([
        `${at.replace(/postgres$/, 'shop')} query by id: database "shop" does not exist; check the name of the database`,
        false,
      ])
      for (const from of ['x', 3])
        expect(await fault(source('plain'), from)).toEqual([
          `${at} query by id: its offsets are ${from === 3 ? 'keys as text' : 'values of id'}, and ${JSON.stringify(from)} is none; ` +
            'start from the beginning, or use the checkpoint of this source',
          false,
        ])
    })
  })

  describe('a channel', () => {
    const heard = async (channel: string, isHeard: () => boolean): Promise<void> => {
      while (!isHeard()) {
        await client.query(`select pg_notify($1, 'again')`, [channel]).catch(() => {})
        await sleep(10)
      }
    }
    test('its payloads in order, and after a crash those that come then', async () => {
      const seen: string[] = []
      const controller = new AbortController()
      const channel = 'Read "ings'
      const push = postgresChannel({ url, channel })
      const { metrics, ...reopened } = again(bounded({ capacity: 1000, policy: 'fail' })(push))
      const reading = (async () => {
        for await (const chunk of reopened.open(null, controller.signal))
          for (const text of values(chunk)) if (text !== 'again' || seen.at(-1) !== 'again') seen.push(text)
      })()
      await heard(channel, () => seen.includes('again'))
      await client.query('select pg_notify($1, i::text) from generate_series(1, 100) as i', [channel])
      while (seen.length < 101) await sleep(5)
      await client.end()
      await server.kill()
      await server.start()
      await open()
      seen.push('crash')
      await heard(channel, () => seen.at(-1) === 'again')
      await client.query(`select pg_notify($1, 'last')`, [channel])
      while (seen.at(-1) !== 'last') await sleep(5)
      controller.abort()
      await reading
      expect(seen).toEqual(['again', ...numbers(1, 100).map(String), 'crash', 'again', 'last'])
      expect(metrics!().reconnects).toBe(1)
    }, 30_000)
  })
})
