/** docs/streams.md: its commands print what stands there, its program compiles and runs. */
import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from './io/sources/servers.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const text = readFileSync(join(root, 'docs/streams.md'), 'utf8')
const blocks = (language: string): readonly string[] =>
  [...text.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, block]) => block!)

/** What differs from run to run, or by rounding from engine to engine: times, names of predictions, last digits. */
const masked = (said: string): string =>
  said
    .replaceAll(/in \d[^,\n]*, [\d,]+ a second/g, 'in … s, … a second')
    .replaceAll(/"id":"[0-9a-f-]{36}"/g, '"id":"…"')
    .replaceAll(/\d\.\d{9,}/g, (digits) => Number(digits).toFixed(6))

let at = ''
let bin = ''
beforeAll(() => {
  mkdirSync(join(root, 'dist'), { recursive: true })
  at = mkdtempSync(join(root, 'dist/streams-')) // inside the package, so that it finds itself by name
  bin = mkdtempSync(join(root, 'dist/bin-'))
  symlinkSync(join(root, 'dist/node/main.js'), join(bin, 'fluxion'))
  // a bare machine has no curl
  const curl = `#!/usr/bin/env node
const [url, , body] = process.argv.slice(3)
const options = body === undefined ? {} : { method: 'POST', body, headers: { 'content-type': 'application/json' } }
process.stdout.write(await (await fetch(new URL(url.startsWith('http') ? url : 'http://' + url), options)).text())
`
  writeFileSync(join(bin, 'curl.mjs'), curl)
  writeFileSync(join(bin, 'curl'), `#!/bin/sh\nexec node ${JSON.stringify(join(bin, 'curl.mjs'))} "$@"\n`)
  for (const name of ['curl', 'curl.mjs']) chmodSync(join(bin, name), 0o755)
  writeFileSync(join(at, 'ticks.mjs'), blocks('js ticks.mjs')[0]!)
})
afterAll(() => {
  for (const folder of [at, bin]) rmSync(folder, { recursive: true, force: true })
})

/** Runs commands one after another in one shell, and gives what each printed. */
const shell = async (commands: readonly string[]): Promise<readonly string[]> => {
  const mark = '\u0004'
  const wait = 'for i in $(seq 200); do curl -s localhost:8080/ready > /dev/null 2>&1 && break; sleep 0.05; done'
  const port = await freePort()
  const script = commands
    .flatMap((command) => [command, ...(command.endsWith('&') ? [wait] : []), `printf '${mark}'`])
    .join('\n')
    .replaceAll('8080', String(port))
  const child = spawn('bash', [], {
    cwd: at,
    env: { ...process.env, PATH: `${bin}:${process.env.PATH}`, COLUMNS: '80' },
  })
  let out = ''
  const take = (piece: unknown): void => {
    out += String(piece)
  }
  child.stdout.on('data', take)
  child.stderr.on('data', (piece) => {
    if (!/^\[\d+\]|Done|Terminated|wait/.test(String(piece))) take(piece)
  })
  child.stdin.end(script)
  await new Promise((done) => child.on('close', done))
  return out.replaceAll(String(port), '8080').split(mark)
}

test('commands print what stands there', { timeout: 120_000 }, async () => {
  const sessions = blocks('console').join('')
  const [, ...parts] = sessions.split(/^\$ /m)
  const commands = parts.map((part) => part.slice(0, part.indexOf('\n')))
  const expected = parts.map((part) => part.slice(part.indexOf('\n') + 1))
  const said = await shell(commands)
  commands.forEach((command, i) => {
    expect(`$ ${command}\n${masked(said[i]!)}`).toBe(`$ ${command}\n${masked(expected[i]!)}`)
  })
})

test('the program compiles, and prints what stands there', { timeout: 120_000 }, () => {
  const node = (args: readonly string[]) => spawnSync(process.execPath, args, { cwd: at, encoding: 'utf8' })
  writeFileSync(join(at, 'ticks.ndjson'), node(['ticks.mjs']).stdout)
  writeFileSync(join(at, 'page.ts'), blocks('ts').join('\n'))
  const compilerOptions = { paths: {}, noEmit: false, rootDir: at, outDir: at }
  const project = { extends: join(root, 'tsconfig.json'), compilerOptions, include: ['page.ts'], exclude: [] }
  writeFileSync(join(at, 'tsconfig.json'), JSON.stringify(project))
  expect(node([join(root, 'node_modules/typescript/bin/tsc'), '-p', at]).stdout).toBe('')
  const { stdout, stderr } = node(['page.js'])
  expect(stderr).toBe('')
  expect(stdout).toBe(blocks('text').join(''))
})
