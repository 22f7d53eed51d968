import { writeInstant } from '../../domain/instant.ts'
import type { CaseDetail } from '../../domain/ports.ts'
import type { Refusal } from '../../domain/refusal.ts'

/** Why a case that no longer runs takes no command: how and when it was closed, or that it never was. */
export function closedRefusal(caseId: string, detail: CaseDetail | undefined): Refusal {
  if (!detail) return { code: 'unknown-case', message: `there is no case "${caseId}"; "sop cases" lists those there are` }
  const { label, outcome, closedAt } = detail.summary
  const when = closedAt === null ? '' : ` on ${writeInstant(closedAt)}`
  return { code: 'case-closed', message: `"${label}" was closed as "${outcome ?? 'ended'}"${when}; open its page to see who did what` }
}
