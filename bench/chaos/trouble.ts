import { oneOf } from './chance.ts'
import type { House, Outside } from './house.ts'

interface Fault {
  readonly outside: Outside
  readonly path: string
  readonly body: object
}

const hang = { ms: 3_000 }
const modes = (outside: Outside, operation: string, ...names: readonly (readonly [mode: string, more?: object])[]): readonly Fault[] =>
  names.map(([mode, more = {}]) => ({ outside, path: 'faults', body: { operation, mode, times: 1, ...more } }))

/** Each system outside at its worst, in the ways that its vendor has: slow, busy, failing before and after, silent after, forgetful. */
const FAULTS: readonly Fault[] = [
  ...modes('shop', '*', ['slow', { ms: 1_500 }], ['error-before'], ['error-after-commit'], ['reset-before'], ['reset-after-commit'], ['garbage-after-commit'], ['hang-after-commit', hang], ['rate-limited'], ['throttled']),
  ...modes('shop', 'refundCreate', ['error-after-commit'], ['hang-after-commit', hang], ['reset-after-commit']),
  ...modes('stripe', '*', ['slow', { ms: 1_500 }], ['unavailable'], ['rate-limited'], ['reset-before'], ['reset-after-commit']),
  ...modes('stripe', 'refunds.create', ['error-before'], ['error-after-commit'], ['hang-after-commit', hang], ['reset-after-commit'], ['garbage-after-commit'], ['lock-timeout']),
  ...modes('easypost', '*', ['slow', { ms: 1_500 }], ['unavailable'], ['rate-limited'], ['error-after-commit'], ['reset-after-commit'], ['hang-after-commit', hang]),
  ...modes('easypost', 'shipments.buy', ['error-after-commit'], ['reset-after-commit'], ['hang-after-commit', hang]),
  ...modes('zendesk', '*', ['slow', { ms: 1_500 }], ['unavailable'], ['rate-limited'], ['conflict'], ['error-after-commit'], ['reset-after-commit']),
  { outside: 'planning', path: 'faults', body: { mode: 'error-before' } },
  { outside: 'planning', path: 'faults', body: { mode: 'error-after-commit' } },
  { outside: 'mailbox', path: 'faults', body: { mode: 'later' } },
  { outside: 'mailbox', path: 'faults', body: { mode: 'drop-after-data' } },
  { outside: 'shop', path: 'forget-keys', body: {} },
  { outside: 'stripe', path: 'forget-keys', body: {} },
]

/** Has one system outside fail the next request in one of its ways; the n-th time always in the same. Gives what it was. */
export async function makeTrouble(house: House, seed: number, n: number): Promise<string> {
  const { outside, path, body } = oneOf(FAULTS, seed, n, 'fault')
  await house.ask(outside, path, body)
  return `${outside} ${path} ${JSON.stringify(body)}`
}

/** From now on everybody is well. The mailbox keeps what it was told: it fails once a fault. */
export async function endTrouble(house: House): Promise<void> {
  await Promise.all((['shop', 'stripe', 'easypost', 'zendesk'] as const).map((outside) => house.clear(outside)))
}
