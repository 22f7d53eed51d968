import { ImapFlow } from 'imapflow'
import { eventually } from '../harness/eventually.ts'

/** A mailbox on a server. */
export interface ImapLab extends AsyncDisposable {
  readonly url: string
}

const clientTo = (url: string): ImapFlow => {
  const { hostname, port, username, password } = new URL(url)
  return new ImapFlow({ host: hostname, port: Number(port), secure: false, auth: { user: username, pass: password }, logger: false })
}

/** Puts mails into it, as a mail server does; waits for a server that has just begun. */
export async function deliver(url: string, ...mails: readonly Buffer[]): Promise<void> {
  const client = await eventually(async () => {
    const one = clientTo(url)
    one.on('error', () => undefined)
    return one.connect().then(() => one, () => undefined)
  })
  for (const mail of mails) await client.append('INBOX', mail, [])
  await client.logout()
}
