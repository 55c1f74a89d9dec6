import { defineConfig } from 'vitest/config'

const low = '/tmp/bk-low/node_modules/'
export default defineConfig({
  resolve: {
    alias: [
      { find: /^(@redis\/client|mqtt|pg|@nats-io\/transport-node|@nats-io\/jetstream)$/, replacement: low + '$1' },
    ],
  },
  test: { include: ['tests/**/*.test.ts'], testTimeout: 15000 },
})
