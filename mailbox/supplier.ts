import { createHash } from 'node:crypto'
import type { JsonObject } from '../domain/json.ts'
import type { MailState, ReadMail } from '../domain/mail/inbound.ts'
import type { SupplierLetter, SupplierLetters } from '../domain/mail/supplier.ts'
import type { EvidenceStore, Inbox } from '../domain/ports.ts'

/** What answers of suppliers stand on. */
export interface SupplierDeps {
  readonly letters: Pick<SupplierLetters, 'byToken' | 'byMessage'>
  readonly events: Pick<Inbox, 'store'>
  readonly evidence: Pick<EvidenceStore, 'keep'>
  /** What a file is by its bytes; undefined for what is not kept by itself. */
  readonly typeOf: (body: Uint8Array, declared: string) => string | undefined
  /** Epoch milliseconds. */
  readonly now: () => number
}

/** What came of a supplier's mail. */
interface Heard {
  readonly state: MailState
  readonly reason: string
  readonly about: SupplierLetter
}

/** The letter that a mail answers: by the address that it was sent to, else by what it says it answers. */
export async function letterFor({ letters }: Pick<SupplierDeps, 'letters'>, { tokens, answers }: ReadMail): Promise<SupplierLetter | undefined> {
  const [token, ...more] = tokens
  if (more.length > 0) return undefined
  if (token !== undefined) return letters.byToken(token)
  return answers.length === 0 ? undefined : letters.byMessage(answers)
}

/**
 * Makes what a supplier answered an event for the case that asked. Only the address that was asked may answer, and only where our own
 * mail server vouches for it; what a program wrote is passed on as no answer. What is written there is data: nothing reads it but people.
 */
export async function hearSupplier(deps: SupplierDeps, mail: ReadMail, about: SupplierLetter, sha256: string): Promise<Heard> {
  const strange = whyStrange(mail, about)
  if (mail.kind !== 'person') {
    if (mail.kind === 'automatic' && strange === undefined) await tell(deps, 'supplier.away', about, sha256, { ...headOf(deps, mail, about), text: textOf(mail), mail: sha256 })
    return { state: 'ignored', reason: mail.kind === 'list' ? 'it comes from a list' : `a program of ${about.address} wrote it, which is no answer`, about }
  }
  if (strange !== undefined) return { state: 'parked', reason: strange, about }
  const attachments = await keptFiles(deps, mail)
  await tell(deps, 'supplier.replied', about, sha256, { ...headOf(deps, mail, about), text: textOf(mail), mail: sha256, attachments })
  return { state: 'acted', reason: `${about.address} answered about ${about.about}`, about }
}

/** Tells the case of a letter that it did not arrive; undefined where the mail was none of these letters. */
export async function letterBounced(deps: SupplierDeps, messageId: string, reason: string): Promise<SupplierLetter | undefined> {
  const about = await deps.letters.byMessage([messageId])
  if (!about) return undefined
  await tell(deps, 'supplier.bounced', about, hashOf(`bounced ${about.id}`), { letter: about.id, about: about.about, reason, received_at: new Date(deps.now()).toISOString() })
  return about
}

function whyStrange({ from, authenticated }: ReadMail, { address }: SupplierLetter): string | undefined {
  if (from === undefined) return 'it is not clear who sent it'
  if (from !== address) return `it answers a letter to ${address}, and somebody else sent it`
  return authenticated ? undefined : 'our mail server does not say that it comes from where it says'
}

const headOf = ({ now }: SupplierDeps, { from = '', subject }: ReadMail, { id, about }: SupplierLetter): JsonObject => ({ letter: id, about, from, subject, received_at: new Date(now()).toISOString() })

/** A case carries it with it for as long as it runs, and a person can open the whole mail. */
const LONGEST_TEXT = 10_000

function textOf({ text = '' }: ReadMail): string {
  const whole = text.trim()
  // No half of a letter that takes two units is left at its end.
  return whole.length > LONGEST_TEXT ? `${whole.slice(0, LONGEST_TEXT).replace(/[\uD800-\uDBFF]$/, '')} …` : whole
}

/** Each file by the hash of its bytes; those whose type is taken as evidence are kept by themselves too, the others inside the mail only. */
async function keptFiles({ evidence, typeOf }: SupplierDeps, { files }: ReadMail): Promise<JsonObject[]> {
  const attachments: JsonObject[] = []
  for (const { name, declared, sha256, body } of files) {
    const type = typeOf(body, declared)
    if (type !== undefined) await evidence.keep({ sha256, type, bytes: body.length, body, by: 'mail', original: sha256, small: null })
    attachments.push({ name, type: type ?? 'application/octet-stream', bytes: body.length, sha256 })
  }
  return attachments
}

/**
 * The same mail again, and the same words under the same Message-ID by another way, are one event. Whoever is killed before the mail is settled
 * tells it once more, later: what is kept as told has no time in it, or it would pass for another mail under the same number.
 */
const tell = async ({ events }: SupplierDeps, name: string, { id }: SupplierLetter, sha256: string, fields: JsonObject): Promise<void> => {
  const { received_at: _at, ...told } = fields
  const { mail: _mail, ...said } = told
  await events.store({ source: 'mail', deliveryId: sha256, eventId: hashOf(JSON.stringify([name, id, said])), topic: name, body: JSON.stringify(told), event: { name, fields } })
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')
