import { setTimeout as pause } from 'node:timers/promises'
import type { House } from '../house.ts'

const PATIENCE_MS = 180_000
const SECOND = 1_000

/** Resolves once nothing is under way any more: every delivery taken up, every turn sealed, every message sent. Resolves too when that does not come about; the oracle then says what is missing. */
export async function settled({ database, ask }: House): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE_MS
  while (performance.now() < giveUpAt) {
    const { rows: [row] } = await database.pool.query<{ left: number }>(
      `select (select count(*) from turn where not sealed and state <> 'discarded') + (select count(*) from notice) + (select count(*) from delivery where state in ('due', 'sending')) as left`,
    ).catch(() => ({ rows: [] }))
    const told = await Promise.all((['shop', 'stripe', 'easypost', 'zendesk'] as const).map((outside) => ask<{ webhooks: readonly { done: string | null }[] }>(outside, 'webhooks')))
    if (Number(row?.left ?? 1) === 0 && told.every(({ webhooks }) => webhooks.every(({ done }) => done !== null))) return
    await pause(SECOND)
  }
}
