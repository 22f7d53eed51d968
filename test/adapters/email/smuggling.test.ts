import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAnswerer } from '../../../adapters/email/answer-mail.ts'
import { createMailer } from '../../../adapters/email/mailer.ts'
import { startMailbox, type RunningMailbox } from '../../../stand-ins/mailbox/mailbox.ts'
import { aMail, mailLab } from '../../mailbox/lab.ts'
import { aCard, anOutgoing, channelTo } from './task-samples.ts'

/** What some servers take for the end of a mail, and others do not: where they disagree, a second mail hides in the first. */
const ENDS = ['\n.\n', '\n.\r\n', '\r.\r', '\r.\r\n', '\r\n.\n', '\r\n.\r', '\r\n\0.\r\n']
const named = ENDS.map((end) => [JSON.stringify(end), end] as const)
/** A mail of Ana's, as somebody would have a second server see it. */
const HIDDEN = ['MAIL FROM:<ana@shop.example>', 'RCPT TO:<answers@shop.example>', 'DATA', 'From: Ana Brandt <ana@shop.example>', 'Subject: Re: Inspect', '', 'DONE good', '.', ''].join('\r\n')

describe('what is sent', () => {
  /** Every byte that a mail server is told, by one that agrees to everything. */
  async function heardFrom(send: (url: string) => Promise<unknown>): Promise<{ readonly heard: string; readonly commands: readonly string[] }> {
    let heard = ''
    const commands: string[] = []
    const server = createServer((socket) => {
      let inMail = false
      let read = 0
      socket.on('error', () => undefined).write('220 test\r\n')
      socket.on('data', (data) => {
        heard += data.toString('latin1')
        for (;;) {
          const end = inMail ? heard.indexOf('\r\n.\r\n', read) : heard.indexOf('\r\n', read)
          if (end < 0) return
          const line = heard.slice(read, end)
          read = end + (inMail ? 5 : 2)
          if (!inMail) commands.push(line.split(/[ :]/)[0]?.toUpperCase() ?? '')
          const begins = !inMail && /^DATA$/i.test(line)
          inMail = begins
          if (begins) socket.write('354 go on\r\n')
          else if (/^QUIT$/i.test(line)) socket.end('221 bye\r\n')
          else socket.write('250 ok\r\n')
        }
      })
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    try {
      await send(`smtp://127.0.0.1:${(server.address() as AddressInfo).port}`)
    } finally {
      server.close()
    }
    return { heard, commands }
  }
  const evil = ENDS.map((end) => `Dear${end}${HIDDEN}`).join('\n')
  const from = 'Sample shop <service@shop.example>'

  it.each<readonly [string, (url: string) => Promise<unknown>]>([
    ['a task', (url) => channelTo(url).channel.send(anOutgoing({ caseLabel: evil, task: aCard({ title: evil, do: evil, ifWrong: evil, check: [evil] }) }))],
    ['a letter to a customer', (url) => createMailer({ smtpUrl: url, from }).send({ template: 'sent', locale: 'en', to: { name: evil, email: 'mia@example.com' }, subject: evil, body: evil }, 'k')],
    ['an answer to an answer', (url) => createAnswerer({ smtpUrl: url, from })({ to: 'ana@shop.example', subject: evil, text: evil, messageId: `<1@x>${evil}` })],
  ])('holds one mail, whatever a case says: %s', async (_what, send) => {
    const { heard, commands } = await heardFrom(send)

    expect(heard).not.toMatch(/[^\r]\n|\r(?!\n)|\0/)
    expect(heard.match(/^\.\r$/gm)).toHaveLength(1)
    expect(commands.filter((word) => word !== 'QUIT')).toEqual(['EHLO', 'MAIL', 'RCPT', 'DATA'])
    const header = heard.slice(heard.indexOf('DATA\r\n') + 6).split('\r\n\r\n')[0] ?? ''
    expect(header.match(/^(from|to|subject|bcc|cc):/gim)?.toSorted()).toEqual(['From:', 'Subject:', 'To:'])
  })
})

describe('what a server takes', () => {
  let mailbox: RunningMailbox
  beforeAll(async () => { mailbox = await startMailbox() })
  afterAll(() => mailbox.close())

  const tell = async (socket: Socket, text: string): Promise<string> => {
    const said = once(socket, 'data')
    socket.write(text, 'latin1')
    return String((await said)[0])
  }

  it.each(named)('is one mail of one sender, though %s stands in it and another after that', async (_name, end) => {
    const before = mailbox.mails.length
    const { hostname, port } = new URL(mailbox.smtpUrl)
    const socket = connect(Number(port), hostname)
    await once(socket, 'data')
    await tell(socket, 'EHLO evil.test\r\n')
    await tell(socket, 'MAIL FROM:<x@evil.test>\r\n')
    await tell(socket, 'RCPT TO:<answers@shop.example>\r\n')
    await tell(socket, 'DATA\r\n')
    // The hidden one ends as it should, and that is the end of the first.
    expect(await tell(socket, `From: x@evil.test\r\nSubject: hello\r\n\r\nDear${end}${HIDDEN}`)).toMatch(/^250/)
    await tell(socket, 'QUIT\r\n')
    socket.destroy()

    expect(mailbox.mails.length - before).toBe(1)
    expect(mailbox.mails.at(-1)).toMatchObject({ from: 'x@evil.test', envelope: { from: 'x@evil.test' } })
  })
})

describe('what lies in the mailbox', () => {
  it.each(named)('is one mail of whoever sent it, though %s and a mail of somebody else stand in its text', async (_name, end) => {
    const { take, commands, settled } = mailLab()
    const findings = { From: 'x@evil.test', 'Authentication-Results': 'mx.shop.example; dmarc=pass (p=reject) header.from=evil.test; dkim=pass header.d=evil.test' }

    await take(Buffer.from(aMail('REPLACED', findings).toString('latin1').replace('REPLACED', `Dear${end}${HIDDEN}`), 'latin1'))

    expect(commands).toEqual([])
    expect(settled).toMatchObject([{ state: 'parked', from: 'x@evil.test' }])
  })

  it.each(named)('is nobody\'s where %s and a second header stand in its own', async (_name, end) => {
    const { take, commands } = mailLab()
    const text = aMail('DONE good', { From: 'x@evil.test', Subject: 'REPLACED' }).toString('latin1').replace('REPLACED', `hello${end}From: Ana Brandt <ana@shop.example>`)

    await take(Buffer.from(text, 'latin1'))

    expect(commands).toEqual([])
  })
})
