import type { Found } from '../../domain/check.ts'
import { ConnectorError } from '../../domain/ports.ts'
import { mailFailure } from './failures.ts'
import { addressOf, openMailbox } from './imap.ts'
import { openTransport, SENDER } from './transport.ts'

const PATIENCE_MS = 15_000

/** Whether the mail server lets us in; no mail is sent. Throws `ConnectorError`. */
export async function lookAtMailServer({ smtpUrl, from }: { readonly smtpUrl: string; readonly from: string }): Promise<Found> {
  if (!URL.canParse(smtpUrl)) throw new ConnectorError('permission', 'wrong-settings', 'SMTP_URL is no address; set it to one such as smtps://user:password@mail.shop.example:465')
  if (!SENDER.test(from)) throw new ConnectorError('permission', 'wrong-settings', `MAIL_FROM is "${from}"; set it to a sender such as "Harbour Goods <steps@shop.example>"`)
  const transport = openTransport(smtpUrl, PATIENCE_MS)
  try {
    await transport.verify()
  } catch (error) {
    throw mailFailure(error, from)
  } finally {
    transport.close()
  }
  return { account: `the mail server "${new URL(smtpUrl).host}"`, missing: [], unseen: `whether it takes mail from ${from} shows at the first one` }
}

/** Whether the mailbox lets us in and can be read; nothing in it is marked. Throws `ConnectorError`, `RangeError` for an address that is none. */
export async function lookAtMailbox(imapUrl: string): Promise<Found> {
  const { host, folder, auth } = addressOf(imapUrl)
  try {
    await (await openMailbox(imapUrl)).close()
  } catch (error) {
    const denied = error instanceof Error && 'authenticationFailed' in error && error.authenticationFailed === true
    const told = error instanceof Error ? ('code' in error ? String(error.code) : error.message) : String(error)
    throw denied
      ? new ConnectorError('permission', 'mail-login', `the mailbox "${auth.user}" does not accept our login; check IMAP_URL`, { cause: error })
      : new ConnectorError('transient', 'mail-unreachable', `the mailbox at "${host}" cannot be opened (${told})`, { cause: error })
  }
  return { account: `the folder "${folder}" of "${auth.user}"`, missing: [] }
}
