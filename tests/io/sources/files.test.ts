/** Files, standard input, and files that grow under their reader. */
import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdirSync, renameSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { csvRows, type FileChange, fileBytes, followFile, ndjson, streamBytes } from '../../../src/io/index.js'
import { type Offset, received } from '../../../src/streams/index.js'
import { all, folder, resumesAnywhere, told, until } from './gathering.js'

const here = folder()
const file = (name: string, text: string): string => {
  const path = join(here, name)
  writeFileSync(path, text)
  return path
}

describe('a file', () => {
  test('of more than one piece, opened from any of many offsets', async () => {
    const path = file(
      'long.ndjson',
      Array.from({ length: 6000 }, (_, i) => `{"n":${i},"s":"${'é'.repeat(i % 25)}"}`).join('\n'),
    )
    const source = ndjson(fileBytes(path))
    const whole = await all(source)
    expect(whole).toHaveLength(6000)
    for (const i of [0, 1, 2000, 5998, 5999])
      expect(JSON.stringify(await all(source, whole[i]!.offset))).toBe(JSON.stringify(whole.slice(i + 1)))
  })
  test('of CSV goes on after any row, and knows its header', async () => {
    const source = csvRows(fileBytes(file('rows.csv', 'a,b\n1,2\n3,"4\n5"\n6,7\n')))
    expect((await all(source)).map(told)).toEqual([
      { a: '1', b: '2' },
      { a: '3', b: '4\n5' },
      { a: '6', b: '7' },
    ])
    expect(await resumesAnywhere(source)).toEqual([])
    expect((await all(source, 0)).length).toBe(3)
  })
  test('a last line without an end goes on after it is there', async () => {
    const path = file('growing.ndjson', '1\n2')
    const source = ndjson(fileBytes(path))
    const { offset } = (await all(source)).at(-1)!
    expect(await all(source, offset)).toEqual([])
    appendFileSync(path, '\n3\n')
    expect((await all(source, offset)).map(told)).toEqual(['3'])
  })
  test('that is not there, is a folder, is shorter than the offset, or has another line there', async () => {
    const missing = join(here, 'missing')
    await expect(all(ndjson(fileBytes(missing)))).rejects.toThrow(`${missing}: there is no such file; check the path`)
    mkdirSync(join(here, 'folder'))
    await expect(all(ndjson(fileBytes(join(here, 'folder'))))).rejects.toThrow('this is a directory; name a file in it')
    const path = file('short.ndjson', '12\n34\n')
    await expect(all(ndjson(fileBytes(path)), 7)).rejects.toThrow('its offsets are bytes from 0 to 6, and 7 is none')
    await expect(all(ndjson(fileBytes(path)), 4)).rejects.toThrow(
      `${path}: byte 4 is inside of a record: this is not the file, or not as it was; start from the beginning`,
    )
  })
})

describe('a stream', () => {
  const stream = () => streamBytes('pipe', () => Readable.from([Buffer.from('1\n2'), '2\n', Buffer.from('3\n')]))
  test('is read from its beginning, and what was seen is thrown away', async () => {
    expect((await all(ndjson(stream()))).map(told)).toEqual(['1', '22', '3'])
    expect(await resumesAnywhere(ndjson(stream()))).toEqual([])
    await expect(all(ndjson(stream()), 9)).rejects.toThrow('pipe: its offsets are bytes from 0 to 7, and 9 is none')
  })
  test('that breaks is a fault', async () => {
    const broken = streamBytes('pipe', () =>
      Readable.from(
        (async function* () {
          yield Buffer.from('1\n')
          throw new Error('EPIPE')
        })(),
      ),
    )
    await expect(all(ndjson(broken))).rejects.toThrow('pipe: EPIPE; check what writes to it')
  })
  test('whose reader leaves is destroyed', async () => {
    const silent = new Readable({ read() {} })
    const subscription = received(ndjson(streamBytes('pipe', () => silent))).subscribe()
    await until(() => silent.readableFlowing !== null || silent.listenerCount('readable') > 0)
    subscription.unsubscribe()
    await until(() => silent.destroyed)
  })
  test('of standard input', () => {
    const program = `
      import { ndjson, standardInput } from 'fluxion/io'
      for await (const chunk of ndjson(standardInput).open(2, new AbortController().signal))
        for (const { value, offset } of chunk) console.log(value.right, offset)`
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      input: '1\n2\n3',
      encoding: 'utf8',
    })
    expect(stderr).toBe('')
    expect(stdout).toBe('2 4\n3 5\n')
  })
})

describe('a file that grows', () => {
  /** Follows a file; `seen` are the records so far. */
  const following = (path: string, from: Offset = null) => {
    const seen: unknown[] = []
    const offsets: Offset[] = []
    const changes: FileChange[] = []
    const source = followFile(path, { every: 2, notice: (change) => changes.push(change) })
    const subscription = received(source, { from }).subscribe({
      next: (record) => {
        seen.push(told(record))
        offsets.push(record.offset)
      },
      error: (error) => seen.push(error.message),
    })
    return { seen, offsets, changes, source, leave: () => subscription.unsubscribe() }
  }
  test('a last line waits for its end, also inside a character', async () => {
    const path = file('tail', '"a"\n"b')
    const { seen, leave } = following(path)
    await until(() => seen.length === 1)
    const end = Buffer.from('é"\n')
    appendFileSync(path, end.subarray(0, 1))
    await new Promise((resolve) => setTimeout(resolve, 10))
    expect(seen).toEqual(['"a"'])
    appendFileSync(path, end.subarray(1))
    await until(() => seen.length === 2)
    expect(seen[1]).toBe('"bé"')
    leave()
  })
  test('goes on after any record in a later run', async () => {
    const path = file('resumed', '1\n2\n3\n')
    const first = following(path)
    await until(() => first.seen.length === 3)
    first.leave()
    const second = following(path, first.offsets[0]!)
    await until(() => second.seen.length === 2)
    appendFileSync(path, '4\n')
    await until(() => second.seen.length === 3)
    expect(second.seen).toEqual(['2', '3', '4'])
    expect(second.changes).toEqual([])
    second.leave()
  })
  test('rotated: the rest of the old file, then the new one, and it says so', async () => {
    const path = file('rotated', '1\n')
    const { seen, changes, source, offsets, leave } = following(path)
    await until(() => seen.length === 1)
    renameSync(path, `${path}.1`)
    appendFileSync(`${path}.1`, '2\n') // by who still has it open
    await until(() => seen.length === 2)
    writeFileSync(path, '3\n4\n')
    await until(() => seen.length === 4)
    expect(seen).toEqual(['1', '2', '3', '4'])
    expect(changes).toEqual([{ change: 'rotated', path, read: 4 }])
    expect(source.metrics!()).toEqual({ rotations: 1, cuts: 0 })
    expect(new Set(offsets).size).toBe(4)
    leave()
  })
  test('rotated at any moment, with a last line just before: nothing is lost', async () => {
    const path = file('often', '0\n')
    const { seen, source, leave } = following(path)
    const rotations = 40
    for (let i = 1; i <= rotations; i++) {
      await until(() => seen.length === 2 * i - 1)
      await new Promise((resolve) => setTimeout(resolve, (i % 8) / 4))
      renameSync(path, `${path}.${i}`)
      appendFileSync(`${path}.${i}`, `${2 * i - 1}\n`)
      writeFileSync(path, `${2 * i}\n`)
    }
    await until(() => seen.length === 2 * rotations + 1)
    expect(seen).toEqual(Array.from({ length: 2 * rotations + 1 }, (_, i) => `${i}`))
    expect(source.metrics!()).toEqual({ rotations, cuts: 0 })
    leave()
  })
  test('rotated between two runs: the later one begins the new file, and says so', async () => {
    const path = file('between', '1\n2\n')
    const first = following(path)
    await until(() => first.seen.length === 2)
    first.leave()
    renameSync(path, `${path}.1`)
    writeFileSync(path, '3\n4\n5\n')
    const second = following(path, first.offsets[1]!)
    await until(() => second.seen.length === 3)
    expect(second.seen).toEqual(['3', '4', '5'])
    expect(second.changes).toEqual([{ change: 'rotated', path, read: 4 }])
    second.leave()
  })
  test('cut: from its beginning, and it says so; what was the start of a line comes as it is', async () => {
    const path = file('cut', '1\n2\n{"a"')
    const { seen, changes, source, leave } = following(path)
    await until(() => seen.length === 2)
    truncateSync(path, 0)
    await until(() => changes.length === 1)
    appendFileSync(path, '3\n')
    await until(() => seen.length === 4)
    expect(seen).toEqual(['1', '2', '{"a"', '3'])
    expect(changes).toEqual([{ change: 'cut', path, read: 8 }])
    expect(source.metrics!()).toEqual({ rotations: 0, cuts: 1 })
    leave()
  })
  test('one that is deleted is waited for; one that never was is a fault', async () => {
    const path = file('deleted', '1\n')
    const { seen, leave } = following(path)
    await until(() => seen.length === 1)
    unlinkSync(path)
    await new Promise((resolve) => setTimeout(resolve, 10))
    writeFileSync(path, '2\n')
    await until(() => seen.length === 2)
    expect(seen).toEqual(['1', '2'])
    leave()
    const never = following(join(here, 'never'))
    await until(() => never.seen.length === 1)
    expect(never.seen[0]).toBe(`${join(here, 'never')}: there is no such file; check the path`)
  })
  test('who leaves gets no start of a line as a record', async () => {
    const path = file('left', '1\n2')
    const { seen, leave } = following(path)
    await until(() => seen.length === 1)
    leave()
    await new Promise((resolve) => setTimeout(resolve, 10))
    expect(seen).toEqual(['1'])
  })
  test.each(['12', 7, ':3'])('%j is no offset of it', async (offset) => {
    await expect(all(followFile(file('offsets', '1\n')), offset)).rejects.toThrow(
      `its offsets are number of the file, colon, byte, and ${JSON.stringify(offset)} is none`,
    )
  })
})
