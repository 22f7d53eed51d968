import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../harness/eventually.ts'
import { cardOf, mailOf, openHouse, read, sendPage, type House, type Shown } from './grading-house.ts'
import type { Name } from './system.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house[Symbol.asyncDispose]())

/** Who ended which step by which way, as the sealed record says once it holds so many of them. */
const endsOf = (caseId: string, many: number): Promise<readonly string[]> => eventually(async () => {
  const { rows } = await house.database.pool.query<{ end: string }>(
    "select e->>'step' || ' by ' || (e->>'actor') || ' via ' || (e->>'via') as end from (select position, convert_from(body, 'UTF8')::json->'event' as e from audit_event where case_id = $1) as record where e->>'type' = 'completed' order by position", [caseId])
  return rows.length >= many ? rows.map(({ end }) => end) : undefined
}, 40_000)

it('a click is acknowledged in time while the engine is frozen, and is carried out once when the engine thaws', async () => {
  const caseId = await house.open('relay', 'ICE-01')
  const { channel, ts } = await cardOf(house, 'ICE-01')
  const engine = house.system.pid('temporal')
  process.kill(engine, 'SIGSTOP')
  try {
    // The workspace waits for three seconds, as the vendor does, and says "operation_timeout" when nothing came.
    const clicks = [1, 2].map(() => house.control<Shown>('click', { user: 'U02ANA', channel, ts, action: 'outcome:good' }))
    expect(await Promise.all(clicks)).toMatchObject([{ ok: true, error: null }, { ok: true, error: null }])
    expect((await house.page(caseId)).tasks).toMatchObject([{ step: 'first' }])
  } finally {
    process.kill(engine, 'SIGCONT')
  }
  await house.when(caseId, ({ tasks }) => tasks.some(({ step }) => step === 'second'))
  await eventually(async () => {
    const { rows } = await house.database.pool.query<{ left: number }>("select count(*)::int as left from interaction where state = 'waiting'")
    return rows[0]?.left === 0 ? true : undefined
  }, 60_000)
  expect(await endsOf(caseId, 1)).toEqual(['first by person:ana via slack'])
})

it('one step is finished in Slack, one by the mail\'s page, one in the console, and the record says who it was and by which way', async () => {
  const caseId = await house.open('relay', 'WAY-01')
  const { channel, ts } = await cardOf(house, 'WAY-01')
  expect(await house.control<Shown>('click', { user: 'U02ANA', channel, ts, action: 'outcome:good' })).toMatchObject({ ok: true, error: null })

  const { link, code } = await mailOf(house, 'WAY-01')
  expect((await sendPage(link, { o: 'good', code, 'f.pieces': '3' })).status).toBe(303)

  const { tasks: [task] } = await house.when(caseId, ({ tasks }) => tasks[0]?.step === 'third' && tasks[0].assignee !== null)
  const finished = await house.as('olu', `/api/cases/${caseId}/steps/third/complete`, { commandId: 'console-1', instance: task?.instance, epoch: task?.epoch, outcome: 'done', form: {} })
  expect(finished.status).toBe(200)

  expect((await house.when(caseId, (page) => page.case.state === 'closed')).case.outcome).toBe('graded')
  expect(await endsOf(caseId, 3)).toEqual(['first by person:ana via slack', 'second by person:bo via email', 'third by person:olu via console'])
})

describe('a scanner in front of a mailbox', () => {
  it('that fetches every link and submits every form finishes nothing, and leaves the link as good as it was', async () => {
    const caseId = await house.open('relay', 'BOT-01')
    const { channel, ts } = await cardOf(house, 'BOT-01')
    await house.control('click', { user: 'U02ANA', channel, ts, action: 'outcome:good' })
    const { mail, link, code } = await mailOf(house, 'BOT-01')
    const before = await house.page(caseId)

    const links = [...new Set([...`${mail.text} ${mail.html.replaceAll('&amp;', '&')}`.matchAll(/https?:\/\/[^\s"'<>]+/g)].map(([url]) => url))]
    expect(links.filter((url) => url.startsWith(link)).length).toBeGreaterThan(1)
    const sent: number[] = []
    for (const url of links) {
      for (const method of ['HEAD', 'OPTIONS', 'GET']) await fetch(url, { method, headers: { Purpose: 'prefetch' } })
      for (const form of formsIn(await (await fetch(url)).text())) sent.push(...(await submitted(url, form)))
    }
    expect(sent.length).toBeGreaterThan(0)
    expect(sent.filter((status) => status < 400)).toEqual([])

    const after = await house.page(caseId)
    expect([after.case, after.tasks, after.timeline]).toEqual([before.case, before.tasks, before.timeline])
    expect((await sendPage(link, { o: 'good', code, 'f.pieces': '3' })).status).toBe(303)
  })
})

it('a filter of the list of cases is text and never a statement, whatever stands in it', async () => {
  const caseId = await house.open('relay', 'SQL-01')
  await cardOf(house, 'SQL-01')
  const hostile = ["' or 1=1 --", "'; drop table case_summary; --", "') union select version() --", '%', '_', "\\'", '$$;select pg_sleep(20);$$', "x' and pg_sleep(20) is null --"]
  const answers = []
  for (const filter of ['text', 'sop', 'assignee', 'before', 'state', 'limit']) {
    for (const value of hostile) answers.push({ filter, value, answer: await house.as('olu', `/api/cases?${filter}=${encodeURIComponent(value)}`) })
  }
  const wrong = []
  for (const { filter, value, answer } of answers) {
    const { cases } = (await answer.json()) as { cases?: readonly unknown[] }
    if (![200, 400, 422].includes(answer.status) || (cases ?? []).length > 0) wrong.push(`${filter}=${value}: ${answer.status} with ${cases?.length ?? 0} cases`)
  }
  expect(wrong).toEqual([])
  expect((await house.page(caseId)).tasks).toHaveLength(1)
})

describe('messages while processes are killed', () => {
  it('reach everybody who was to be told, and nobody twice without being marked', async () => {
    const lots = Array.from({ length: 15 }, (_, index) => `LOT-${index + 10}`)
    const cases = new Map<string, string>()
    const openThree = async (): Promise<void> => {
      for (const lot of lots.slice(cases.size, cases.size + 3)) cases.set(lot, await house.open('grading', lot))
    }
    const killed = async (name: Name): Promise<void> => {
      await house.system.kill(name)
      await house.system.start(name)
    }
    // The message has arrived, and whoever sent it is dead before hearing so.
    await house.control('faults', { operation: 'chat.postMessage', mode: 'kill', pid: house.system.pid('dispatcher'), times: 1 })
    await openThree()
    expect(await house.system.gone('dispatcher')).toMatchObject({ signal: 'SIGKILL' })
    await house.system.start('dispatcher')
    await told(cases)
    // The mail has arrived, which its sender cannot know: the answer never comes.
    await read(`${house.system.mailbox}/_control/faults`, { mode: 'drop-after-data', times: 1 })
    await openThree()
    await eventually(async () => ((await copiesOf(house)).some(({ to, marked }) => to === 'bo' && marked) ? true : undefined), 40_000)
    for (const name of ['api', 'worker', 'dispatcher'] as const) await Promise.all([openThree(), killed(name)])
    await told(cases)

    const copies = await copiesOf(house)
    const wrong: string[] = []
    for (const [lot, caseId] of cases) {
      const { tasks: [task] } = await house.page(caseId)
      const got = copies.filter(({ says }) => says.includes(lot))
      if (got.every(({ to }) => to !== task?.assignee)) wrong.push(`${task?.assignee ?? 'nobody'} never heard of ${lot}`)
      if (got.some(({ to }) => to !== task?.assignee)) wrong.push(`${lot} went to somebody else than ${task?.assignee ?? 'nobody'}`)
      if (got.filter(({ marked }) => !marked).length > 1) wrong.push(`${lot} came twice, unmarked`)
    }
    expect(wrong).toEqual([])
    expect(new Set(copies.map(({ to }) => to))).toEqual(new Set(['ana', 'bo', 'cleo']))
  })
})

/** Resolves once nothing about these cases is still to be sent. */
const told = (cases: ReadonlyMap<string, string>): Promise<true> => eventually(async () => {
  const { rows: [row] } = await house.database.pool.query<{ told: number; left: number }>(
    "select count(distinct case_id)::int as told, count(*) filter (where state in ('due', 'sending'))::int as left from delivery where case_id = any($1)", [[...cases.values()]])
  return row?.told === cases.size && row.left === 0 ? true : undefined
}, 60_000)

interface Form { readonly action: string; readonly fields: readonly (readonly [name: string, value: string, type: string])[] }

/** The forms of a page, as a robot reads them. */
const formsIn = (html: string): readonly Form[] => [...html.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gs)].map(([, head = '', body = '']) => ({
  action: /action="([^"]*)"/.exec(head)?.[1] ?? '',
  fields: [...body.matchAll(/<(input|select|textarea|button)\b([^>]*)>/g)].flatMap(([, tag = '', rest = '']) => {
    const named = (name: string): string => new RegExp(`${name}="([^"]*)"`).exec(rest)?.[1] ?? ''
    return named('name') === '' ? [] : [[named('name'), named('value'), named('type') || tag] as const]
  }),
}))

/** Sends a form as it is, once with every choice, and once with something in every field; all but the code, which no robot reads in a mail. */
async function submitted(page: string, { action, fields }: Form): Promise<readonly number[]> {
  const target = new URL(action, page).href
  const bare = Object.fromEntries(fields.filter(([name]) => name !== 'code').map(([name, value]) => [name, value]))
  const filled = Object.fromEntries(Object.entries(bare).map(([name, value]) => [name, value === '' ? '1' : value]))
  const chosen = fields.filter(([name, , type]) => name === 'o' && type !== 'hidden').map(([name, value]) => ({ ...filled, [name]: value }))
  const answers = []
  for (const form of [bare, filled, ...chosen]) answers.push((await sendPage(target, form)).status)
  return answers
}

interface Copy { readonly to: string; readonly says: string; readonly marked: boolean }

/** Everything that arrived, told by the workspace and the mailbox themselves. */
async function copiesOf({ messages, mails }: House): Promise<readonly Copy[]> {
  const people: Readonly<Record<string, string>> = { D02ANA: 'ana', D02CLEO: 'cleo', D02OLU: 'olu' }
  const copy = (to: string, says: string): Copy => ({ to, says, marked: /you may have had this/i.test(says) })
  return [
    ...(await messages()).filter(({ metadata }) => metadata?.event_payload?.delivery !== undefined).map(({ channel, text, blocks }) => copy(people[channel] ?? channel, `${text} ${JSON.stringify(blocks)}`)),
    ...(await mails()).map(({ to, subject, text }) => copy(to[0]?.split('@')[0] ?? '', `${subject} ${text}`)),
  ].filter(({ says }) => says.includes('LOT-'))
}
