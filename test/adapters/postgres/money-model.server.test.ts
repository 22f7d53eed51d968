import { expect, it } from 'vitest'
import { createLedger } from '../../../adapters/postgres/ledger.ts'
import { differencesInSet } from '../../../bench/money/sets.ts'
import { numbersFrom } from '../../../bench/numbers.ts'
import { databaseLab } from './lab.ts'

it('allows exactly what a model in thousandths allows, in 200 sets of limits, currencies and partial refunds', { timeout: 60_000 }, async () => {
  await using lab = await databaseLab()
  const ledger = createLedger(lab)
  const next = numbersFrom(7)
  const differences: string[] = []
  for (let set = 1; set <= 200; set++) differences.push(...(await differencesInSet(ledger, `set.s${set}`, next)))
  expect(differences).toEqual([])
})
