import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['packages/*/src/**/*.test.ts', 'services/*/src/**/*.test.ts', 'tests/**/*.test.ts'],
    // Two cores must do: a test that needs longer than this belongs to `bench` or `crash`, or names its own limit.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    maxWorkers: 2,
    allowOnly: false,
  },
})
