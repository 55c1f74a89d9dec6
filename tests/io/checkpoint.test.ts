/** Checkpoints: whole or passed over, a few kept, and written by one process, the one that came last. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import * as t from 'io-ts'
import { afterAll, describe, expect, test } from 'vitest'
import { literal } from '../../src/core/index.js'
import {
  type FileError,
  openCheckpoints,
  readCheckpoint,
  showFileError,
  takeFence,
  tensor,
} from '../../src/io/index.js'

const root = mkdtempSync(join(tmpdir(), 'fluxion-'))
afterAll(() => rmSync(root, { recursive: true }))
let folders = 0
const folder = (): string => join(root, String(folders++))

const State = t.strict({ step: t.number, weights: tensor })
const format = { kind: 'test', version: 1, codec: State }
const state = (step: number) => ({ step, weights: literal([2], [step, -step]) })
const done = async <A>(task: TE.TaskEither<FileError, A>): Promise<A> => {
  const result = await task()
  if (E.isLeft(result)) throw new Error(showFileError(result.left))
  return result.right
}
const problem = async (task: TE.TaskEither<FileError, unknown>): Promise<string> => {
  const result = await task()
  return E.isLeft(result) ? showFileError(result.left) : 'no problem'
}
const checkpointsIn = (at: string): readonly string[] =>
  readdirSync(at)
    .filter((name) => name.startsWith('checkpoint'))
    .toSorted()

describe('a folder of checkpoints', () => {
  test('is created; the newest is read, the last few are kept', async () => {
    const at = join(folder(), 'deep')
    const { restored, save } = await done(openCheckpoints(format)(at))
    expect(restored).toBe(null)
    for (let step = 1; step <= 5; step++) await done(save(state(step)))
    const read = await done(readCheckpoint(format)(at))
    expect(read).toEqual({ value: state(5), file: join(at, 'checkpoint-0001-00000005.fluxion'), passed: [] })
    expect(checkpointsIn(at)).toEqual([3, 4, 5].map((n) => `checkpoint-0001-0000000${n}.fluxion`))
    const again = await done(openCheckpoints(format, { keep: 1 })(at))
    expect(again.restored?.value).toEqual(state(5))
    expect(await done(again.save(state(6)))).toBe(join(at, 'checkpoint-0002-00000006.fluxion'))
    expect(checkpointsIn(at)).toEqual(['checkpoint-0002-00000006.fluxion'])
  })
  test('saves asked for at once are written in their order', async () => {
    const at = folder()
    const { save } = await done(openCheckpoints(format)(at))
    const files = await Promise.all([1, 2, 3, 4].map((step) => done(save(state(step)))))
    expect(files).toEqual(files.toSorted())
    expect((await done(readCheckpoint(format)(at)))?.value).toEqual(state(4))
  })
  test.each([
    ['cut off', (file: string) => truncateSync(file, readFileSync(file).length - 1)],
    ['empty', (file: string) => truncateSync(file, 0)],
    [
      'with one flipped bit',
      (file: string) => {
        const bytes = readFileSync(file)
        bytes[bytes.length - 3]! ^= 1
        writeFileSync(file, bytes)
      },
    ],
  ])('with the newest %s falls back to the one before, and says so', async (_, damage) => {
    const at = folder()
    const { save } = await done(openCheckpoints(format)(at))
    await done(save(state(1)))
    const file = await done(save(state(2)))
    damage(file)
    const { restored, save: next } = await done(openCheckpoints(format)(at))
    expect(restored?.value).toEqual(state(1))
    expect(restored?.passed.map((error) => error.file)).toEqual([file])
    await done(next(state(3)))
    expect((await done(readCheckpoint(format)(at)))?.value).toEqual(state(3))
  })
  test('none of which is whole is one line', async () => {
    const at = folder()
    const { save } = await done(openCheckpoints(format)(at))
    for (const step of [1, 2]) truncateSync(await done(save(state(step))), 50)
    expect(await problem(openCheckpoints(format)(at))).toMatch(
      /: none of its 2 checkpoints is whole \(.*00000002\.fluxion: .*; restore it from a copy, or name another folder$/,
    )
  })
  test('whose content is something else is one line, and no older one is taken', async () => {
    const at = folder()
    const { save } = await done(openCheckpoints(format)(at))
    await done(save(state(1)))
    await done(save({ step: 'two' } as never))
    expect(await problem(readCheckpoint(format)(at))).toContain('at step expected number but got "two"')
  })
  test('that is a file, or nowhere, is one line', async () => {
    const at = folder()
    mkdirSync(at)
    writeFileSync(join(at, 'file'), '')
    expect(await problem(openCheckpoints(format)(join(at, 'file')))).toContain('a file of that name is in the way')
    expect(await problem(readCheckpoint(format)(join(at, 'none')))).toContain('there is no such file')
  })
  test('is cleared of what a killed writer left', async () => {
    const at = folder()
    mkdirSync(at)
    writeFileSync(join(at, 'checkpoint-0003-00000007.fluxion.1234567'), 'half')
    writeFileSync(join(at, 'notes.txt'), 'of a person')
    await done(openCheckpoints(format)(at))
    expect(readdirSync(at).toSorted()).toEqual(['notes.txt', 'writer-1'])
  })
  test('keeps at least one', () => {
    expect(() => openCheckpoints(format, { keep: 0 })(folder())).toThrow(RangeError)
  })
})

describe('fencing', () => {
  const refused = / another process has taken it over \(process \d+ on .*\); nothing was written; stop one of the two/
  test('whoever comes later may write, whoever came earlier may not', async () => {
    const at = folder()
    const first = await done(openCheckpoints(format)(at))
    await done(first.save(state(1)))
    const second = await done(openCheckpoints(format)(at))
    expect(await problem(first.save(state(100)))).toMatch(refused)
    await done(second.save(state(2)))
    expect(await problem(first.save(state(101)))).toMatch(refused)
    expect((await done(readCheckpoint(format)(at)))?.value).toEqual(state(2))
    expect(checkpointsIn(at)).toHaveLength(2)
  })
  test('a write that was under way when another process came is older than all of that one, and not told as done', async () => {
    const at = folder()
    const first = await done(openCheckpoints(format)(at))
    await done(first.save(state(1)))
    const large = { step: 100, weights: literal([2_000_000], new Float32Array(2_000_000)) }
    const late = problem(first.save(large))
    const second = await done(openCheckpoints(format)(at))
    await done(second.save(state(2)))
    expect(await late).toMatch(refused)
    expect((await done(readCheckpoint(format)(at)))?.value).toEqual(state(2))
  })
  test('what an earlier process has yet written, however much, is older than what a later one wrote', async () => {
    const at = folder()
    const first = await done(openCheckpoints(format)(at))
    const file = await done(first.save(state(1)))
    const second = await done(openCheckpoints(format)(at))
    await done(second.save(state(2)))
    for (const number of [7, 8, 9]) copyFileSync(file, join(at, `checkpoint-0001-0000000${number}.fluxion`))
    expect((await done(readCheckpoint(format)(at)))?.value).toEqual(state(2))
    await done(second.save(state(3)))
    expect(checkpointsIn(at)).toContain('checkpoint-0002-00000002.fluxion')
    expect((await done(openCheckpoints(format)(at))).restored?.value).toEqual(state(3))
  })
  test('a token grows even where the files of earlier writers are gone', async () => {
    const at = folder()
    const { save } = await done(openCheckpoints(format)(at))
    await done(openCheckpoints(format)(at))
    const { save: third } = await done(openCheckpoints(format)(at))
    await done(third(state(3)))
    rmSync(join(at, 'writer-3'))
    expect(await problem(third(state(4)))).toContain('its files were removed while this process wrote to it')
    const fourth = await done(openCheckpoints(format)(at))
    expect(fourth.restored?.value).toEqual(state(3))
    expect(await done(fourth.save(state(4)))).toContain('checkpoint-0004-')
    expect(await problem(save(state(1)))).toMatch(refused)
  })
  test('a folder that was emptied and taken anew is not mistaken for the own one', async () => {
    const at = folder()
    const first = await done(takeFence(at))
    rmSync(at, { recursive: true })
    const second = await done(takeFence(at))
    expect(second.token).toBe(first.token)
    expect(await problem(first.check)).toContain('its files were removed')
    expect(await problem(second.check)).toBe('no problem')
  })
})

describe.skipIf(process.platform === 'win32')('processes', () => {
  const refused = /another process has taken it over/
  const program = join(root, 'write.mjs')
  const built = pathToFileURL(resolve(import.meta.dirname, '../../dist/node/io.js'))
  const types = pathToFileURL(resolve(import.meta.dirname, '../../node_modules/io-ts/lib/index.js'))
  writeFileSync(
    program,
    `import { openCheckpoints, showFileError } from '${built}'
    import t from '${types}'
    const [at, name, times] = process.argv.slice(2)
    const format = { kind: 'test', version: 1, codec: t.strict({ name: t.string, step: t.number }) }
    const opened = await openCheckpoints(format)(at)()
    if (opened._tag === 'Left') throw new Error(showFileError(opened.left))
    for (let step = 1; step <= Number(times); step++) {
      const saved = await opened.right.save({ name, step })()
      if (saved._tag === 'Left') {
        console.log(showFileError(saved.left))
        process.exit(3)
      }
      if (step === 1) console.log('writing')
    }
    console.log('done')`,
  )
  const Named = { kind: 'test', version: 1, codec: t.strict({ name: t.string, step: t.number }) }
  const begin = (at: string, name: string, times: number) => {
    const child = spawn(process.execPath, [program, at, name, String(times)], { stdio: ['ignore', 'pipe', 'inherit'] })
    let out = ''
    child.stdout!.on('data', (piece) => {
      out += String(piece)
    })
    const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, out }))
    return { child: child as ChildProcess, ended }
  }

  test('a stale process that goes on writing is refused; the newer checkpoint stays as it is', async () => {
    const at = folder()
    const stale = begin(at, 'stale', 1_000_000)
    await once(stale.child.stdout!, 'data')
    const now = await done(openCheckpoints(Named)(at))
    const file = await done(now.save({ name: 'now', step: 1 }))
    const bytes = readFileSync(file)
    const { code, out } = await stale.ended
    expect(code).toBe(3)
    expect(out).toMatch(
      new RegExp(`another process has taken it over \\(process ${process.pid} on .*\\); nothing was written`),
    )
    expect(out.trim().split('\n')).toHaveLength(2)
    expect(readFileSync(file).equals(bytes)).toBe(true)
    expect((await done(readCheckpoint(Named)(at)))?.value).toEqual({ name: 'now', step: 1 })
  })

  test('of several that start at once the last to come writes to the end, and its last word stands', async () => {
    const at = folder()
    const all = ['a', 'b', 'c', 'd'].map((name) => begin(at, name, 60))
    const ends = await Promise.all(all.map(({ ended }) => ended))
    const read = await done(readCheckpoint(Named)(at))
    const last = 'abcd'.indexOf(read!.value.name)
    expect(read!.value.step).toBe(60)
    expect(ends[last]).toMatchObject({ code: 0, out: 'writing\ndone\n' })
    const token = Number(/checkpoint-(\d+)-/.exec(read!.file)![1])
    expect(token).toBeGreaterThanOrEqual(4)
    expect(readdirSync(at).filter((name) => name.startsWith('writer'))).toEqual([`writer-${token}`])
    // Whoever was not refused was done before the next one came.
    for (const { code, out } of ends) expect(code === 3 ? out : 'done').toMatch(code === 3 ? refused : /done/)
    expect(checkpointsIn(at).every((name) => !/\.\d+$/.test(name))).toBe(true)
  })
})
