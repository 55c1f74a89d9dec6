/** Builds once before all tests, so that whole programs are tested as users run them. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export default (): void => {
  execFileSync('npm', ['run', 'build'], { cwd: fileURLToPath(new URL('..', import.meta.url)), stdio: 'pipe' })
}
