/** Libraries of `bench/peers`, which are installed apart and may be absent. */
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Folder of the peers: `FLUXION_BENCH_PEERS`, else the one beside the sources. */
export const peersFolder = resolve(
  process.env.FLUXION_BENCH_PEERS ?? fileURLToPath(new URL('../../bench/peers', import.meta.url)),
)

const require = createRequire(join(peersFolder, 'package.json'))

/** Throws where it is not installed. */
export const peer = (name: string): any => require(name)

export const peerFile = (name: string): string => require.resolve(name)
