import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/** Compiling and simulating leave much behind that is soon forgotten: with more room for it the collector takes a twelfth of the work less. */
const execArgv = ['--max-semi-space-size=32']

const withServers = { pool: 'forks', isolate: false, globalSetup: ['test/harness/global-setup.ts'], setupFiles: ['test/harness/seed.ts'], maxWorkers: 2 } as const

/**
 * Vitest would leave one core idle, which on two cores doubles the wait, and load the compiler anew for every file, which costs as
 * much as the tests. None of these files changes anything that another one reads.
 */
const withoutServers = { execArgv, maxWorkers: availableParallelism(), isolate: false, testTimeout: 60_000, setupFiles: ['test/harness/seed.ts'] } as const

/** Five projects, told apart by a file's ending, so that each can be run by itself: `npx vitest run --project fast`. */
export default defineConfig({
  test: {
    passWithNoTests: true,
    env: { TZ: 'UTC' },
    projects: [
      {
        test: {
          ...withoutServers, name: 'fast', env: { TZ: 'UTC' }, include: ['test/**/*.test.{ts,mjs}'],
          exclude: ['long', 'server', 'browser', 'fault'].map((kind) => `test/**/*.${kind}.test.ts`),
          sequence: { groupOrder: 0 },
        },
      },
      {
        // Needs no server either, but tries thousands of cases: seconds a file.
        test: {
          ...withoutServers, name: 'long', env: { TZ: 'UTC' }, include: ['test/**/*.long.test.ts'],
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...withServers, name: 'server', env: { TZ: 'UTC' }, include: ['test/**/*.server.test.ts'],
          testTimeout: 30_000, hookTimeout: 60_000, sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          ...withServers, name: 'browser', env: { TZ: 'UTC' }, include: ['test/**/*.browser.test.ts'],
          maxWorkers: 1, testTimeout: 60_000, hookTimeout: 120_000, sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          ...withServers, name: 'fault', env: { TZ: 'UTC' }, include: ['test/**/*.fault.test.ts'],
          maxWorkers: 1, testTimeout: 180_000, hookTimeout: 120_000, sequence: { groupOrder: 4 },
        },
      },
    ],
  },
})
