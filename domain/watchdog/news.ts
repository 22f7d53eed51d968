import type { Finding, Look } from './finding.ts'
import { againAfter } from './limits.ts'
import { findingWords } from './words.ts'

/** One line of what is told. */
export interface News {
  readonly finding: Finding
  readonly is: 'new' | 'lasting' | 'over'
}

/**
 * What is to be told after a round: what is new, what lasts for so long that it is told again, what is over. `kept` is how all findings
 * stand before any of it was told. What was not looked at in full is taken to last. Pure.
 */
export function newsOf(known: readonly Finding[], looks: readonly Look[], now: number): { readonly news: readonly News[]; readonly kept: readonly Finding[] } {
  const seen = new Map(looks.flatMap((look) => look.seen).map((one) => [keyOf(one), one]))
  const sure = new Set(looks.filter(({ full }) => full).flatMap(({ kinds }) => kinds))
  const before = new Map(known.map((finding) => [keyOf(finding), finding]))
  const fresh = [...seen].filter(([key]) => !before.has(key)).map(([, { kind, subject, caseId, ...one }]): Finding =>
    ({ kind, subject, caseId, message: findingWords({ kind, caseId, ...one }), firstAt: now, toldAt: null, over: false }))
  const kept = [...known.map((finding) => ({ ...finding, over: !seen.has(keyOf(finding)) && (finding.over || sure.has(finding.kind)) })), ...fresh]
  return { kept, news: kept.flatMap((finding) => lineOf(finding, now)) }
}

function lineOf(finding: Finding, now: number): readonly News[] {
  const { kind, toldAt, over } = finding
  if (over) return [{ finding, is: 'over' }]
  if (toldAt === null) return [{ finding, is: 'new' }]
  return now - toldAt >= againAfter(kind) ? [{ finding, is: 'lasting' }] : []
}

const keyOf = ({ kind, subject }: Pick<Finding, 'kind' | 'subject'>): string => `${kind} ${subject}`
