import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { openMailbox } from '../../adapters/email/imap.ts'
import { createMailInbox } from '../../adapters/postgres/mailbox.ts'
import { createMailLinks } from '../../adapters/postgres/mail-links.ts'
import { createEvidenceStore } from '../../adapters/postgres/evidence.ts'
import { Away } from '../../domain/away.ts'
import { readMailbox } from '../../mailbox/read-loop.ts'
import { aCard } from '../adapters/email/task-samples.ts'
import { databaseLab, rows } from '../adapters/postgres/lab.ts'
import { eventually } from '../harness/eventually.ts'
import { hasDovecot, startDovecot } from './dovecot.ts'
import { deliver, type ImapLab } from './imap-lab.ts'
import { aMail, mailLab } from './lab.ts'
import { startScriptedImap } from './scripted-imap.ts'

/** The process without the engine: a real mailbox, a real database, cases that only write down what they are asked. */
async function reading(url: string, away: () => boolean = () => false) {
  const database = await databaseLab()
  const { commands, answers, alarms, deps } = mailLab()
  const links = createMailLinks(database)
  const card = aCard()
  const bound = { caseId: 'c1', step: card.step, instance: card.instance, epoch: card.epoch, person: 'ana' }
  const { token } = await links.issue({ ...bound, purpose: 'reply' })
  const problems: string[] = []
  const start = () => {
    const over = new AbortController()
    const done = readMailbox({
      ...deps, inbox: createMailInbox(database), links, evidence: createEvidenceStore(database), report: (what, error) => problems.push(`${what}: ${String(error)}`), now: () => Date.now(),
      cases: { command: async (caseId, command) => { if (away()) throw new Away('engine', 'the engine is away'); return deps.cases.command(caseId, command) } },
    }, 'answers', () => openMailbox(url), over.signal)
    return { async [Symbol.asyncDispose]() { over.abort(); await done } }
  }
  return { database, commands, answers, alarms, problems, start, links, bound, mail: (text: string, fields: Parameters<typeof aMail>[1] = {}) => aMail(text, { To: `answers+${token}@shop.example`, ...fields }), states: () => rows(database, 'select state, reason, person from mail order by id'), [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() }
}

const servers: readonly (readonly [string, () => Promise<ImapLab & { put?(raw: Buffer): void }>])[] = [['a server by the letter of IMAP', startScriptedImap] as const, ...(hasDovecot ? [['Dovecot', startDovecot] as const] : [])]

describe.each(servers)('answers in a mailbox on %s', (_name, startServer) => {
  it('are taken in as they lie there and as they come, once, and those of before a restart are not read again', async () => {
    await using server = await startServer()
    await using lab = await reading(server.url)
    const put = (raw: Buffer): Promise<void> | void => (server.put ? server.put(raw) : deliver(server.url, raw))
    await put(lab.mail('hello?'))
    {
      await using _reading = lab.start()
      await eventually(async () => ((await lab.states()).length === 1 ? true : undefined))
      await put(lab.mail('DONE good'))
      await eventually(() => (lab.commands.length === 1 ? true : undefined))
      await eventually(async () => ((await lab.states()).length === 2 ? true : undefined))
    }
    await put(lab.mail('DONE good', { 'Auto-Submitted': 'auto-replied' }))
    await using _again = lab.start()
    await eventually(async () => ((await lab.states()).length === 3 ? true : undefined))
    expect(await lab.states()).toEqual([
      { state: 'parked', reason: 'its first line is no answer', person: 'ana' }, { state: 'acted', reason: 'good', person: 'ana' }, { state: 'ignored', reason: 'a program wrote it', person: null },
    ])
    expect(lab.commands).toHaveLength(1)
    expect(lab.answers).toHaveLength(1)
    const [kept] = await rows(lab.database, `select encode(e.body, 'escape') as body, e.type from mail m join evidence e on e.sha256 = m.sha256 where m.state = 'acted'`)
    expect(kept).toMatchObject({ type: 'message/rfc822', body: expect.stringContaining('DONE good') })
  })

  it('that are hostile do not keep those behind them waiting', async () => {
    await using server = await startServer()
    await using lab = await reading(server.url)
    const nested = lab.mail(Array.from({ length: 1_000 }, (_, index) => `--b${index}\nContent-Type: multipart/mixed; boundary=b${index + 1}\n\n`).join(''), { 'Content-Type': 'multipart/mixed; boundary=b0' })
    const hostile = [lab.mail('x', { 'X-A': Array.from({ length: 20_000 }, () => 'x') }), nested, lab.mail('x'.repeat(3 * 1024 * 1024)), lab.mail('DONE good')]
    if (server.put) for (const raw of hostile) server.put(raw)
    else await deliver(server.url, ...hostile)
    const began = performance.now()
    await using _reading = lab.start()
    await eventually(() => (lab.commands.length === 1 ? true : undefined))
    expect(performance.now() - began).toBeLessThan(5_000)
    await eventually(async () => ((await lab.states()).length === 4 ? true : undefined))
    expect((await lab.states()).map(({ state }) => state)).toEqual(['parked', 'parked', 'parked', 'acted'])
    expect(lab.problems).toEqual([])
  })
})

describe.each(servers)('a mailbox full of mails on %s', (_name, startServer) => {
  it('is gone through fifty at a time, in their order, and what is not taken yet is not asked about', async () => {
    await using server = await startServer()
    const mails = Array.from({ length: 120 }, (_none, index) => aMail(`mail ${index}`))
    if (server.put) for (const raw of mails) server.put(raw)
    else await deliver(server.url, ...mails)
    const box = await openMailbox(server.url)
    const found: number[][] = []
    for (let last = 0; ; last = found.at(-1)?.at(-1) ?? 0) {
      const next = await box.after(last)
      if (next.length === 0) break
      found.push(next.map(({ uid }) => uid))
      expect(next.every(({ bytes }) => bytes > 0)).toBe(true)
    }
    await box.close()

    expect(found.map(({ length }) => length)).toEqual([50, 50, 20])
    expect(found.flat()).toEqual(Array.from({ length: 120 }, (_none, index) => index + 1))
    if ('told' in server && typeof server.told === 'function') expect(server.told()).toBe(120)
  })
})

describe('a mailbox', () => {
  it('is looked at again at once when something came while nobody was waiting for it', async () => {
    await using server = await startScriptedImap()
    server.put(aMail('hello?'))
    const box = await openMailbox(server.url)
    const [first] = await box.after(0)
    server.put(aMail('DONE good'))
    // The server tells of it with its answer.
    await box.read(first!.uid, first!.bytes)
    await box.wait(60_000)
    expect(await box.after(first!.uid)).toHaveLength(1)
    await box.close()
  })

  it('whose server numbers its mails anew has none of them taken in twice', async () => {
    await using server = await startScriptedImap()
    await using lab = await reading(server.url)
    server.put(lab.mail('DONE short', { 'Message-ID': '<old@x>', To: 'answers@shop.example' }))
    server.put(lab.mail('DONE good'))
    await using _reading = lab.start()
    await eventually(() => (lab.commands.length === 1 ? true : undefined))
    server.renumber()
    server.put(lab.mail('DONE good', { 'Auto-Submitted': 'auto-replied' }))
    await eventually(async () => ((await lab.states()).length === 3 ? true : undefined))
    await eventually(async () => ((await rows(lab.database, 'select uid_validity, last_uid::int from mailbox'))[0]?.['last_uid'] === 3 ? true : undefined))
    expect(await rows(lab.database, 'select uid_validity, last_uid::int from mailbox')).toEqual([{ uid_validity: '2', last_uid: 3 }])
    expect(lab.commands).toHaveLength(1)
  })

  it('whose line is lost is opened again, and a mail that came meanwhile is found', async () => {
    await using server = await startScriptedImap()
    await using lab = await reading(server.url)
    await using _reading = lab.start()
    server.put(lab.mail('hello?'))
    await eventually(async () => ((await lab.states()).length === 1 ? true : undefined))
    server.cut()
    server.put(lab.mail('DONE good'))
    await eventually(() => (lab.commands.length === 1 ? true : undefined))
    expect(lab.problems.join()).toContain('the mailbox cannot be read')
  })

  it('waits for the engine, and skips nothing', async () => {
    await using server = await startScriptedImap()
    let away = true
    await using lab = await reading(server.url, () => away)
    server.put(lab.mail('DONE good'))
    await using _reading = lab.start()
    await eventually(() => (lab.problems.length > 0 ? true : undefined))
    expect(await lab.states()).toEqual([])
    away = false
    await eventually(() => (lab.commands.length === 1 ? true : undefined))
    await eventually(async () => ((await lab.states())[0]?.['state'] === 'acted' ? true : undefined))
  })
})

describe('links in the database', () => {
  it('are kept as hashes: nothing in the table opens one, and two are never alike', async () => {
    await using database = await databaseLab()
    const links = createMailLinks(database)
    const bound = { purpose: 'page', caseId: 'c1', step: 's', instance: 's#1', epoch: 1, person: 'ana' } as const
    const made = await Promise.all(Array.from({ length: 20 }, () => links.issue(bound)))
    expect(new Set(made.map(({ token }) => token)).size).toBe(20)
    const { token, code } = made[0]!
    expect(token).toMatch(/^[0-9a-f]{40}$/)
    expect(code).toMatch(/^\d{6}$/)
    const table = JSON.stringify(await rows(database, `select encode(token_hash, 'hex') as t, encode(code_hash, 'hex') as c, * from mail_link`))
    expect(table).not.toContain(token)
    expect(await links.find(token)).toMatchObject({ ...bound, id: createHash('sha256').update(token).digest('hex'), usedAt: null, locked: false })
    expect(await links.find(token.toUpperCase())).toBeUndefined()
  })

  it('let no more than five wrong codes be tried, also when two hundred come at once, and the right one is too late then', async () => {
    await using database = await databaseLab()
    const links = createMailLinks(database)
    const { token, code } = await links.issue({ purpose: 'page', caseId: 'c1', step: 's', instance: 's#1', epoch: 1, person: 'ana' })
    const wrong = Array.from({ length: 200 }, (_, index) => String((Number(code) + index + 1) % 1_000_000).padStart(6, '0'))
    const verdicts = await Promise.all(wrong.map((one) => links.check(token, one)))
    expect(verdicts.filter((verdict) => verdict.code === 'wrong')).toHaveLength(4)
    expect(verdicts.filter((verdict) => verdict.code === 'locked')).toHaveLength(196)
    expect(await links.check(token, code)).toEqual({ code: 'locked' })
    expect(await rows(database, 'select tries from mail_link')).toEqual([{ tries: 5 }])
    expect(await links.find(token)).toMatchObject({ locked: true })
  })

  it('remember the first thing they did, and robots are counted by the hour and not by the row', async () => {
    await using database = await databaseLab()
    const links = createMailLinks(database)
    const { token } = await links.issue({ purpose: 'page', caseId: 'c1', step: 's', instance: 's#1', epoch: 1, person: 'ana' })
    const link = await links.find(token)
    await links.used(link!.id, 'good')
    await links.used(link!.id, 'bad')
    expect(await links.find(token)).toMatchObject({ usedFor: 'good' })
    for (let time = 0; time < 30; time++) await links.note('unknown', undefined, Date.now())
    await links.note('wrong-code', link, Date.now())
    expect(await rows(database, 'select why, times, person from mail_link_refused order by why')).toMatchObject([{ why: 'unknown', times: expect.any(Number), person: null }, { why: 'wrong-code', times: 1, person: 'ana' }])
  })
})
