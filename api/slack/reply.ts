import type { AuditEvent } from '../../domain/audit.ts'
import { changeWords, lastChange } from '../../domain/change.ts'
import type { Organisation } from '../../domain/organisation.ts'
import type { ActDeps } from './deps.ts'
import { refusalText } from './act.ts'

/** What Slack is answered, and what is done once it was: nothing in `after` may keep the answer waiting. */
export interface Reply {
  readonly body?: Readonly<Record<string, unknown>>
  readonly after?: () => Promise<void>
}

/** Who was refused what, before it came to the case. */
export interface Barred {
  readonly user: string
  readonly place: string | null
  readonly code: string
  readonly message: string
  readonly asked: string
  /** The case and step it was about, as far as it can be said. */
  readonly caseId?: string | undefined
  readonly step?: string | undefined
  /** The person's id, where there is one. */
  readonly by?: string | undefined
}

/** Keeps in the case's record that somebody was refused at the door. Nothing is kept of cases that do not exist. */
export async function noteRefused({ slack, reader, now, log }: ActDeps, { user, code, message, asked, caseId, step, by }: Barred): Promise<void> {
  log.warn({ user, code, asked, caseId }, `refused in Slack: ${message}`)
  if (caseId === undefined) return
  const summary = (await reader.case(caseId))?.summary
  if (!summary) return
  const event: AuditEvent = { type: 'refused', at: now() + (summary.woundMs ?? 0), actor: by === undefined ? `slack:${user}` : `person:${by}`, via: 'slack', ...(step === undefined ? {} : { step }), detail: { code, message, asked } }
  await slack.refusals.note(caseId, event)
}

/** That a step is no more what somebody saw, with who did what to it last, and when. */
export async function changedSince({ reader }: Pick<ActDeps, 'reader'>, { caseId, step }: { readonly caseId: string; readonly step: string }, organisation: Organisation, since: string): Promise<string> {
  const last = lastChange((await reader.case(caseId))?.timeline ?? [], step, 'any')
  return `the step has changed since ${since}${last ? `: ${changeWords(last, organisation)}` : ''}`
}

/** Refuses at the door: to this person alone, with how the case stands now, and on the record. */
export async function refuseAtDoor(deps: ActDeps, barred: Barred): Promise<void> {
  await noteRefused(deps, barred)
  // Somebody who is nobody here is told nothing of a case.
  const summary = barred.caseId === undefined || barred.by === undefined ? undefined : (await deps.reader.case(barred.caseId))?.summary
  await deps.slack.desk.whisper(barred.place, barred.user, deps.slack.pages.reply(refusalText(barred.message, summary)))
}
