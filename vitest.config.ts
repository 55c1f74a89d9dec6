import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  resolve: {
    alias: [
      { find: /^fluxion$/, replacement: here('./src/index.ts') },
      { find: /^fluxion\/laws$/, replacement: here('./laws/index.ts') },
      { find: /^fluxion\/(data|streams|io)$/, replacement: here('./src/$1/index.ts') },
    ],
  },
  test: { include: ['tests/**/*.test.ts'], globalSetup: ['tests/build.ts'], testTimeout: 60_000, maxWorkers: '100%' },
})
