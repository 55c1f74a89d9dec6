/** Marks the command line as executable after a build, so that it runs from a checkout as it does from a package. */
import { chmodSync } from 'node:fs'

chmodSync(new URL('../dist/node/main.js', import.meta.url), 0o755)
