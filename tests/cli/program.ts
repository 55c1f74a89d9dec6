/** The command line as a person runs it: a process, its output, its exit code. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../dist/node/main.js', import.meta.url))

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}
export interface Options {
  readonly stdin?: string
  /** Beside the variables of this process. */
  readonly env?: Readonly<Record<string, string>>
  /** Sees the process and its output so far, after each piece. */
  readonly watch?: (child: ChildProcess, out: string) => void
}

/** Runs `fluxion` in a folder until it ends. */
export const fluxion = (folder: string, args: readonly string[], { stdin, env, watch }: Options = {}): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, ...args], { cwd: folder, env: { ...process.env, ...env } })
    let [out, err] = ['', '']
    child.stdout.on('data', (piece) => {
      out += String(piece)
      watch?.(child, out)
    })
    child.stderr.on('data', (piece) => {
      err += String(piece)
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, out, err }))
    child.stdin.end(stdin ?? '')
  })

export const folder = (): string => mkdtempSync(join(tmpdir(), 'fluxion-'))

/** The objects of `--json` output; throws where a line is no JSON. */
export const events = (out: string): readonly any[] =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

/** Customers who leave when they are old and rich, with a city that matters little: made up, always the same. */
export const customers = (rows: number): string => {
  const cities = ['Bern', 'Rome', 'Oslo']
  const line = (i: number): string => {
    const age = 20 + ((i * 37) % 60)
    const balance = ((i * 7919) % 1000) / 10
    const leaves = age / 80 + balance / 100 + ((i * 31) % 7) / 40 > 1.1
    return [i, cities[i % 3], age, i % 11 === 0 ? '' : balance, leaves ? 'yes' : 'no'].join(',')
  }
  return `id,city,age,balance,left\n${Array.from({ length: rows }, (_, i) => line(i)).join('\n')}\n`
}
