import { appendFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo, Server } from 'node:net'
import PostalMime from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import type { SMTPServerDataStream } from 'smtp-server'
import { page } from './page.ts'

/** A mail as it arrived. */
export interface Mail {
  readonly id: number
  readonly at: string
  readonly envelope: { readonly from: string; readonly to: readonly string[] }
  readonly messageId: string
  readonly from: string
  readonly to: readonly string[]
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly headers: Readonly<Record<string, string>>
}
/**
 * `reject-address` 550 to RCPT, `later` 451 to the text, `refuse` 554 to the text, `drop-after-data` keeps the mail and
 * cuts the line unanswered.
 */
export type MailFault = (typeof MAIL_FAULTS)[number]
/** The names by which the control API takes faults. */
export const MAIL_FAULTS = ['reject-address', 'later', 'refuse', 'drop-after-data'] as const

/** Where the mailbox listens: SMTP on one port, its page and control API on the other. */
export interface MailboxSettings {
  /** 0 takes any free port. */
  readonly smtpPort: number
  readonly port: number
  readonly host: string
  /** One JSON line for each mail that arrived, text cut after 2000 characters; null for none. */
  readonly logFile: string | null
  /** So many of the last mails are shown; the log has all. */
  readonly keep: number
}
/** A mailbox that listens. `mails` is live and in order of arrival; those that a fault refused are not in it. */
export interface RunningMailbox {
  readonly smtpUrl: string
  readonly url: string
  readonly mails: readonly Mail[]
  /** The next `times` mails meet this. */
  fail(fault: MailFault, times: number): void
  close(): Promise<void>
}

/** Starts an SMTP server that takes everything, delivers nothing and shows it on a page. */
export async function startMailbox(given: Partial<MailboxSettings> = {}): Promise<RunningMailbox> {
  const settings: MailboxSettings = { smtpPort: 0, port: 0, host: '127.0.0.1', logFile: null, keep: Infinity, ...given }
  const mails: Mail[] = []
  const faults: MailFault[] = []
  let arrived = 0
  const take = (read: Omit<Mail, 'id'>): void => {
    const mail = { id: ++arrived, ...read }
    if (settings.logFile !== null) appendFileSync(settings.logFile, `${JSON.stringify({ ...mail, text: mail.text.slice(0, 2000), html: '' })}\n`)
    mails.push(mail)
    if (mails.length > settings.keep) mails.shift()
  }
  const smtp = createSmtp(take, faults)
  const fail = (fault: MailFault, times: number): void => void faults.push(...Array.from({ length: times }, () => fault))
  const web = createServer((request, response) => void serve({ mails, fail, faults }, request, response))
  const smtpPort = await listen(smtp.server, settings.smtpPort, settings.host)
  const port = await listen(web, settings.port, settings.host)
  const close = async (): Promise<void> => {
    web.closeAllConnections()
    await Promise.all([stopped((done) => smtp.close(done)), stopped((done) => web.close(done))])
  }
  return { smtpUrl: `smtp://${settings.host}:${smtpPort}`, url: `http://${settings.host}:${port}`, mails, fail, close }
}

const stopped = (stop: (done: () => void) => void): Promise<void> => new Promise((resolve) => {
  stop(resolve)
})

async function listen(server: Server, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  return (server.address() as AddressInfo).port
}

const smtpError = (responseCode: number, message: string): Error => Object.assign(new Error(message), { responseCode })

function createSmtp(take: (mail: Omit<Mail, 'id'>) => void, faults: MailFault[]): SMTPServer {
  const takes = (fault: MailFault): boolean => faults[0] === fault && faults.shift() !== undefined
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onAuth: (_auth, _session, done) => done(null, { user: 'anyone' }),
    onRcptTo: (_address, _session, done) => done(takes('reject-address') ? smtpError(550, 'no such mailbox') : null),
    onData(stream, session, done) {
      void read(stream, session.envelope).then((mail) => {
        if (takes('later')) return done(smtpError(451, 'try again later'))
        if (takes('refuse')) return done(smtpError(554, 'not taken'))
        take(mail)
        // Never answered: the sender cannot know whether the mail was taken.
        if (takes('drop-after-data')) return cut(server)
        done()
      }, done)
    },
  })
  return server
}

function cut(server: SMTPServer): void {
  for (const connection of server.connections as Set<{ readonly _socket?: { destroy(): void } }>) connection._socket?.destroy()
}

async function read(
  stream: SMTPServerDataStream,
  envelope: { readonly mailFrom: false | { readonly address: string }; readonly rcptTo: readonly { readonly address: string }[] },
): Promise<Omit<Mail, 'id'>> {
  const chunks: Buffer[] = []
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk)
  const parsed = await PostalMime.parse(Buffer.concat(chunks))
  return {
    at: new Date().toISOString(),
    envelope: { from: envelope.mailFrom === false ? '' : envelope.mailFrom.address, to: envelope.rcptTo.map((one) => one.address) },
    messageId: parsed.messageId ?? '',
    from: parsed.from?.address ?? '',
    to: (parsed.to ?? []).map((one) => one.address ?? ''),
    subject: parsed.subject ?? '',
    text: (parsed.text ?? '').trimEnd(),
    html: parsed.html ?? '',
    headers: Object.fromEntries(parsed.headers.map((header) => [header.key, header.value])),
  }
}

interface Web {
  readonly mails: Mail[]
  readonly faults: MailFault[]
  readonly fail: RunningMailbox['fail']
}

async function serve(web: Web, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://mailbox')
  const route = `${request.method ?? ''} ${url.pathname}`
  const json = (status: number, value: unknown): void =>
    void response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' }).end(JSON.stringify(value))
  if (route === 'GET /') {
    return void response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(page(
      web.mails, Number(url.searchParams.get('mail') ?? 0),
    ))
  }
  if (route === 'GET /_control/mails') return json(200, { mails: web.mails })
  if (route === 'DELETE /_control/mails') {
    web.mails.length = 0
    return json(200, { mails: [] })
  }
  if (route === 'POST /_control/faults') return addFault(web, await readText(request), json)
  json(404, { error: `no page "${url.pathname}"` })
}

function addFault(web: Web, text: string, json: (status: number, value: unknown) => void): void {
  let ask: { readonly mode?: unknown; readonly times?: unknown } = {}
  try {
    ask = JSON.parse(text) as typeof ask
  } catch {
    // answered below: no mode was named
  }
  const mode = MAIL_FAULTS.find((known) => known === ask.mode)
  if (mode === undefined) return json(422, { error: `"${String(ask.mode)}" is no fault; use ${MAIL_FAULTS.join(', ')}` })
  web.fail(mode, Number(ask.times ?? 1))
  json(201, { faults: web.faults })
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
