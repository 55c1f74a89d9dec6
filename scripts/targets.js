/** What the native engine is built for, and how. */

const linux = { system: ['-fPIC', '-shared', '-Wl,-s', '-lpthread'] }
const darwin = { system: ['-fPIC', '-shared', '-Wl,-undefined,dynamic_lookup', '-Wl,-s'] }
/** One build of the kernels for each level of instructions; the fastest that runs is chosen when the addon loads. */
const x64 = {
  baseline: 'x86_64',
  builds: [
    ['v2', ['-mcpu=x86_64_v2']],
    ['v3', ['-mcpu=x86_64_v3']],
    ['v4', ['-mcpu=x86_64_v4', '-mprefer-vector-width=512']],
  ],
}
const arm64 = { builds: [['neon', []]] }

/** By platform, architecture and C library: the names of the built files. */
export const targets = {
  'linux-x64-gnu': { triple: 'x86_64-linux-gnu.2.17', ...linux, ...x64 },
  'linux-arm64-gnu': { triple: 'aarch64-linux-gnu.2.17', ...linux, ...arm64 },
  'darwin-x64': { triple: 'x86_64-macos.11.0', ...darwin, ...x64 },
  'darwin-arm64': { triple: 'aarch64-macos.11.0', ...darwin, ...arm64 },
}

/** The target of this machine, if there is one. */
export const host = () =>
  [`${process.platform}-${process.arch}`, `${process.platform}-${process.arch}-gnu`].find((name) => name in targets)

/** Numbers are rounded after each operation, so that all builds and WebAssembly agree; products say where not. */
export const common = ['-O3', '-ffp-contract=off', '-Wall', '-Wextra', '-Werror', '-fvisibility=hidden', '-g0']

export const wasm = [
  ...['-target', 'wasm32-freestanding', '-msimd128', '-mbulk-memory', '-nostdlib'],
  ...[
    '-Wl,--no-entry',
    '-Wl,--export=fluxion_run',
    '-Wl,--export=fluxion_fold',
    '-Wl,--export=__heap_base',
    '-Wl,--strip-all',
  ],
]
