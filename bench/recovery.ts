import type { Bench } from './contract.ts'

export const recoveryBench: Bench = {
  name: 'recovery',
  what: 'from a process killed with -9 to the service answering again, and the second start of the demo',
  keys: ['workerKillMs', 'apiKillMs', 'temporalKillMs', 'postgresKillMs', 'secondStartMs'],
  run: async () => ({ figures: {}, reasons: {}, lines: [], details: {} }),
}
