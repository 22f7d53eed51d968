import { ImapFlow } from 'imapflow'
import { LONGEST_MAIL } from './read-mail.ts'

/** A mail as it lies in the mailbox. `raw` is cut off behind `LONGEST_MAIL`; `bytes` is its whole length. */
export interface LyingMail {
  readonly uid: number
  readonly bytes: number
  readonly raw: Buffer
}

/** A mailbox that is read. */
export interface OpenMailbox {
  /** Changes when the server has numbered its mails anew. */
  readonly uidValidity: string
  /** The next mails after a number, in their order, at most 50. Nothing is marked, moved or deleted. */
  after(uid: number): Promise<readonly { readonly uid: number; readonly bytes: number }[]>
  read(uid: number, bytes: number): Promise<LyingMail | undefined>
  /** Resolves when something may have come, or after so many milliseconds; rejects once the line is lost. */
  wait(ms: number): Promise<void>
  close(): Promise<void>
}

const AT_ONCE = 50

/** Opens the mailbox of `imap://user:password@host:143/INBOX` or `imaps://…`. Throws `RangeError` for an address that is none. */
export async function openMailbox(imapUrl: string): Promise<OpenMailbox> {
  const { secure, folder, ...server } = addressOf(imapUrl)
  // Over a network a login goes encrypted or not at all.
  const client = new ImapFlow({ ...server, secure, ...(secure || isHere(server.host) ? {} : { doSTARTTLS: true }), logger: false, clientInfo: { name: 'evenkeel' }, connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 300_000, autoIdleDelay: 500 })
  let wake: () => void = () => undefined
  // What comes while nobody waits is not to wait until the next look.
  const line: { lost?: Error; came: boolean } = { came: false }
  const lose = (error: Error): void => { line.lost ??= error; wake() }
  const throwIfLost = (): void => { if (line.lost) throw line.lost }
  client.on('error', lose)
  client.on('close', () => lose(new Error('the line to the mailbox was closed')))
  client.on('exists', () => { line.came = true; wake() })
  await client.connect()
  // Looked at only: whoever else reads the mailbox sees no difference.
  const { uidValidity } = await client.mailboxOpen(folder, { readOnly: true })
  return {
    uidValidity: String(uidValidity),
    async after(uid) {
      line.came = false
      const numbers = await client.search({ uid: `${uid + 1}:*` }, { uid: true })
      if (!numbers) throw new Error('the mailbox does not say what lies in it')
      // The server answers the last mail when there is none after it.
      const next = numbers.filter((number) => number > uid).sort((a, b) => a - b).slice(0, AT_ONCE)
      const [first, last] = [next[0], next.at(-1)]
      if (first === undefined || last === undefined) return []
      const found: { uid: number; bytes: number }[] = []
      for await (const mail of client.fetch(`${first}:${last}`, { uid: true, size: true }, { uid: true })) found.push({ uid: mail.uid, bytes: mail.size ?? 0 })
      return found.sort((a, b) => a.uid - b.uid)
    },
    async read(uid, bytes) {
      const mail = await client.fetchOne(String(uid), { uid: true, source: { start: 0, maxLength: LONGEST_MAIL } }, { uid: true })
      return mail && mail.source ? { uid, bytes, raw: mail.source } : undefined
    },
    async wait(ms) {
      throwIfLost()
      if (!line.came) await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms)
        wake = () => { clearTimeout(timer); resolve() }
      })
      throwIfLost()
    },
    close: async () => { await client.logout().catch(() => client.close()) },
  }
}

const isHere = (host: string): boolean => ['localhost', '127.0.0.1', '::1'].includes(host)

/** The server, the login and the folder of an address. Throws `RangeError`. */
export function addressOf(imapUrl: string) {
  const url = URL.canParse(imapUrl) ? new URL(imapUrl) : undefined
  if (!url || !['imap:', 'imaps:'].includes(url.protocol) || url.hostname === '' || url.username === '') {
    throw new RangeError('"IMAP_URL" is no address of a mailbox: set it to one such as imaps://user:password@mail.shop.example/INBOX')
  }
  const secure = url.protocol === 'imaps:'
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port === '' ? (secure ? 993 : 143) : Number(url.port), secure, folder: decodeURIComponent(url.pathname.slice(1)) || 'INBOX',
    auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
  }
}
