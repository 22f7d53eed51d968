import { ADDRESS, headerText, openTransport } from './transport.ts'

/** What is written back to somebody whose answer was not taken. */
export interface AnswerMail {
  readonly to: string
  readonly subject: string
  readonly text: string
  /** The mail that it answers. */
  readonly messageId: string
}

/** Writes back, marked as a program's so that no program answers it; resolves once the mail server has it. Rejects when it does not take it. */
export function createAnswerer({ smtpUrl, from }: { readonly smtpUrl: string; readonly from: string }): (mail: AnswerMail) => Promise<void> {
  const transport = openTransport(smtpUrl, 12_000)
  return async ({ to, subject, text, messageId }) => {
    if (!ADDRESS.test(to)) return
    const known = /^<[^\s<>]{1,250}>$/.test(messageId) ? { inReplyTo: messageId, references: [messageId] } : {}
    await transport.sendMail({ from, to: { name: '', address: to }, subject: headerText(subject).slice(0, 200), text, ...known, headers: { 'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': 'All' } })
  }
}
