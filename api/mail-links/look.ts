import { changeWords, lastChange, withPeople } from '../../domain/change.ts'
import { sayInstants } from '../../domain/instant.ts'
import { own } from '../../domain/json.ts'
import { isTheirs } from '../../domain/mail/entitled.ts'
import type { DeadLink, MailLink } from '../../domain/mail/link.ts'
import { isMoneyStep } from '../../domain/mail/money.ts'
import type { Organisation, Person } from '../../domain/organisation.ts'
import type { CaseDetail, ListedCase, ListedTask } from '../../domain/ports.ts'
import type { ApiDeps } from '../deps.ts'
import type { MailLinkParts } from './parts.ts'

/** What a link opens at this moment. `dead` looks the same whatever the reason is. */
export type Look =
  | { readonly is: 'dead'; readonly why: DeadLink; readonly link: MailLink | undefined; readonly at: number }
  | (Sight & { readonly is: 'open'; readonly task: ListedTask; readonly money: boolean })
  /** The step is over, or the link has done what it was for. */
  | (Sight & { readonly is: 'over'; readonly lines: readonly string[] })

/** Who looks at what. */
export interface Sight {
  readonly link: MailLink
  readonly person: Person
  readonly summary: ListedCase
  /** The present on the case's clock, epoch milliseconds. */
  readonly now: number
}

/** Looks a token up. Whatever it is, the same things are read. */
export async function look(deps: Pick<ApiDeps, 'reader' | 'catalogue' | 'now'>, parts: MailLinkParts, token: string): Promise<Look> {
  const link = await parts.links.find(token)
  const organisation = await deps.catalogue.organisation()
  const detail = await deps.reader.case(link?.caseId ?? 'nobody-knows-it')
  const plan = await deps.catalogue.current(detail?.summary.sop ?? 'nobody-knows-it', detail?.summary.version)
  const now = deps.now() + (detail?.summary.woundMs ?? 0)
  const person = link && own(organisation.people, link.person)
  const dead = (why: DeadLink): Look => ({ is: 'dead', why, link, at: now })
  if (!link || !detail) return dead('unknown')
  const why = deadBecause(link, person, deps.now())
  if (why !== undefined || !person) return dead(why ?? 'person-left')
  const sight: Sight = { link, person, summary: detail.summary, now }
  const task = detail.tasks.find(({ instance }) => instance === link.instance)
  if (!task || link.usedAt !== null) return { ...sight, is: 'over', lines: endOf(detail, link, organisation, parts.words({ zone: person.zone, locale: person.locale, now }).exactly) }
  if (!isTheirs(task, link.person, link.epoch, organisation)) return dead('not-theirs')
  return { ...sight, is: 'open', task, money: isMoneyStep(task, plan, parts.moneyActions) }
}

function deadBecause(link: MailLink, person: Person | undefined, now: number): DeadLink | undefined {
  if (link.purpose !== 'page') return 'other-purpose'
  if (person?.active !== true) return 'person-left'
  if (link.locked) return 'locked'
  return link.usedAt === null && now >= link.expiresAt ? 'expired' : undefined
}

/** What the record says of how the step ended, with the names of people; `exactly` as the reader's zone has it. */
function endOf({ timeline, summary }: CaseDetail, link: MailLink, organisation: Organisation, exactly: (at: number) => string): readonly string[] {
  const last = lastChange(timeline, link.step, 'end')
  return [...(last ? [sayInstants(changeWords(last, organisation), exactly)] : []), withPeople(summary.standing, organisation)]
}
