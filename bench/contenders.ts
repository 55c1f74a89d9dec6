/** Who is measured, and how each is started. */
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Case } from './cases.js'
import { peersFolder } from './peer.js'
import type { Via } from './protocol.js'

export interface ContenderSpec {
  readonly name: string
  /** An engine whose speed is compared with all others, the reference engine among them. */
  readonly ours: boolean
  readonly via: Via
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly takes: (c: Case) => boolean
  /** What to do where it is absent. */
  readonly remedy: string
}

const cores = availableParallelism()
const threads = cores === 1 ? [1] : [1, cores]
const counted = (n: number): string => (n === 1 ? '1 thread' : `${n} threads`)
const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url))
const python = process.env.FLUXION_BENCH_PYTHON ?? 'python3'

const everything = (): boolean => true
/** Not the networks that are written out layer by layer in the words of each library, nor records that come as text. */
const plain = ({ spec }: Case): boolean => spec?.kind !== 'resnet' && spec?.kind !== 'records'
/** What can keep its state inside. */
const resident = ({ family }: Case): boolean => family === 'training' || family === 'online'

const own = (name: string, env: ContenderSpec['env'], remedy: string): ContenderSpec => ({
  name,
  ours: true,
  via: 'call',
  command: process.execPath,
  args: [here('fluxion.js')],
  env,
  takes: everything,
  remedy,
})
const build = 'npm run build'
const native = (n: number): ContenderSpec =>
  own(`native, ${counted(n)}`, { FLUXION_ENGINE: 'native', FLUXION_THREADS: String(Math.min(64, n)) }, build)
const wasm = own('wasm', { FLUXION_ENGINE: 'wasm' }, build)
const folded = (contender: ContenderSpec): ContenderSpec => ({
  ...contender,
  name: `${contender.name}, fold`,
  via: 'fold',
  takes: (c) => resident(c) || c.family === 'matmul',
})
const samples = ({ family }: Case): boolean => family === 'online'
const tables = ({ spec }: Case): boolean => spec?.kind === 'online'
const notRecords = ({ spec }: Case): boolean => spec?.kind !== 'records'
const records = ({ spec }: Case): boolean => spec?.kind === 'records'
const inRows = (contender: ContenderSpec): ContenderSpec => ({
  ...contender,
  name: `${contender.name}, fold of rows`,
  via: 'rows',
  takes: tables,
})
/** Plain loops: cases of few operations only. */
const most = 5e6
const reference: ContenderSpec = {
  ...own('reference', { FLUXION_ENGINE: 'reference' }, build),
  ours: false,
  takes: ({ flops, family }) => family !== 'start' && (flops ?? 0) <= most,
}

const library = (name: string, file: string): ContenderSpec => ({
  name,
  ours: false,
  via: 'call',
  command: process.execPath,
  args: [here(file)],
  env: { FLUXION_BENCH_PEERS: peersFolder },
  takes: plain,
  remedy: 'npm ci --prefix bench/peers',
})
const inPython = (name: string, file: string, n: number, ...args: readonly string[]): ContenderSpec => ({
  name,
  ours: false,
  via: 'call',
  command: python,
  args: [here(join('../../bench/peers', file)), ...args],
  env: { FLUXION_BENCH_THREADS: String(n), PYTHONDONTWRITEBYTECODE: '1' },
  takes: everything,
  remedy: 'FLUXION_BENCH_PYTHON names a Python that has it',
})
const sklearn: ContenderSpec = { ...inPython('scikit-learn partial_fit', 'with_sklearn.py', 1), takes: samples }
const jax: ContenderSpec = { ...inPython('JAX jit', 'with_jax.py', cores), takes: plain }

export const contenders: readonly ContenderSpec[] = [
  ...threads.map(native),
  { ...folded(native(1)), takes: records },
  folded(native(cores)),
  inRows(native(cores)),
  wasm,
  folded(wasm),
  inRows(wasm),
  reference,
  { ...reference, name: 'a loop by hand', via: 'loop', takes: samples },
  sklearn,
  { ...sklearn, name: 'scikit-learn partial_fit, in batches', via: 'rows', takes: tables },
  ...threads.map((n) => ({ ...inPython(`PyTorch, ${counted(n)}`, 'with_pytorch.py', n), takes: notRecords })),
  {
    ...inPython(`PyTorch compiled, ${counted(cores)}`, 'with_pytorch.py', cores, 'compiled'),
    takes: ({ family, name }) => family === 'training' || name.startsWith('compile'),
  },
  jax,
  { ...jax, name: 'JAX jit, in a loop', via: 'fold', takes: (c) => resident(c) && plain(c) },
  library('TensorFlow.js wasm', 'tensorflowJs.js'),
  library('jax-js wasm', 'jaxJs.js'),
]
