import { configDefaults, defineConfig } from 'vitest/config'
import { TableReporter } from './tests/engines/table-reporter.ts'

export default defineConfig({
  test: {
    // Two cores must do: a test that needs longer than this belongs to `bench` or `crash`, or names its own limit.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    maxWorkers: 2,
    allowOnly: false,
    reporters: ['default', new TableReporter()],
    // A machine that runs tests is late by itself; the refusal of requests for it has tests of its own.
    env: { DAYBOOK_LIMIT_LOOP_DELAY_MS: '60000' },
    projects: [
      {
        extends: true,
        test: {
          name: 'without-servers',
          include: ['packages/*/src/**/*.test.ts', 'services/*/src/**/*.test.ts', 'tests/**/*.test.ts'],
          exclude: [...configDefaults.exclude, 'tests/engines/**'],
        },
      },
      // Each suite starts the server it needs, or says why it is skipped.
      { extends: true, test: { name: 'engines', include: ['tests/engines/**/*.test.ts'], testTimeout: 120_000 } },
    ],
  },
})
