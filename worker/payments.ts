import type { Payments } from '../activities/act.ts'
import { providerOf } from '../domain/capability.ts'
import type { Vocabulary } from '../domain/connector.ts'
import { localDay, offsetAt } from '../domain/instant.ts'
import { authorityOf } from '../domain/limits.ts'
import { own } from '../domain/json.ts'
import type { Organisation } from '../domain/organisation.ts'

const DAY_MS = 86_400_000

/** What an organisation asks of a payment: its limits under every name of the action, who may approve how much, and since when its day runs. */
export const paymentsOf =
  (vocabulary: Vocabulary, organisation: () => Promise<Organisation>, now: () => number): Payments =>
  async (action, amount, approved) => {
    const current = await organisation()
    const limits = Object.entries(current.limits).flatMap(([name, limit]) => (name === action || providerOf(name, vocabulary, current.systems)?.action === action ? [limit] : []))
    return { amount, approved, actions: sameWay(action, vocabulary), limits, authority: approved.flatMap((person) => authorityOf(person, current)), dayFrom: dayFrom(current, now()) }
  }

/** Whatever provides the same capability counts together: changing the provider makes no new allowance. */
const sameWay = (action: string, { capabilities = {} }: Vocabulary): readonly string[] => [
  ...new Set([action, ...Object.values(capabilities).flatMap((providers) => (Object.values(providers).includes(action) ? Object.values(providers) : []))]),
]

/** Local midnight before an instant; where the clock is changed that night, by the offset that holds then. */
function dayFrom({ zone, zones }: Organisation, at: number): number {
  const offsets = own(zones, zone) ?? []
  const midnight = localDay(at, offsets) * DAY_MS
  const guess = midnight - offsetAt(at, offsets)
  return midnight - offsetAt(guess, offsets)
}
