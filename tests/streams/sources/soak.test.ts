/** A source ten times faster than its learner, under every policy, for a moment; `npm run soak` does it for a minute. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

test('memory is flat and every count is right', () => {
  const script = fileURLToPath(new URL('../../../scripts/soak.js', import.meta.url))
  const args = ['--expose-gc', script, '--steps', '0', '--images', '0', '--seconds', '2']
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  expect(stderr).toBe('')
  expect(stdout).toMatch(/: flat\n$/)
  for (const policy of ['block', 'dropOldest', 'dropNewest', 'sample', 'fail'])
    expect(stdout).toMatch(new RegExp(`streams, ${policy}: .*: right`))
  expect(status).toBe(0)
})
