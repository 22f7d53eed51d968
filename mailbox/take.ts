import { createHash } from 'node:crypto'
import { Away } from '../domain/away.ts'
import { passOn } from '../domain/deliveries/plan.ts'
import type { PlanningWorld } from '../domain/deliveries/planned.ts'
import type { Deliveries } from '../domain/deliveries/port.ts'
import { changeWords, lastChange } from '../domain/change.ts'
import { sayInstants } from '../domain/instant.ts'
import { own } from '../domain/json.ts'
import { answerIn } from '../domain/mail/answer.ts'
import { isTheirs } from '../domain/mail/entitled.ts'
import type { MailInbox, MailState, ReadMail, SettledMail } from '../domain/mail/inbound.ts'
import type { DeadLink, MailLink, MailLinks } from '../domain/mail/link.ts'
import { isMoneyStep } from '../domain/mail/money.ts'
import type { Person } from '../domain/organisation.ts'
import type { Alarms, CaseReader, Cases, Catalogue, ListedTask } from '../domain/ports.ts'
import { Refused } from '../domain/refusal.ts'
import type { TimelineEntry } from '../domain/views.ts'
import { hearSupplier, letterBounced, letterFor, type SupplierDeps } from './supplier.ts'

/** What taking mails in stands on. */
export interface TakeDeps extends SupplierDeps {
  readonly inbox: MailInbox
  readonly links: Pick<MailLinks, 'find' | 'used' | 'note'>
  readonly catalogue: Pick<Catalogue, 'organisation' | 'current'>
  readonly reader: Pick<CaseReader, 'case'>
  readonly cases: Pick<Cases, 'command'>
  readonly alarms: Pick<Alarms, 'raise'>
  readonly moneyActions: ReadonlySet<string>
  /** The channels that can be used, for what came back. */
  readonly on: PlanningWorld['on']
  /** Throws `RangeError` for what cannot be read. */
  readonly read: (raw: Buffer) => Promise<ReadMail>
  /** An instant as somebody's zone has it. */
  readonly exactly: (at: number, person: Person) => string
  /** Undefined where nothing can be sent. */
  readonly answer?: (mail: { readonly to: string; readonly subject: string; readonly text: string; readonly messageId: string }) => Promise<void>
  readonly consoleUrl: string
  readonly report: (what: string, error: unknown) => void
}

/** A mail where it lies. `raw` may be cut off: `bytes` is its whole length. */
export interface Lying {
  readonly mailbox: string
  readonly uidValidity: string
  readonly uid: number
  readonly bytes: number
  readonly raw: Buffer
}

interface Outcome {
  readonly state: MailState
  readonly reason: string
  readonly link?: Pick<MailLink, 'caseId'> & { readonly person?: string }
  /** Somebody we know for sure, and what they are told. */
  readonly tell?: { readonly person: Person; readonly text: string }
}

const ignored = (reason: string): Outcome => ({ state: 'ignored', reason })
const parked = (reason: string, more: Partial<Outcome> = {}): Outcome => ({ state: 'parked', reason, ...more })

/**
 * Takes in one mail: an answer that can be read in one way only is acted on, anything else waits for a person. The same mail again
 * changes nothing. Throws `Away` when it is to be taken in later.
 */
export async function takeIn(deps: TakeDeps, lying: Lying): Promise<MailState | 'seen'> {
  const { raw, ...where } = lying
  const sha256 = createHash('sha256').update(raw).digest('hex')
  const base = { ...where, sha256 }
  if (await deps.inbox.seen(sha256)) {
    await deps.inbox.settle({ ...base, messageId: '', from: undefined, subject: '', state: 'ignored', reason: 'it was taken in before', caseId: null, person: null })
    return 'seen'
  }
  await deps.evidence.keep({ sha256, type: 'message/rfc822', bytes: lying.raw.length, body: lying.raw, by: 'mail', original: sha256, small: null })
  return judged(deps, lying, sha256, (came) => deps.inbox.settle({ ...base, ...came }))
}

type Came = Omit<SettledMail, 'uid' | 'uidValidity' | 'mailbox' | 'bytes' | 'sha256'>

async function judged(deps: TakeDeps, lying: Pick<Lying, 'raw' | 'bytes'>, sha256: string, settle: (came: Came) => Promise<void>): Promise<MailState> {
  const mail = await readOrNot(deps, lying)
  const outcome = typeof mail === 'string' ? parked(mail) : await judge(deps, mail, sha256)
  const about = typeof mail === 'string' ? { messageId: '', from: undefined, subject: '' } : { messageId: mail.messageId, from: mail.from, subject: mail.subject }
  if (outcome.state === 'parked') await deps.alarms.raise('mail-parked', sha256, parkedWords(about, outcome))
  await settle({ ...about, state: outcome.state, reason: outcome.reason, caseId: outcome.link?.caseId ?? null, person: outcome.link?.person ?? null })
  if (outcome.tell && typeof mail !== 'string') await tell(deps, mail, outcome.tell)
  return outcome.state
}

/** Takes in once more what somebody wants taken in again, from what was kept of it; false when there is nothing. Throws as `takeIn` does. */
export async function takeAgain(deps: TakeDeps): Promise<boolean> {
  const kept = await deps.inbox.toTakeAgain()
  if (!kept) return false
  const { sha256, bytes } = kept
  try {
    await judged(deps, { raw: Buffer.from(kept.raw), bytes }, sha256, (came) => deps.inbox.resettle({ sha256, ...came }))
  } catch (error) {
    if (isLater(error)) throw error
    deps.report('a mail could not be taken in again', error)
    await deps.inbox.resettle({ sha256, messageId: '', from: undefined, subject: '', state: 'parked', reason: NOT_TAKEN, caseId: null, person: null })
  }
  return true
}

const NOT_TAKEN = 'it could not be taken in; the log of the mailbox process says why'

/** Sets a mail aside for a person without reading it. */
export async function park({ inbox, alarms }: Pick<TakeDeps, 'inbox' | 'alarms'>, { raw, ...lying }: Lying): Promise<void> {
  const sha256 = createHash('sha256').update(raw).digest('hex')
  const about = { messageId: '', from: undefined, subject: '' }
  const outcome = parked(NOT_TAKEN)
  await alarms.raise('mail-parked', sha256, parkedWords(about, outcome))
  await inbox.settle({ ...lying, sha256, ...about, state: 'parked', reason: outcome.reason, caseId: null, person: null })
}

const parkedWords = ({ from, subject }: Pick<SettledMail, 'from' | 'subject'>, { reason }: Outcome): string =>
  `a mail of ${from === undefined ? 'somebody' : `"${from}"`} ("${subject.slice(0, 100)}") has to be read by a person: ${reason}`

async function readOrNot({ read }: TakeDeps, { raw, bytes }: Pick<Lying, 'raw' | 'bytes'>): Promise<ReadMail | string> {
  if (bytes > raw.length) return `it is too long to be an answer: ${Math.ceil(bytes / 1024 / 1024)} MB`
  try {
    return await read(raw)
  } catch (error) {
    if (error instanceof RangeError) return error.message
    throw error
  }
}

async function judge(deps: TakeDeps, mail: ReadMail, sha256: string): Promise<Outcome> {
  if (mail.kind === 'bounce') return bounce(deps, mail)
  const letter = await letterFor(deps, mail)
  if (letter) {
    const { state, reason, about } = await hearSupplier(deps, mail, letter, sha256)
    return { state, reason, link: { caseId: about.caseId } }
  }
  if (mail.kind !== 'person') return ignored(mail.kind === 'list' ? 'it comes from a list' : 'a program wrote it')
  const [token, ...more] = mail.tokens
  if (token === undefined || more.length > 0) return parked(token === undefined ? 'it answers no task' : 'it answers several tasks at once')
  const link = await deps.links.find(token)
  const organisation = await deps.catalogue.organisation()
  const person = link && own(organisation.people, link.person)
  const why = deadBecause(link, person, deps.now())
  if (why !== undefined || !link || !person) return refusedDoor(deps, link, why ?? 'unknown')
  if (mail.from === undefined) return parked('it is not clear who sent it', { link })
  if (mail.from !== person.email.toLowerCase()) return parked('somebody else sent it than whom the address was given to', { link })
  if (!mail.authenticated) return parked('our mail server does not say that it comes from where it says', { link })
  return answered(deps, mail, link, person)
}

function deadBecause(link: MailLink | undefined, person: Person | undefined, now: number): DeadLink | undefined {
  if (!link) return 'unknown'
  if (link.purpose !== 'reply') return 'other-purpose'
  if (person?.active !== true) return 'person-left'
  return now >= link.expiresAt ? 'expired' : undefined
}

async function refusedDoor({ links, now }: TakeDeps, link: MailLink | undefined, why: DeadLink): Promise<Outcome> {
  await links.note(why, link, now())
  return parked(`the address that it was sent to is no longer good (${why.replaceAll('-', ' ')})`, link ? { link } : {})
}

async function answered(deps: TakeDeps, mail: ReadMail, link: MailLink, person: Person): Promise<Outcome> {
  const detail = await deps.reader.case(link.caseId)
  const task = detail?.tasks.find(({ instance }) => instance === link.instance)
  const organisation = await deps.catalogue.organisation()
  const say = (text: string): Outcome['tell'] => ({ person, text: sayInstants(text, (at) => deps.exactly(at, person)) })
  const last = lastChange(detail?.timeline ?? [], link.step, task ? 'any' : 'end')
  const recorded = task ? undefined : outcomeOf(last, mail, person)
  if (recorded !== undefined) {
    await deps.links.used(link.id, recorded)
    return { state: 'acted', reason: recorded, link }
  }
  const changed = last ? ` ${changeWords(last, organisation)}.` : ''
  if (!detail || !task) return { state: 'refused', reason: 'the step is over', link, tell: say(`The step is over already.${changed} ${detail?.summary.standing ?? ''}`.trim()) }
  if (!isTheirs(task, person.id, link.epoch, organisation)) {
    await deps.links.note('not-theirs', link, deps.now())
    return { state: 'refused', reason: 'somebody else has the step', link, tell: say(`Somebody else has the step by now, so your answer was not taken.${changed}`) }
  }
  if (isMoneyStep(task, await deps.catalogue.current(task.sop, detail.summary.version), deps.moneyActions)) {
    return parked('it moves money or approves, which no mail may', { link, tell: say('This step moves money or is an approval. It cannot be done by mail: please sign in to the console.') })
  }
  const answer = mail.text === undefined ? { unclear: 'it has no plain text' } : answerIn(mail.text, task.outcomes, person.name)
  if ('unclear' in answer || task.kind !== 'task') {
    const reason = 'unclear' in answer ? answer.unclear : 'the step takes no plain answer'
    return parked(reason, { link, tell: say(`Your answer could not be taken by itself (${reason}); somebody will read it. To finish the step at once, answer with nothing but one line such as "DONE ${task.outcomes[0] ?? ''}", or use a link in the mail about it.`) })
  }
  return command(deps, link, person, task, answer)
}

/** The outcome, where the record has this very answer already: whoever took it in before died, or gave up waiting for the engine, which did it. */
function outcomeOf(last: TimelineEntry | undefined, { text = '' }: ReadMail, { id, name }: Person): string | undefined {
  const outcome = last?.detail['outcome']
  if (last?.type !== 'completed' || last.actor !== `person:${id}` || last.via !== 'email' || typeof outcome !== 'string') return undefined
  const answer = answerIn(text, [outcome], name)
  return 'unclear' in answer || answer.do !== 'complete' ? undefined : outcome
}

async function command(deps: TakeDeps, link: MailLink, person: Person, task: ListedTask, answer: Exclude<ReturnType<typeof answerIn>, { unclear: string }>): Promise<Outcome> {
  const common = { commandId: `mail.${link.id.slice(0, 40)}`, by: person.id, via: 'email', step: task.step, instance: link.instance, epoch: task.epoch } as const
  try {
    await deps.cases.command(link.caseId, answer.do === 'complete' ? { ...common, ...answer, form: {} } : { ...common, ...answer })
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return { state: 'refused', reason: `${error.refusal.code}: ${error.refusal.message}`, link, tell: { person, text: sayInstants(`Your answer was not taken: ${error.refusal.message}.`, (at) => deps.exactly(at, person)) } }
  }
  await deps.links.used(link.id, answer.do === 'complete' ? answer.outcome : answer.reason)
  return { state: 'acted', reason: answer.do === 'complete' ? answer.outcome : `cannot: ${answer.reason}`, link }
}

/** What came back goes on by another way; a report that something takes longer changes nothing. */
async function bounce(deps: TakeDeps, { bounced, reason }: ReadMail): Promise<Outcome> {
  if (bounced.length === 0) return { state: 'bounce', reason: 'it reports nothing that has failed for good' }
  const world: PlanningWorld = { organisation: await deps.catalogue.organisation(), on: deps.on, now: deps.now() }
  const told: string[] = []
  for (const messageId of bounced) {
    const letter = await letterBounced(deps, messageId, reason)
    if (letter) {
      told.push(letter.address)
      continue
    }
    const failed = await deps.inbox.bounced(messageId, reason, (delivery, tried) => passOn(world, delivery, tried as Awaited<ReturnType<Deliveries['tried']>>, reason))
    if (!failed) continue
    told.push(failed.address)
    await deps.alarms.raise('message-undelivered', failed.target, `${failed.headline} (${reason})`)
  }
  return { state: 'bounce', reason: told.length === 0 ? 'it is about no mail that waits for an answer' : `${told.join(', ')}: ${reason}` }
}

/** At most once an hour, and only to somebody we know for sure: nobody's mail is made to come from us. */
async function tell({ inbox, answer, consoleUrl, report }: TakeDeps, mail: ReadMail, { person, text }: NonNullable<Outcome['tell']>): Promise<void> {
  if (!answer || !(await inbox.mayAnswer(person.email))) return
  const subject = /^re:/i.test(mail.subject) ? mail.subject : `Re: ${mail.subject}`
  await answer({ to: person.email, subject, messageId: mail.messageId, text: `${text}\n\nThe console: ${consoleUrl}\n` }).catch((error: unknown) => report('an answer by mail could not be sent', error))
}

/** Whether a failure is nobody's fault, so that the mail is taken in later. */
export const isLater = (error: unknown): boolean => error instanceof Away
