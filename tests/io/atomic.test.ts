/** Files are written whole or not at all, and every refusal of the system is one line. */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import { afterAll, describe, expect, test } from 'vitest'
import { checkFolder, readWhole, writeFolder, writeWhole } from '../../src/io/atomic.js'
import { type FileError, showFileError } from '../../src/io/fileError.js'

const root = mkdtempSync(join(tmpdir(), 'fluxion-'))
afterAll(() => rmSync(root, { recursive: true }))
let folders = 0
const folder = (): string => {
  const path = join(root, String(folders++))
  mkdirSync(path)
  return path
}
const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values)
const problem = async (task: TE.TaskEither<FileError, unknown>): Promise<string> => {
  const result = await task()
  return E.isLeft(result) ? showFileError(result.left) : 'no problem'
}

describe('writeWhole', () => {
  test('writes what readWhole reads, and nothing beside it', async () => {
    const at = folder()
    for (const content of [bytes(1, 2, 3), bytes(), new Uint8Array(3_000_000).fill(7)]) {
      expect(await writeWhole(join(at, 'file'))(content)()).toEqual(E.right(undefined))
      const read = await readWhole(join(at, 'file'))()
      expect(E.isRight(read) && Buffer.compare(read.right, content)).toBe(0)
    }
    expect(readdirSync(at)).toEqual(['file'])
  })
  test('writes nothing before the task runs', () => {
    const at = folder()
    writeWhole(join(at, 'file'))(bytes(1))
    expect(readdirSync(at)).toEqual([])
  })
  test('follows links and keeps the mode', async () => {
    const at = folder()
    writeFileSync(join(at, 'file'), 'old', { mode: 0o640 })
    symlinkSync('file', join(at, 'link'))
    await writeWhole(join(at, 'link'))(bytes(65))()
    expect(readFileSync(join(at, 'file'), 'utf8')).toBe('A')
    expect(statSync(join(at, 'file')).mode & 0o777).toBe(0o640)
    expect(readdirSync(at)).toEqual(['file', 'link'])
  })
  test('many at once leave one of them, whole', async () => {
    const at = folder()
    const all = Array.from({ length: 10 }, (_, i) => new Uint8Array(100_000).fill(i))
    await Promise.all(all.map((content) => writeWhole(join(at, 'file'))(content)()))
    const found = readFileSync(join(at, 'file'))
    expect(found.equals(all[found[0]!]!)).toBe(true)
    expect(readdirSync(at)).toEqual(['file'])
  })

  test('one line for a folder that is not there', async () => {
    const path = join(folder(), 'none', 'file')
    expect(await problem(writeWhole(path)(bytes(1)))).toBe(
      `${path}: there is no such folder; create it, or choose another`,
    )
  })
  test('one line for a folder that is a file', async () => {
    const at = folder()
    writeFileSync(join(at, 'file'), 'old')
    expect(await problem(writeWhole(join(at, 'file', 'x'))(bytes(1)))).toContain(
      'a part of the path is not a folder; check',
    )
  })
  test('one line for a directory, which stays', async () => {
    const at = folder()
    mkdirSync(join(at, 'file'))
    expect(await problem(writeWhole(join(at, 'file'))(bytes(1)))).toContain('this is a directory; name a file in it')
    expect(statSync(join(at, 'file')).isDirectory()).toBe(true)
    expect(readdirSync(at)).toEqual(['file'])
  })
  test.skipIf(process.platform === 'win32')('one line for a device, which stays', async () => {
    expect(await problem(writeWhole('/dev/null')(bytes(1)))).toContain('this is a device or a pipe, not a file; ')
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true)
  })
})

/** Runs a task without the rights of the superuser, who may do everything. */
const asUser = async <A>(run: () => Promise<A>): Promise<A> => {
  if (process.getuid?.() !== 0) return run()
  process.seteuid!(65534)
  try {
    return await run()
  } finally {
    process.seteuid!(0)
  }
}
describe.skipIf(process.platform === 'win32')('without permission', () => {
  test('the old file stays, and nothing beside it', async () => {
    const at = folder()
    const path = join(at, 'file')
    writeFileSync(path, 'old', { mode: 0o666 })
    chmodSync(root, 0o755)
    chmodSync(at, 0o555)
    const line = await asUser(() => problem(writeWhole(path)(bytes(1))))
    expect(line).toBe(`${path}: permission denied; choose another folder, or allow this user to write here`)
    expect(readFileSync(path, 'utf8')).toBe('old')
    expect(readdirSync(at)).toEqual(['file'])
    chmodSync(at, 0o755)
  })
  test('a file that is read-only is not replaced', async () => {
    const at = folder()
    writeFileSync(join(at, 'file'), 'old', { mode: 0o444 })
    chmodSync(at, 0o777)
    expect(await asUser(() => problem(writeWhole(join(at, 'file'))(bytes(1))))).toContain('permission denied; choose')
    expect(readFileSync(join(at, 'file'), 'utf8')).toBe('old')
  })
  test('a file is not read', async () => {
    const path = join(folder(), 'file')
    writeFileSync(path, 'old', { mode: 0 })
    expect(await asUser(() => problem(readWhole(path)))).toBe(
      `${path}: permission denied; allow this user to read the file`,
    )
  })
})

describe('writeFolder', () => {
  test('makes the folder, writes files, takes away what is null, leaves the rest', async () => {
    const path = join(folder(), 'pictures')
    expect(await problem(checkFolder(path))).toBe('no problem')
    expect(await problem(writeFolder(path)({ a: bytes(1), b: bytes(2), c: null }))).toBe('no problem')
    writeFileSync(join(path, 'mine'), 'kept')
    expect(await problem(writeFolder(path)({ a: bytes(3, 4), b: null }))).toBe('no problem')
    expect(readdirSync(path).toSorted()).toEqual(['a', 'mine'])
    expect(readFileSync(join(path, 'a'))).toEqual(Buffer.of(3, 4))
    expect(await problem(checkFolder(path))).toBe('no problem')
  })
  test('one line for a file in its place, no folder around it, no permission', async () => {
    const file = join(folder(), 'file')
    writeFileSync(file, '')
    for (const write of [checkFolder(file), writeFolder(file)({ a: bytes(1) })])
      expect(await problem(write)).toBe(`${file}: this is a file, not a folder; name a folder`)
    const far = join(folder(), 'no', 'where')
    for (const write of [checkFolder(far), writeFolder(far)({ a: bytes(1) })])
      expect(await problem(write)).toBe(`${far}: there is no such folder; create it, or choose another`)
  })
})

describe('readWhole', () => {
  test('one line for a file that is not there', async () => {
    expect(await problem(readWhole('none.fluxion'))).toBe('none.fluxion: there is no such file; check the path')
  })
  test('one line for a directory', async () => {
    expect(await problem(readWhole(root))).toBe(`${root}: this is a directory; name a file in it`)
  })
  test('one line for a name with a line end', async () => {
    expect(await problem(readWhole('a\nb'))).toBe('a b: there is no such file; check the path')
  })
})

describe.skipIf(process.platform === 'win32')('in a process of its own', () => {
  const program = join(folder(), 'write.mjs')
  const built = pathToFileURL(resolve(import.meta.dirname, '../../dist/src/io/atomic.js'))
  writeFileSync(
    program,
    `import { writeWhole } from '${built}'
    process.on('SIGXFSZ', () => {}) // a file beyond its limit is then an error instead of the end
    const [path, size, times] = process.argv.slice(2)
    for (let i = 0; i < times; i++) {
      const result = await writeWhole(path)(new Uint8Array(Number(size)).fill(i))()
      console.log(JSON.stringify(result))
    }`,
  )

  test('killed at any moment, the file is whole', async () => {
    const path = join(folder(), 'file')
    const size = 2_000_000
    writeFileSync(path, new Uint8Array(size))
    for (let i = 0; i < 6; i++) {
      const child = spawn(process.execPath, [program, path, String(size), '1000000'])
      await once(child.stdout, 'data')
      await setTimeout(3 * i)
      child.kill('SIGKILL')
      await once(child, 'close')
      const found = readFileSync(path)
      expect(found.equals(new Uint8Array(size).fill(found[0]!))).toBe(true)
    }
  })
  test('on a disk that is full after a part of the file, the old file stays, and nothing beside it', () => {
    const path = join(folder(), 'file')
    writeFileSync(path, 'old')
    // a limit on the size of files, at most 512 KiB, stands for the disk: the first part can be written, the rest cannot
    const command = `ulimit -f 512; exec "$0" "$@"`
    const out = execFileSync('sh', ['-c', command, process.execPath, program, path, '1000000', '1'])
    expect(JSON.parse(out.toString())).toMatchObject({
      _tag: 'Left',
      left: { what: expect.stringContaining('too large') },
    })
    expect(readFileSync(path, 'utf8')).toBe('old')
    expect(readdirSync(join(path, '..'))).toEqual(['file'])
  })
})
