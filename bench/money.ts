import { openDatabase } from '../adapters/postgres/database.ts'
import { createLedger } from '../adapters/postgres/ledger.ts'
import { migrate } from '../adapters/postgres/migrate.ts'
import type { Bench, Measured, Stage } from './contract.ts'
import { differencesInSet } from './money/sets.ts'
import { numbersFrom } from './numbers.ts'

/** Sets of limits, currencies and partial refunds: the ledger must allow exactly what a model allows. */
export const moneyBench: Bench = {
  name: 'money',
  what: 'random sets of limits, currencies and partial refunds: the ledger in PostgreSQL beside a model',
  keys: ['sets', 'differences'],
  run,
}

const AMOUNT = { quick: 100, full: 1_000 } as const
const SHOWN = 20

async function run(stage: Stage): Promise<Measured> {
  const amount = stage.quick ? AMOUNT.quick : AMOUNT.full
  const { databaseUrl } = await stage.servers()
  await migrate(databaseUrl)
  const database = openDatabase(databaseUrl)
  try {
    const ledger = createLedger(database)
    const next = numbersFrom(stage.seed)
    const differences: string[] = []
    for (let set = 1; set <= amount; set++) {
      differences.push(...(await differencesInSet(ledger, `set.s${set}`, next)))
      if (set % (amount / 10) === 0) stage.note(`${set} of ${amount} sets`)
    }
    return {
      figures: { sets: amount, differences: differences.length }, reasons: {},
      lines: [`${amount} sets, ${differences.length} differences`, ...differences.slice(0, SHOWN)], details: { differences: differences.slice(0, SHOWN) },
    }
  } finally {
    await database.close()
  }
}
