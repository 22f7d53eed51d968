import type { House } from '../house.ts'
import type { CaseRow } from './cases.ts'

/** A level of a path that told somebody, as the case's record has it. */
export interface Climb {
  readonly caseId: string
  readonly step: string
  readonly instance: string
  readonly level: number
  /** The case's clock, epoch milliseconds. */
  readonly at: number
  readonly to: readonly string[]
}
/** What is taken from the records of all cases. */
export interface Stories {
  readonly climbs: readonly Climb[]
  /** Cases in which somebody took the blame for half of what belongs together. */
  readonly waived: ReadonlySet<string>
  /** Messages about climbs, as the product says that it sent them. */
  readonly sent: readonly Sent[]
}
/** A message and how it went. */
export interface Sent {
  readonly caseId: string
  readonly headline: string
  readonly state: string
  readonly reference: string | null
}

interface Entry {
  readonly at: string
  readonly type: string
  readonly step: string | null
  readonly detail: Readonly<Record<string, unknown>>
}

const AT_A_TIME = 6

/** Reads the record of every case. Rejects when one is not to be had. */
export async function readStories(house: House, cases: readonly CaseRow[]): Promise<Stories> {
  const climbs: Climb[] = []
  const waived = new Set<string>()
  const sent: Sent[] = []
  const queue = cases.values()
  await Promise.all(Array.from({ length: AT_A_TIME }, async () => {
    for (const { caseId } of queue) {
      const { timeline } = await read<{ readonly timeline: readonly Entry[] }>(house, `/api/cases/${encodeURIComponent(caseId)}`)
      if (timeline.some(({ type }) => type === 'waived')) waived.add(caseId)
      const own = timeline.filter(({ type }) => type === 'escalated').map((entry) => climbOf(caseId, entry))
      climbs.push(...own)
      if (own.length === 0) continue
      const { deliveries } = await read<{ readonly deliveries: readonly Omit<Sent, 'caseId'>[] }>(house, `/api/cases/${encodeURIComponent(caseId)}/deliveries`)
      sent.push(...deliveries.map(({ headline, state, reference }) => ({ caseId, headline, state, reference })))
    }
  }))
  return { climbs, waived, sent }
}

async function read<T>(house: House, path: string): Promise<T> {
  const { status, body } = await house.as('ravi', path)
  if (status !== 200) throw new Error(`"${path}" was answered ${status}: ${JSON.stringify(body).slice(0, 300)}`)
  return body as T
}

const climbOf = (caseId: string, { at, step, detail }: Entry): Climb => ({
  caseId, step: step ?? '', instance: String(detail['instance'] ?? step), level: Number(detail['level'] ?? 0), at: Date.parse(at),
  to: Array.isArray(detail['to']) ? detail['to'].filter((one): one is string => typeof one === 'string') : [],
})
