/** Real servers for tests: on a free port, in a folder of their own, killed and started again at will. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { connect as connectTo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

const folders = [
  ...(process.env.PATH ?? '').split(delimiter),
  '/usr/sbin',
  '/usr/local/sbin',
  ...(existsSync('/usr/lib/postgresql')
    ? readdirSync('/usr/lib/postgresql').map((version) => `/usr/lib/postgresql/${version}/bin`)
    : []),
]

/** Where a program is; where it is absent, one line says what is skipped. */
export const program = (name: string, skipped: string, install: string): string | undefined => {
  const found = folders.map((folder) => join(folder, name)).find((file) => existsSync(file))
  if (found === undefined) console.warn(`${skipped} are skipped: there is no ${name} here; install it: ${install}`)
  return found
}

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (typeof address === 'object' && address !== null ? resolve(address.port) : reject()))
    })
  })

export const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds))

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connectTo(port, '127.0.0.1')
    socket.on('error', () => resolve(false))
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
  })

/** Whether it holds, and holds in time. */
const within = (holds: Promise<boolean>, end: number): Promise<boolean> =>
  Promise.race([
    holds,
    new Promise<boolean>((resolve) => {
      setTimeout(() => resolve(false), Math.max(0, end - performance.now())).unref()
    }),
  ])

export interface Server {
  readonly port: number
  readonly folder: string
  readonly start: () => Promise<void>
  /** Ends it as a crash does. */
  readonly kill: () => Promise<void>
  /** Kills it and removes its folder. */
  readonly remove: () => Promise<void>
}

export interface ServerOptions {
  readonly file: string
  readonly args: (port: number, folder: string) => readonly string[]
  /** Called once, before the first start. */
  readonly prepare?: (folder: string) => void
  /** Numbers of the user and group that it runs as. */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined
  readonly signal?: NodeJS.Signals
  /** Resolves when it takes clients; by default when its port answers. */
  readonly ready?: (port: number) => Promise<boolean>
}

/** A server that runs. */
export const started = async (options: ServerOptions): Promise<Server> => {
  const { file, args, prepare, user, signal = 'SIGKILL', ready = answers } = options
  const [port, folder] = [await freePort(), mkdtempSync(join(tmpdir(), 'fluxion-server-'))]
  prepare?.(folder)
  let child: ChildProcess | undefined
  let said = ''
  const start = async (): Promise<void> => {
    const process = spawn(file, args(port, folder), { cwd: folder, ...user })
    child = process
    const note = (piece: Buffer): void => {
      said += String(piece)
    }
    process.stdout.on('data', note)
    process.stderr.on('data', note)
    for (const end = performance.now() + 15_000; !(await within(ready(port), end)); await sleep(20))
      if (process.exitCode !== null || performance.now() > end) {
        process.kill(signal)
        throw new Error(`${file} does not start: ${said}`)
      }
  }
  const kill = async (): Promise<void> => {
    const process = child
    if (process === undefined || process.exitCode !== null || process.signalCode !== null) return
    await new Promise((resolve) => {
      process.on('exit', resolve)
      process.kill(signal)
    })
  }
  await start()
  return {
    port,
    folder,
    start,
    kill,
    remove: async () => {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Somebody who is not root, for servers that refuse to run as root. */
export const nobody = (): { readonly uid: number; readonly gid: number } | undefined => {
  if (process.getuid?.() !== 0) return undefined
  const idOf = (flag: string): number => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }))
  return { uid: idOf('-u'), gid: idOf('-g') }
}
