import type { House } from '../house.ts'
import type { Opened } from '../opening.ts'

/** A case as the API lists it. */
export interface CaseRow {
  readonly caseId: string
  readonly sop: string
  readonly key: string
  readonly state: 'open' | 'closed'
  readonly outcome: string | null
  readonly standing: string
  readonly openSteps: readonly { readonly step: string; readonly phase: string; readonly assignee: string | null }[]
}

/** Every case, however many pages. Rejects when a page is not to be had. */
export async function allCases(house: House): Promise<readonly CaseRow[]> {
  const all: CaseRow[] = []
  for (let before = ''; ;) {
    const { status, body } = await house.as('ravi', `/api/cases?limit=200${before}`)
    if (status !== 200) throw new Error(`the cases could not be listed: ${status} ${JSON.stringify(body)}`)
    const page = body as unknown as { readonly cases: readonly CaseRow[]; readonly next: string | null }
    all.push(...page.cases)
    if (page.next === null) return all
    before = `&before=${encodeURIComponent(page.next)}`
  }
}

const nameOf = ({ sop, key }: { readonly sop: string; readonly key: string }): string => `${sop} ${key}`

/** Told and no case; open, and nobody and nothing will ever move it. */
export function lostAmong(opened: readonly Opened[], cases: readonly CaseRow[]): readonly string[] {
  const known = new Set(cases.map(nameOf))
  return [
    ...opened.filter((one) => !known.has(nameOf(one))).map((one) => `no case of ${nameOf(one)}`),
    ...cases.filter((one) => one.state === 'open' && !hasFuture(one)).map((one) => `${nameOf(one)} stands still: ${one.standing} ${JSON.stringify(one.openSteps)}`),
  ]
}

/** Somebody has it, or it waits for an instant or an event; what acts is tried again by the engine. */
const hasFuture = ({ openSteps }: CaseRow): boolean => openSteps.some(({ phase, assignee }) => assignee !== null || ['waiting', 'acting', 'sending', 'gathering', 'verifying', 'undoing'].includes(phase))

/** More than one case for one reason, and cases for which nobody gave a reason. */
export function tooMany(opened: readonly Opened[], cases: readonly CaseRow[]): readonly string[] {
  const asked = new Set(opened.map(nameOf))
  const counts = new Map<string, number>()
  for (const one of cases) counts.set(nameOf(one), (counts.get(nameOf(one)) ?? 0) + 1)
  return [...counts].flatMap(([name, count]) => [...(count > 1 ? [`${count} cases of ${name}`] : []), ...(asked.has(name) ? [] : [`nobody asked for the case ${name}`])])
}
