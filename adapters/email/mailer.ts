import { createHash } from 'node:crypto'
import type { SupplierLetters } from '../../domain/mail/supplier.ts'
import type { Letter } from '../../domain/state.ts'
import { ConnectorError } from '../../domain/ports.ts'
import type { Mailer } from '../../domain/ports.ts'
import { mailFailure } from './failures.ts'
import { htmlOf } from './html.ts'
import { ADDRESS, domainOf, headerText as oneLine, openTransport, plusAddress, SENDER } from './transport.ts'

/** How mail leaves, and in whose name. */
export interface MailerConfig {
  /** `smtp://user:password@host:port` or `smtps://…`; left out, nothing can be sent. */
  readonly smtpUrl: string | undefined
  /** `Sample shop <service@shop.example>`; its domain ends the Message-IDs. */
  readonly from: string
  /** How letters to suppliers whom a case has asked take answers too; left out where nobody reads answers. */
  readonly answers?: { readonly replyAddress: string; readonly letters: Pick<SupplierLetters, 'thread'> }
}

/**
 * Sends letters by SMTP. The protocol cannot tell a repeat, so every try of one key carries the same Message-ID, by which
 * mailboxes and people can. Without a server each letter fails with `mail-off`: a message nobody gets is never called sent.
 * Throws `ConnectorError` for a server without an address to send from.
 */
export function createMailer(config: MailerConfig): Mailer {
  const { smtpUrl } = config
  if (smtpUrl === undefined || smtpUrl === '') {
    return { send: () => Promise.reject(new ConnectorError('permission', 'mail-off', 'no mail server is set up; set SMTP_URL')) }
  }
  if (!SENDER.test(config.from)) {
    throw new ConnectorError('permission', 'wrong-settings', `"MAIL_FROM" is "${config.from}"; set it to an address, such as "Shop <service@shop.example>"`)
  }
  const transport = openTransport(smtpUrl, 15_000)
  return {
    async send(letter, key) {
      const mail = { ...compose(letter, key, config.from), ...(await threadOf(config, key, letter.to.email)) }
      try {
        await transport.sendMail(mail)
      } catch (cause) {
        throw mailFailure(cause, letter.to.email)
      }
      return { reference: mail.messageId }
    },
  }
}

/** A supplier who answers a reminder answers what they were asked: in its thread, to an address that finds the case. */
async function threadOf({ answers }: MailerConfig, key: string, address: string): Promise<object> {
  const thread = await answers?.letters.thread(key, address)
  if (!answers || !thread) return {}
  return { replyTo: plusAddress(answers.replyAddress, thread.token), inReplyTo: thread.messageId, references: [thread.messageId], envelope: { from: answers.replyAddress, to: address } }
}

function compose(letter: Letter, key: string, from: string): { readonly messageId: string } & Record<string, unknown> {
  if (!ADDRESS.test(letter.to.email)) {
    throw new ConnectorError(
      'refused', 'bad-address',
      `"${oneLine(letter.to.email).slice(0, 100)}" is no e-mail address; correct it in the shop, or tell the customer in another way`,
    )
  }
  const digest = createHash('sha256').update(key).digest('hex')
  return {
    from,
    to: { name: oneLine(letter.to.name ?? ''), address: letter.to.email },
    subject: oneLine(letter.subject),
    text: letter.body,
    html: htmlOf(letter.body, letter.locale),
    messageId: `<${digest.slice(0, 40)}@${domainOf(from)}>`,
    headers: {
      'X-Evenkeel-Key': digest,
      // RFC 3834: no out-of-office answers to what a program wrote.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'Content-Language': oneLine(letter.locale),
    },
  }
}
