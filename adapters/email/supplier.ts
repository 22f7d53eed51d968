import { createHash } from 'node:crypto'
import type { SupplierLetters } from '../../domain/mail/supplier.ts'
import { ConnectorError, type Connector, type ConnectorCall } from '../../domain/ports.ts'
import { mailFailure } from './failures.ts'
import { letterText, wordsOf, type SupplierWords } from './supplier-letter.ts'
import { ADDRESS, domainOf, openTransport, plusAddress, SENDER } from './transport.ts'

/** What writing to suppliers stands on. */
export interface SuppliersConfig {
  /** `smtp://user:password@host:port` or `smtps://…`. */
  readonly smtpUrl: string
  /** `Sample shop <purchasing@shop.example>`; its domain ends the Message-IDs. */
  readonly from: string
  /** The address whose plus-addresses take answers, such as `answers@shop.example`. */
  readonly replyAddress: string
  readonly letters: Pick<SupplierLetters, 'keep'>
}

const PATIENCE_MS = 15_000

/**
 * Suppliers by mail as a connector. A letter is kept before it leaves; every try of one business key has the same Message-ID, by which
 * mailboxes and people know a repeat, and any of the addresses that its tries gave takes the answer. Throws `ConnectorError` for an
 * address to send from, or for answers, that is none.
 */
export function createSuppliers(config: SuppliersConfig): Connector {
  const { from, replyAddress } = config
  if (!SENDER.test(from)) throw new ConnectorError('permission', 'wrong-settings', `"MAIL_FROM" is "${from}"; set it to an address, such as "Shop <service@shop.example>"`)
  if (!ADDRESS.test(replyAddress)) throw new ConnectorError('permission', 'wrong-settings', `"REPLY_ADDRESS" is "${replyAddress}"; set it to an address, such as "answers@shop.example"`)
  const transport = openTransport(config.smtpUrl, PATIENCE_MS)
  return {
    name: 'supplier',
    async perform(call) {
      if (call.action !== 'supplier.ask') throw new ConnectorError('contract', 'unknown-action', `the connector "supplier" has no action "${call.action}"`)
      const words = wordsOf(call)
      const mail = await compose(config, call, words)
      try {
        await transport.sendMail(mail)
      } catch (cause) {
        throw mailFailure(cause, words.to)
      }
      return { outputs: { letter: letterOf(call.key) }, reference: mail.messageId }
    },
  }
}

/** By what a letter is known. */
const letterOf = (key: string): string => createHash('sha256').update(key).digest('hex').slice(0, 40)

async function compose({ from, replyAddress, letters }: SuppliersConfig, call: ConnectorCall, words: SupplierWords): Promise<{ readonly messageId: string } & Record<string, unknown>> {
  const id = letterOf(call.key)
  const messageOf = (letter: string): string => `<${letter}@${domainOf(from)}>`
  const token = await letters.keep({ id, caseId: call.caseId, address: words.to.toLowerCase(), about: words.about, messageId: messageOf(id) })
  const before = words.follows !== undefined && /^[0-9a-f]{40}$/.test(words.follows) ? messageOf(words.follows) : undefined
  return {
    from, to: { name: '', address: words.to }, replyTo: plusAddress(replyAddress, token), subject: words.subject, text: letterText(words), messageId: messageOf(id),
    ...(before === undefined ? {} : { inReplyTo: before, references: [before] }),
    // Where answers are read bounces have to come too.
    envelope: { from: replyAddress, to: words.to },
    // RFC 3834. Out-of-office notes are not asked to stay away: that nobody reads the letter is worth knowing, and nothing answers them.
    headers: { 'Auto-Submitted': 'auto-generated' },
  }
}
