import { wordsFor } from '../../adapters/email/words.ts'
import { LONGEST_MAIL, readMail } from '../../adapters/email/read-mail.ts'
import type { MailInbox, SettledMail } from '../../domain/mail/inbound.ts'
import type { DeadLink, MailLink } from '../../domain/mail/link.ts'
import type { Command } from '../../domain/event.ts'
import type { Organisation } from '../../domain/organisation.ts'
import type { InboxItem, KeptEvidence, ListedTask } from '../../domain/ports.ts'
import { Refused, type Refusal } from '../../domain/refusal.ts'
import { takeIn, type TakeDeps } from '../../mailbox/take.ts'
import { aCard, returns, shop, NOW } from '../adapters/email/task-samples.ts'
import { aCase, aDetail, answer } from '../api/fakes.ts'

export const TOKEN = 'c0ffee'.padEnd(40, '0')
export const SERVER = 'mx.shop.example'
export const ADDRESS = 'answers@shop.example'

/** Ana's link to the inspection, unless said otherwise. */
const aLink = (of: Partial<MailLink> = {}): MailLink => ({
  id: 'd'.repeat(64), purpose: 'reply', caseId: 'c1', step: 'inspect', instance: 'inspect#1', epoch: 2, person: 'ana', expiresAt: NOW + 86_400_000, usedAt: null, usedFor: null, locked: false, ...of,
})

/** What an honest mail of Ana's begins with; a field given here stands in place of ours, null leaves it out. */
export function aMail(text: string, fields: Readonly<Record<string, string | readonly string[] | null>> = {}): Buffer {
  const header: Record<string, string | readonly string[] | null> = {
    'Return-Path': '<ana@shop.example>', Received: 'from mail.shop.example by mx.shop.example with ESMTPS; Fri, 20 Nov 2026 10:00:00 +0000',
    'Authentication-Results': 'mx.shop.example; dmarc=pass (p=reject) header.from=shop.example; dkim=pass header.d=shop.example',
    From: 'Ana Brandt <ana@shop.example>', To: `answers+${TOKEN}@shop.example`, Subject: 'Re: [due Fri 06:00] Inspect', 'Message-ID': '<1@mail.shop.example>', 'Content-Type': 'text/plain; charset=utf-8', ...fields,
  }
  const lines = Object.entries(header).flatMap(([name, value]) => (value === null ? [] : [value].flat().map((one) => `${name}: ${one}`)))
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${text.replaceAll(/\r?\n/g, '\r\n')}`)
}

/** A mailbox that takes one mail after another, with all else in memory. */
export function mailLab(over: { readonly task?: Partial<ListedTask> | null; readonly link?: Partial<MailLink> | null; readonly organisation?: Organisation; readonly refusal?: Refusal; readonly plan?: typeof returns; readonly deps?: Partial<TakeDeps>; readonly again?: Awaited<ReturnType<MailInbox['toTakeAgain']>> } = {}) {
  const settled: SettledMail[] = []
  const commands: Command[] = []
  const alarms: string[] = []
  const answers: { readonly to: string; readonly subject: string; readonly text: string }[] = []
  const noted: DeadLink[] = []
  const kept: KeptEvidence[] = []
  const used: string[] = []
  const back: { readonly messageId: string; readonly reason: string }[] = []
  const answeredNow = new Set<string>()
  const stored: InboxItem[] = []
  const task = over.task === null ? [] : [{ ...aCard({ caseId: 'c1', ...over.task }), confirmed: true }]
  const deps: TakeDeps = {
    inbox: {
      position: async () => undefined, seen: async (sha256) => settled.some((mail) => mail.sha256 === sha256), settle: async (mail) => void settled.push(mail),
      toTakeAgain: async () => over.again, resettle: async ({ sha256, ...came }) => void settled.push({ sha256, mailbox: 'in', uidValidity: '1', uid: 0, bytes: 0, ...came }),
      mayAnswer: async (address) => !answeredNow.has(address) && Boolean(answeredNow.add(address)),
      bounced: async (messageId, reason) => void back.push({ messageId, reason }),
    },
    links: { find: async (token) => (token === TOKEN && over.link !== null ? aLink(over.link) : undefined), used: async (_id, what) => void used.push(what), note: async (why) => void noted.push(why) },
    catalogue: { organisation: async () => over.organisation ?? shop, current: async () => over.plan ?? returns },
    reader: { case: async () => aDetail({ tasks: task, summary: aCase({ standing: 'It ended: good' }) }) },
    cases: { command: async (_case, command) => { if (over.refusal) throw new Refused(over.refusal); commands.push(command); return answer } },
    letters: { byToken: async () => undefined, byMessage: async () => undefined }, events: { store: async (item) => (stored.push(item), 'stored' as const) }, typeOf: () => undefined,
    evidence: { keep: async (file) => void kept.push(file) }, alarms: { raise: async (kind, _subject, message) => void alarms.push(`${kind}: ${message}`) },
    moneyActions: new Set(['shop.refund']), on: ['slack', 'email'], read: (raw) => readMail(raw, { server: SERVER, address: ADDRESS }),
    answer: async (mail) => void answers.push(mail), consoleUrl: 'https://ek.test', now: () => NOW, exactly: (at, { zone, locale }) => wordsFor({ zone, locale, now: NOW }).exactly(at), report: () => undefined, ...over.deps,
  }
  let uid = 0
  return {
    deps, settled, commands, alarms, answers, noted, kept, used, back, stored,
    take: (raw: Buffer) => takeIn(deps, { mailbox: 'in', uidValidity: '1', uid: ++uid, bytes: raw.length, raw: raw.subarray(0, LONGEST_MAIL) }),
  }
}
