/** Whoever is asked to stop while a file is being written stops in good order: what guards that file must not end it. */
import { take } from 'rxjs'
import { expect, test } from 'vitest'
import { interruption } from '../../src/cli/interruption.js'

test('the first signal is heard, and its listener is gone a turn later, not before others have looked', async () => {
  const before = process.listenerCount('SIGHUP')
  let heard = 0
  interruption.pipe(take(1)).subscribe(() => heard++)
  let left = 0
  // as the guard of a file that is being written: called last, it ends the process where it finds nobody else
  const guard = (): void => {
    left = process.listenerCount('SIGHUP')
  }
  process.on('SIGHUP', guard)
  process.emit('SIGHUP', 'SIGHUP')
  process.off('SIGHUP', guard)
  expect([heard, left]).toEqual([1, before + 2])
  await new Promise((next) => setImmediate(next))
  expect(process.listenerCount('SIGHUP')).toBe(before)
})
