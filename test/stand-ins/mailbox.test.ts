import { expect, test } from 'vitest'
import { createTransport } from 'nodemailer'
import { startMailbox } from '../../stand-ins/mailbox/mailbox.ts'

test('shows every mail on its page, as text and as its reader sees it, and runs nothing of it', async () => {
  const mailbox = await startMailbox()
  await createTransport({ url: mailbox.smtpUrl }).sendMail({
    from: 'a@shop.example', to: 'mia@example.com', subject: 'Hi <Mia>', text: 'plain words',
    html: '<p>rich words</p><script>alert(1)</script>',
  })
  const list = await (await fetch(mailbox.url)).text()
  const one = await (await fetch(`${mailbox.url}/?mail=1`)).text()
  const { mails } = await (await fetch(`${mailbox.url}/_control/mails`)).json() as { mails: { subject: string; text: string }[] }
  await mailbox.close()

  expect(list).toContain('<a href="/?mail=1">Hi &lt;Mia&gt;</a>')
  expect(one).toContain('<pre>plain words</pre>')
  expect(one).toMatch(/<iframe [^>]*sandbox="" srcdoc="&lt;p&gt;rich words/)
  expect(one).not.toContain('<script>')
  expect(mails).toEqual([expect.objectContaining({ subject: 'Hi <Mia>', text: 'plain words' })])
})

test('forgets its mails and fails on demand', async () => {
  const mailbox = await startMailbox()
  const send = (): Promise<unknown> =>
    createTransport({ url: mailbox.smtpUrl }).sendMail({ from: 'a@shop.example', to: 'mia@example.com', subject: 'x', text: 'y' })
  await send()
  await fetch(`${mailbox.url}/_control/mails`, { method: 'DELETE' })
  await fetch(`${mailbox.url}/_control/faults`, { method: 'POST', body: JSON.stringify({ mode: 'later', times: 1 }) })
  await expect(send()).rejects.toMatchObject({ responseCode: 451 })
  await send()
  const unknown = await fetch(`${mailbox.url}/_control/faults`, { method: 'POST', body: 'nonsense' })
  await mailbox.close()
  expect(mailbox.mails).toHaveLength(1)
  expect(unknown.status).toBe(422)
})
