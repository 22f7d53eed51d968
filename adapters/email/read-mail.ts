import { createHash } from 'node:crypto'
import EmailReplyParser from 'email-reply-parser'
import PostalMime, { type Email } from 'postal-mime'
import type { MailFile, ReadMail } from '../../domain/mail/inbound.ts'
import { isAuthentic } from './authentication.ts'
import { headersOf, senderOf, valuesOf, type HeaderField } from './headers.ts'

/** By whom mails are received. */
export interface ReaderSettings {
  /** The name by which our own mail server signs its `Authentication-Results`. */
  readonly server: string
  /** `answers@shop.example`: tokens stand after a plus in front of the `@`. */
  readonly address: string
}

/** Answers are short; whatever is longer has something in it that a person has to look at. Bytes. */
export const LONGEST_MAIL = 2 * 1024 * 1024
const MOST_PARTS = 200
const MOST_DEPTH = 20
const PATIENCE_MS = 5_000

/** Reads a mail. Throws `RangeError` for one that is none, or is made to be hard to read: a person may look at it. */
export async function readMail(raw: Buffer, { server, address }: ReaderSettings): Promise<ReadMail> {
  if (raw.length > LONGEST_MAIL) throw new RangeError(`it is longer than ${LONGEST_MAIL / 1024 / 1024} MB`)
  const fields = headersOf(raw)
  const from = senderOf(fields)
  const kind = kindOf(fields)
  const [messageId = ''] = valuesOf(fields, 'message-id')
  const [subject = ''] = valuesOf(fields, 'subject')
  return {
    messageId: messageId.slice(0, 300), subject: subject.slice(0, 300), from, kind,
    authenticated: from !== undefined && isAuthentic(fields, from, server), tokens: tokensIn(fields, address),
    answers: answeredBy(fields), ...(kind === 'bounce' ? failedMails(raw) : { bounced: [], reason: '' }), ...(await contentOf(raw, kind)),
  }
}

/** The mails of ours that it answers: what it says it does first, then the latest of the thread. */
function answeredBy(fields: readonly HeaderField[]): readonly string[] {
  const idsIn = (name: string): readonly string[] => valuesOf(fields, name).flatMap((value) => [...value.matchAll(OUR_ID)].map(([id]) => id))
  return [...new Set([...idsIn('in-reply-to'), ...idsIn('references').toReversed()])].slice(0, 20)
}

/** How the Message-IDs of what we send look. */
const OUR_ID = /<[0-9a-f]{40}@[\w.-]{1,200}>/g

/** Told by headers alone (RFC 3834, RFC 2369, RFC 3464): none of these is somebody's answer, and none is ever answered. */
function kindOf(fields: readonly HeaderField[]): ReadMail['kind'] {
  const first = (name: string): string => valuesOf(fields, name)[0]?.toLowerCase() ?? ''
  const has = (...names: readonly string[]): boolean => names.some((name) => valuesOf(fields, name).length > 0)
  // An out-of-office note has no way back either (RFC 3834, 3.3).
  const replied = first('auto-submitted').startsWith('auto-replied')
  if (/^multipart\/report\b/.test(first('content-type')) || /^(mailer-daemon|postmaster)@/.test(senderOf(fields) ?? '') || (first('return-path') === '<>' && !replied)) return 'bounce'
  if (has('list-id', 'list-post', 'list-unsubscribe', 'x-mailing-list') || /\b(list|bulk)\b/.test(first('precedence'))) return 'list'
  const automatic = !['', 'no'].includes(first('auto-submitted').split(/[;\s]/)[0] ?? '')
  return automatic || /\b(auto_reply|junk)\b/.test(first('precedence')) || has('x-autoreply', 'x-autorespond', 'x-auto-reply', 'x-sop-case') ? 'automatic' : 'person'
}

/** Where a server says for whom a mail was. */
const ADDRESSED = ['to', 'cc', 'delivered-to', 'x-original-to', 'envelope-to']

function tokensIn(fields: readonly HeaderField[], address: string): readonly string[] {
  const at = address.lastIndexOf('@')
  const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const ours = new RegExp(`(?<![\\w.+-])${escape(address.slice(0, at))}\\+([0-9a-f]{40})${escape(address.slice(at))}(?![\\w.-])`, 'gi')
  const found = ADDRESSED.flatMap((name) => valuesOf(fields, name)).flatMap((value) => [...value.matchAll(ours)].map(([, token = '']) => token.toLowerCase()))
  return [...new Set(found)]
}

/** The mails of ours that a report says did not arrive (RFC 3464): only those that have failed for good. */
function failedMails(raw: Buffer): Pick<ReadMail, 'bounced' | 'reason'> {
  const text = raw.subarray(0, 256 * 1024).toString('latin1')
  const failed = /^action:[ \t]*failed\b/im.test(text)
  if (!failed) return { bounced: [], reason: '' }
  const ids = [...text.matchAll(OUR_ID)].map(([id]) => id)
  const [, why = ''] = /^diagnostic-code:[ \t]*([^\r\n]{1,300})/im.exec(text) ?? []
  const [, status = ''] = /^status:[ \t]*([\d.]{1,11})/im.exec(text) ?? []
  return { bounced: [...new Set(ids)].slice(0, 20), reason: `the mail came back: ${[status, why].filter((part) => part !== '').join(' ') || 'no reason given'}` }
}

const NOTHING = { text: undefined, files: [] } as const

/** What a program wrote is nobody's answer: where it is hard to read nothing is lost. */
async function contentOf(raw: Buffer, kind: ReadMail['kind']): Promise<Pick<ReadMail, 'text' | 'files'>> {
  if (kind === 'person') return parsed(raw)
  return kind === 'automatic' ? parsed(raw).catch(() => NOTHING) : NOTHING
}

async function parsed(raw: Buffer): Promise<Pick<ReadMail, 'text' | 'files'>> {
  if (countOf(raw, '\n--') > MOST_PARTS * 2) throw new RangeError(`it has more than ${MOST_PARTS} parts`)
  const { text, attachments } = await within(PostalMime.parse(raw, { maxNestingDepth: MOST_DEPTH, maxHeadersSize: 256 * 1024, maxRfc822NestingDepth: 0, forceRfc822Attachments: true, attachmentEncoding: 'arraybuffer' }))
  return { text: text === undefined || text.trim() === '' ? undefined : visibleIn(text), files: attachments.slice(0, MOST_FILES).map(fileOf) }
}

const MOST_FILES = 20

function fileOf({ filename, mimeType, content }: Email['attachments'][number]): MailFile {
  const body = typeof content === 'string' ? Buffer.from(content, 'utf8') : Buffer.from(content instanceof ArrayBuffer ? new Uint8Array(content) : content)
  return { name: (filename ?? 'no name').replaceAll(/[\u0000-\u001f\u007f\\/]/g, '_').slice(0, 120), declared: mimeType.slice(0, 120), sha256: createHash('sha256').update(body).digest('hex'), body }
}

async function within<T>(parsing: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_resolve, reject) => { timer = setTimeout(() => reject(new RangeError('it takes too long to read')), PATIENCE_MS) })
  try {
    return await Promise.race([parsing, late])
  } catch (error) {
    throw error instanceof RangeError ? error : new RangeError(`it cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  } finally {
    clearTimeout(timer)
  }
}

function countOf(raw: Buffer, text: string): number {
  let count = 0
  for (let at = raw.indexOf(text); at >= 0 && count <= MOST_PARTS * 2; at = raw.indexOf(text, at + text.length)) count++
  return count
}

const MOST_TEXT = 64 * 1024
const MOST_LINES = 400
const MOST_IN_LINE = 500

/** What the sender wrote themselves. Capped before it is read: the time that reading takes grows with the square of the length. */
export function visibleIn(text: string): string {
  const capped = text.slice(0, MOST_TEXT).replaceAll('\r\n', '\n').split('\n').flatMap(folded).slice(0, MOST_LINES).join('\n')
  return new EmailReplyParser().parseReply(capped)
}

/** A paragraph in one line is somebody's words all the same; of what is quoted nothing is kept anyway. */
function folded(line: string): readonly string[] {
  if (line.length <= MOST_IN_LINE || line.startsWith('>')) return [line.slice(0, MOST_IN_LINE)]
  return line.match(/.{1,400}(?:\s|$)|.{1,400}/gu) ?? []
}
