import { createHash } from 'node:crypto'
import { ChannelError, type Channel, type Outgoing } from '../../domain/delivery.ts'
import { own } from '../../domain/json.ts'
import { isTheirs } from '../../domain/mail/entitled.ts'
import type { LinkFor, MailLinks } from '../../domain/mail/link.ts'
import { isMoneyStep } from '../../domain/mail/money.ts'
import type { Organisation } from '../../domain/organisation.ts'
import type { Plan } from '../../domain/plan.ts'
import type { TaskCard } from '../../domain/views.ts'
import { channelFailure } from './channel-failures.ts'
import { asHtml, asText } from './paper.ts'
import { repliesTo, taskMail, type WaysToAnswer } from './task-mail.ts'
import { ADDRESS, domainOf, headerText, openTransport, plusAddress, SENDER } from './transport.ts'
import { wordsFor } from './words.ts'

/** What the channel stands on. */
export interface EmailChannelDeps {
  /** `smtp://user:password@host:port` or `smtps://…`. */
  readonly smtpUrl: string
  /** `Sample shop <sops@shop.example>`; its domain ends the Message-IDs. */
  readonly from: string
  /** The address under which people reach the pages, without a slash at its end. Nothing that a request says changes it. */
  readonly publicUrl: string
  /** The address whose plus-addresses take answers, such as `answers@shop.example`; undefined where nobody reads them. */
  readonly replyAddress: string | undefined
  readonly links: Pick<MailLinks, 'issue'>
  readonly organisation: () => Promise<Organisation>
  /** The current Plan of a SOP, to know what comes after a step. */
  readonly plan: (sop: string) => Promise<Plan | undefined>
  /** All actions that move money. */
  readonly moneyActions: ReadonlySet<string>
  /** Epoch milliseconds. */
  readonly now: () => number
}

/** Below the time that a sender of messages has for one. */
const PATIENCE_MS = 12_000
/** Mail programs cut off what is longer. Bytes. */
const MOST_BYTES = 30_000

/**
 * Email as a way to reach people. Every try of one delivery has the same Message-ID, which is its reference; mails of one case stand in
 * one thread. Throws `RangeError` for a sender or an address for answers that is none.
 */
export function createEmailChannel(deps: EmailChannelDeps): Channel {
  if (!SENDER.test(deps.from)) throw new RangeError(`"MAIL_FROM" is "${deps.from}"; set it to an address, such as "Shop <sops@shop.example>"`)
  if (deps.replyAddress !== undefined && !ADDRESS.test(deps.replyAddress)) throw new RangeError(`"REPLY_ADDRESS" is "${deps.replyAddress}"; set it to an address, such as "answers@shop.example"`)
  const transport = openTransport(deps.smtpUrl, PATIENCE_MS)
  return {
    name: 'email',
    async send(message) {
      const { address } = message.delivery
      if (!ADDRESS.test(address)) throw new ChannelError('unreachable', 'bad-address', `"${headerText(address).slice(0, 100)}" is no e-mail address; correct it in the organisation file`)
      const mail = await compose(deps, message)
      try {
        await transport.sendMail(mail)
      } catch (cause) {
        throw channelFailure(cause, address)
      }
      return mail.messageId
    },
  }
}

async function compose(deps: EmailChannelDeps, message: Outgoing): Promise<{ readonly messageId: string } & Record<string, unknown>> {
  const organisation = await deps.organisation()
  const { ways, replyTo } = await waysToAnswer(deps, message, organisation)
  const { subject, text, html } = written(deps, message, ways, organisation)
  const { delivery, person, threadOf } = message
  const domain = domainOf(deps.from)
  const thread = delivery.caseId === '' ? undefined : `<case.${digestOf(delivery.caseId)}@${domain}>`
  const before = threadOf !== null && /^<[\w.]+@[\w.-]+>$/.test(threadOf) ? threadOf : undefined
  return {
    from: deps.from, to: { name: headerText(person?.name ?? ''), address: delivery.address }, subject: headerText(subject), text, html,
    messageId: messageIdOf(delivery, domain),
    ...(thread === undefined ? {} : { inReplyTo: before ?? thread, references: before === undefined ? [thread] : [thread, before] }),
    ...(replyTo === undefined ? {} : { replyTo }),
    // Where answers are read bounces have to come too.
    ...(deps.replyAddress === undefined ? {} : { envelope: { from: deps.replyAddress, to: delivery.address } }),
    // No List-Unsubscribe (RFC 2369, RFC 8058), in digests neither: they are work that somebody was given and no list that they joined. One
    // press in a mail program, or a scanner that follows the link, would leave it undone; who is told how is changed in the organisation file.
    headers: {
      // RFC 3834: no out-of-office answers to what a program wrote.
      'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All',
      ...(delivery.caseId === '' ? {} : { 'X-SOP-Case': encodeURI(delivery.caseId.replaceAll(/\p{Cs}/gu, '')).slice(0, 400) }),
    },
  }
}

/** The Message-ID of a delivery: the same however often it is tried. */
export const messageIdOf = ({ id, caseId, createdAt }: Outgoing['delivery'], domain: string): string => `<${digestOf(`${id}/${caseId}/${createdAt}`)}@${domain}>`

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 40)

/** As much as fits: what does not is in the console. */
function written({ now }: EmailChannelDeps, message: Outgoing, ways: WaysToAnswer, organisation: Organisation): { readonly subject: string; readonly text: string; readonly html: string } {
  const zone = message.person?.zone ?? organisation.zone
  const locale = message.person?.locale ?? organisation.locale
  const words = wordsFor({ zone, locale, now: message.now ?? now() })
  const nameOf = (id: string): string => own(organisation.people, id)?.name ?? id
  for (let scale = 1; ; scale /= 2) {
    const { subject, blocks } = taskMail(message, ways, words, zone, nameOf, scale)
    const text = asText(blocks)
    const html = asHtml(blocks, 'en')
    if (Math.max(Buffer.byteLength(html), Buffer.byteLength(text)) < MOST_BYTES || scale < 0.02) return { subject, text, html }
  }
}

interface Ways {
  readonly ways: WaysToAnswer
  readonly replyTo?: string
}

async function waysToAnswer(deps: EmailChannelDeps, message: Outgoing, organisation: Organisation): Promise<Ways> {
  const { task, person, delivery } = message
  if (!task || !person || delivery.kind === 'digest' || delivery.kind === 'notice' || !isTheirs(task, person.id, task.epoch, organisation)) return { ways: { reply: false } }
  const bound: Omit<LinkFor, 'purpose'> = { caseId: task.caseId, step: task.step, instance: task.instance, epoch: task.epoch, person: person.id }
  const page = await deps.links.issue({ ...bound, purpose: 'page' })
  const replyTo = await replyAddress(deps, task, bound)
  return { ways: { page: { ...page, url: `${deps.publicUrl}/t/${page.token}` }, reply: replyTo !== undefined }, ...(replyTo === undefined ? {} : { replyTo }) }
}

async function replyAddress({ replyAddress: address, links, plan, moneyActions }: EmailChannelDeps, task: TaskCard, bound: Omit<LinkFor, 'purpose'>): Promise<string | undefined> {
  if (address === undefined || repliesTo(task).length === 0 || isMoneyStep(task, await plan(task.sop), moneyActions)) return undefined
  const { token } = await links.issue({ ...bound, purpose: 'reply' })
  return plusAddress(address, token)
}
