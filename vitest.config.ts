import { defineConfig } from 'vitest/config'

const withServers = { pool: 'forks', globalSetup: ['test/harness/global-setup.ts'], maxWorkers: 2 } as const

/** Four projects, told apart by a file's ending, so that each can be run by itself: `npx vitest run --project fast`. */
export default defineConfig({
  test: {
    passWithNoTests: true,
    env: { TZ: 'UTC' },
    projects: [
      {
        test: {
          name: 'fast',
          env: { TZ: 'UTC' },
          include: ['test/**/*.test.{ts,mjs}'],
          exclude: ['test/**/*.server.test.ts', 'test/**/*.browser.test.ts', 'test/**/*.fault.test.ts'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...withServers, name: 'server', env: { TZ: 'UTC' }, include: ['test/**/*.server.test.ts'],
          testTimeout: 30_000, hookTimeout: 60_000, sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...withServers, name: 'browser', env: { TZ: 'UTC' }, include: ['test/**/*.browser.test.ts'],
          maxWorkers: 1, testTimeout: 60_000, hookTimeout: 120_000, sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          ...withServers, name: 'fault', env: { TZ: 'UTC' }, include: ['test/**/*.fault.test.ts'],
          maxWorkers: 1, testTimeout: 180_000, hookTimeout: 120_000, sequence: { groupOrder: 3 },
        },
      },
    ],
  },
})
