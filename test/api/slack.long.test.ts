import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { Away } from '../../domain/away.ts'
import { ChannelError } from '../../domain/delivery.ts'
import { Refused } from '../../domain/refusal.ts'
import { answer, aTask } from './fakes.ts'
import { chosen, click, formOf, NOW, signed, slackLab, submission, TEAM, typed, type Lab } from './slack-fakes.ts'

/** Sends requests to the app as Slack would; `settled` waits for what follows an answer. */
async function at<T>(lab: Lab, use: (send: (payload: object | string, headers?: Readonly<Record<string, string>>) => Promise<{ status: number; text: string; ms: number }>) => Promise<T>): Promise<T> {
  const server = lab.app.listen(0)
  try {
    const { port } = server.address() as AddressInfo
    return await use(async (payload, headers) => {
      const body = typeof payload === 'string' ? payload : formOf(payload)
      const began = performance.now()
      const given = await fetch(`http://127.0.0.1:${port}/slack/events`, { method: 'POST', body, headers: headers ?? signed(body) })
      return { status: given.status, text: await given.text(), ms: performance.now() - began }
    })
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

/** Waits until something is so; what follows an answer to Slack runs in the background. */
async function until(is: () => boolean): Promise<void> {
  for (let turn = 0; turn < 2_000 && !is(); turn++) await new Promise((resolve) => { setImmediate(resolve) })
  expect(is()).toBe(true)
}

const task = aTask({ form: [], outcomes: ['good', 'bad'] })
const withForm = aTask({ form: [{ name: 'count', label: 'Count', type: { kind: 'whole_number', min: 1 }, required: true }] })
/** What the record says of whoever was faster. */
const BO_TOOK_IT = { position: 2, at: Date.parse('2026-11-20T09:30:00Z'), type: 'acknowledged', text: 'bo took Inspect', actor: 'person:bo', via: 'email', step: 'inspect', detail: {}, minor: false, confirmed: true }
const spoken = (lab: Lab): string => lab.said.map(({ message }) => message.text).join('\n')

describe('a forged request', () => {
  it.each([
    ['signed with another secret', (body: string) => signed(body, { secret: 'not the secret at all' })],
    ['signed over another body', (body: string) => signed(`${body} `)],
    ['not signed', () => ({ 'Content-Type': 'application/x-www-form-urlencoded' })],
    ['with half a signature', (body: string) => signed(body, { signature: 'v0=' })],
    ['with a signature of another version', (body: string) => signed(body, { signature: signed(body)['X-Slack-Signature']!.replace('v0', 'v1') })],
    ['older than five minutes', (body: string) => signed(body, { at: NOW - 301_000 })],
    ['from a time to come', (body: string) => signed(body, { at: NOW + 301_000 })],
  ])('%s is answered 401 and does nothing', async (_what, headers) => {
    const lab = slackLab({}, { task })
    await at(lab, async (send) => {
      const body = formOf(click(task, 'outcome:good'))

      expect((await send(body, headers(body) as Record<string, string>)).status).toBe(401)
    })
    expect(lab.asked.commands).toEqual([])
    expect(lab.book.rows.size).toBe(0)
  })

  it('that is signed and unreadable, or of a kind that nobody knows, is answered at once', async () => {
    await at(slackLab(), async (send) => {
      expect((await send('payload=%7B%22type%22')).status).toBe(400)
      const strange = await send({ type: 'from_the_future', user: { id: 'U02ANA' } })
      expect(strange.status).toBe(200)
      expect(strange.ms).toBeLessThan(1_500)
      expect((await send('x=1')).status).toBe(200)
    })
  })

  it('by GET is refused, and where Slack is off the address says so', async () => {
    const server = slackLab().app.listen(0)
    const off = slackLab({ slack: undefined as never }).app.listen(0)
    try {
      const url = (one: typeof server) => `http://127.0.0.1:${(one.address() as AddressInfo).port}/slack/events`
      expect((await fetch(url(server))).status).toBe(405)
      expect(await (await fetch(url(off), { method: 'POST' })).json()).toMatchObject({ code: 'slack-off' })
    } finally {
      server.close()
      off.close()
    }
  })
})

describe('a click', () => {
  it('that needs no more finishes the step in the name of whoever clicked', async () => {
    const lab = slackLab({}, { task })
    await at(lab, async (send) => {
      expect((await send(click(task, 'outcome:good'))).status).toBe(200)
      await until(() => lab.asked.commands.length === 1)
    })
    expect(lab.asked.commands).toMatchObject([{ caseId: 'c1', command: { do: 'complete', outcome: 'good', by: 'ana', via: 'slack', step: 'inspect', instance: 'inspect#1', epoch: 1 } }])
    expect([...lab.book.rows.values()].map(({ state }) => state)).toEqual(['done'])
  })

  it('that comes 100 times at once is one act', async () => {
    const lab = slackLab({}, { task })
    const body = formOf(click(task, 'outcome:good'))
    await at(lab, async (send) => {
      const answers = await Promise.all(Array.from({ length: 100 }, () => send(body)))

      expect(answers.every(({ status }) => status === 200)).toBe(true)
      await until(() => lab.asked.commands.length > 0)
    })
    expect(lab.asked.commands).toHaveLength(1)
  })

  it('that Slack tells of again under a new signature and trigger is the same act', async () => {
    const lab = slackLab({}, { task })
    const first = click(task, 'claim')
    await at(lab, async (send) => {
      await send(first)
      await send({ ...first, trigger_id: '9.9', response_url: 'https://hooks.slack.com/actions/2' })
      await until(() => lab.asked.commands.length > 0)
    })
    expect(lab.book.rows.size).toBe(1)
  })

  it('twice in a row is two clicks, whose commands have ids of their own', async () => {
    const lab = slackLab({}, { task })
    await at(lab, async (send) => {
      await send(click(task, 'claim'))
      await send(click(task, 'claim'))
      await until(() => lab.asked.commands.length === 2)
    })
    expect(new Set(lab.asked.commands.map(({ command }) => command.commandId)).size).toBe(2)
  })

  it('is acknowledged in time with the engine frozen, and done once it thaws, by whoever comes next', async () => {
    let thaw = (): void => undefined
    const frozen = new Promise<never>((_resolve, reject) => { thaw = () => reject(new Away('engine', 'the engine does not answer')) })
    const lab = slackLab({}, { task })
    let away = true
    const deps = { ...lab.deps, cases: { ...lab.deps.cases, command: async (caseId: string, command: never) => (away ? frozen : lab.deps.cases.command(caseId, command)) } }
    const { createApp } = await import('../../api/app.ts')
    const { carryOut } = await import('../../api/slack/act.ts')
    await at({ ...lab, app: createApp(deps as never) }, async (send) => {
      const told = await send(click(task, 'outcome:good'))

      expect(told).toMatchObject({ status: 200 })
      expect(told.ms).toBeLessThan(1_500)
    })
    expect(lab.asked.commands).toEqual([])
    thaw()
    await frozen.catch(() => undefined)
    away = false
    await lab.book.actOnDue(10, (one) => carryOut(deps as never, one))
    expect(lab.asked.commands).toHaveLength(1)
    expect([...lab.book.rows.values()].map(({ state }) => state)).toEqual(['done'])
  })

  it('that cannot be kept is answered as failed, never as done', async () => {
    const lab = slackLab({}, { task })
    const slack = { ...lab.deps.slack!, interactions: { ...lab.book, keep: async () => Promise.reject(new Away('database', 'the database is out of reach')) } }
    const { createApp } = await import('../../api/app.ts')
    await at({ ...lab, app: createApp({ ...lab.deps, slack }) }, async (send) => {
      expect((await send(click(task, 'outcome:good'))).status).toBe(500)
    })
    expect(lab.asked.commands).toEqual([])
  })

  it('on a stale card is refused by the case, and whoever clicked sees how it stands now', async () => {
    const lab = slackLab({ cases: { command: async () => Promise.reject(new Refused({ code: 'already-finished', message: '"bo" finished "inspect" with "good" at 2026-11-20T09:30:00Z' })) } as never }, { task: aTask({ epoch: 7 }) })
    await at(lab, async (send) => {
      await send(click(task, 'outcome:good'))
      await until(() => lab.said.length === 1)
    })
    expect(lab.said).toMatchObject([{ place: 'D02ANA', user: 'U02ANA' }])
    expect(spoken(lab)).toBe('This was not done: "bo" finished "inspect" with "good" at <!date^1795167000^{date_short_pretty} at {time}|2026-11-20 09:30 UTC>.\n#2041 now: waits for the warehouse.')
    expect([...lab.book.rows.values()].map(({ state }) => state)).toEqual(['refused'])
  })

  it('that would open a modal of a step that has changed opens none and says so, with who changed it and when', async () => {
    const lab = slackLab({}, { task: aTask({ epoch: 7 }), timeline: [BO_TOOK_IT] })
    await at(lab, async (send) => {
      await send(click(task, 'handoff'))
      await until(() => lab.said.length === 1)
    })
    expect(lab.opened).toEqual([])
    expect(spoken(lab)).toContain('the step has changed since you saw it: Bo took Inspect, by mail, at <!date^1795167000^')
    expect(lab.noted).toMatchObject([{ caseId: 'c1', event: { type: 'refused', actor: 'person:ana', via: 'slack', step: 'inspect', detail: { code: 'stale-step' } } }])
  })

  it('with an edited value does nothing but be refused', async () => {
    const lab = slackLab({}, { task })
    await at(lab, async (send) => {
      await send(click(task, 'outcome:good', {}, { value: 'edited' }))
      await send(click(task, 'outcome:good', {}, { value: '{"c":"c1","s":"inspect","i":"inspect#1","e":"all"}' }))
      await send(click(task, 'give_everything', {}, { action_id: 'drop_tables', value: '{"c":"c1","s":"inspect","i":"inspect#1","e":1}' }))
      await until(() => lab.said.length === 3)
    })
    expect(lab.asked.commands).toEqual([])
    expect(spoken(lab)).toContain('this button is none that Evenkeel knows')
  })

  it('is never answered at an address that came with it', async () => {
    const asked: string[] = []
    const real = globalThis.fetch
    const lab = slackLab({}, { task: aTask({ claimedBy: 'bo', assignee: 'bo', forWhom: 'support' }) })
    await at(lab, async (send) => {
      globalThis.fetch = async (...given) => {
        asked.push(String(given[0]))
        return real(...given)
      }
      try {
        await send(click(task, 'outcome:good', { response_url: 'http://169.254.169.254/latest' }))
        await until(() => lab.said.length === 1)
      } finally {
        globalThis.fetch = real
      }
    })
    expect(asked.filter((url) => !url.startsWith('http://127.0.0.1'))).toEqual([])
  })

  it('on the button that opens the browser is acknowledged and is nothing else', async () => {
    const lab = slackLab({}, { task })
    await at(lab, async (send) => expect((await send(click(task, 'open'))).status).toBe(200))
    expect(lab.book.rows.size).toBe(0)
    expect(lab.said).toEqual([])
  })

  it('on an end that asks for something opens its modal', async () => {
    const lab = slackLab({}, { task: withForm })
    await at(lab, async (send) => {
      await send(click(withForm, 'outcome:good'))
      await until(() => lab.opened.length === 1)
    })
    expect(lab.opened[0]).toMatchObject({ callback_id: 'evenkeel_step', submit: { text: 'Finish as good' } })
    expect(lab.asked.commands).toEqual([])
  })

  it.each([
    [new ChannelError('refused', 'expired_trigger_id', 'too late'), 'click again'],
    [new ChannelError('unknown', 'timeout', 'no answer'), 'click again'],
    [new ChannelError('refused', 'invalid_arguments', 'no'), 'open it in the browser'],
  ])('whose modal Slack does not open is told what helps: %s', async (error, help) => {
    const lab = slackLab({}, { task: withForm })
    lab.deps.slack!.desk.open = () => Promise.reject(error)
    await at(lab, async (send) => {
      await send(click(withForm, 'outcome:good'))
      await until(() => lab.said.length === 1)
    })
    expect(lab.said[0]!.message.text).toContain(help)
  })
})

describe('who may not act is refused, to themselves alone, and it stands in the record', () => {
  it.each([
    ['somebody of another workspace', { user: { id: 'U02ANA', team_id: 'T09PARTNER' } }, {}, 'another workspace', 'slack:U02ANA'],
    ['a click in another workspace', { team: { id: 'T09PARTNER' } }, {}, 'another workspace', 'slack:U02ANA'],
    ['somebody whom nobody knows', { user: { id: 'U0NOBODY', team_id: TEAM } }, {}, 'nobody here has the Slack id', 'slack:U0NOBODY'],
    ['somebody who has left us', { user: { id: 'U02GONE', team_id: TEAM } }, {}, 'not active any more', 'slack:U02GONE'],
    ['a guest of the workspace', {}, { U02ANA: { guest: true } }, 'guests of the workspace cannot act', 'slack:U02ANA'],
    ['a deactivated account', {}, { U02ANA: { gone: true } }, 'deactivated', 'slack:U02ANA'],
    ['an account that Slack says is of another workspace', {}, { U02ANA: { team: 'T09PARTNER' } }, 'another workspace', 'slack:U02ANA'],
  ])('%s', async (_what, change, users, words, actor) => {
    const lab = slackLab({}, { task, users })
    await at(lab, async (send) => {
      expect((await send(click(task, 'outcome:good', change))).status).toBe(200)
      await until(() => lab.said.length === 1)
    })
    expect(lab.asked.commands).toEqual([])
    expect(spoken(lab)).toContain(words)
    expect(lab.noted).toMatchObject([{ event: { type: 'refused', actor, via: 'slack', step: 'inspect' } }])
  })

  it('somebody whose step it is not, whether they would finish it or take it', async () => {
    const lab = slackLab({}, { task: aTask({ forWhom: 'warehouse', assignee: 'ana' }) })
    await at(lab, async (send) => {
      await send(click(task, 'outcome:good', { user: { id: 'U02CY', team_id: TEAM } }))
      await until(() => lab.said.length === 1)
      await send(click(task, 'claim', { user: { id: 'U02CY', team_id: TEAM } }))
      await until(() => lab.said.length === 2)
    })
    expect(spoken(lab)).toContain('"cy" may not complete a step that is neither theirs nor their team')
    expect(lab.noted).toMatchObject([{ event: { actor: 'person:cy', detail: { code: 'not-allowed' } } }, { event: { actor: 'person:cy' } }])
    expect(lab.asked.commands).toEqual([])
  })

  it('an auditor, who may change nothing', async () => {
    const lab = slackLab({}, { task })
    const organisation = await lab.deps.catalogue.organisation()
    const people = { ...organisation.people, ana: { ...organisation.people['ana']!, access: ['auditor'] as const } }
    const { createApp } = await import('../../api/app.ts')
    await at({ ...lab, app: createApp({ ...lab.deps, catalogue: { ...lab.deps.catalogue, organisation: async () => ({ ...organisation, people }) } }) }, async (send) => {
      await send(click(task, 'outcome:good'))
      await until(() => lab.said.length === 1)
    })
    expect(lab.asked.commands).toEqual([])
  })

  it('a guest, who is shown no modal either', async () => {
    const lab = slackLab({}, { task, users: { U02ANA: { guest: true } } })
    await at(lab, async (send) => {
      await send(click(task, 'cannot'))
      await until(() => lab.said.length === 1)
    })
    expect(lab.opened).toEqual([])
  })
})

describe('a modal', () => {
  async function modalOf(lab: Lab, on: typeof task, id: string) {
    await at(lab, async (send) => {
      await send(click(on, id))
      await until(() => lab.opened.length > 0)
    })
    return lab.opened.at(-1)!
  }

  it('finishes the step with what was filled in', async () => {
    const lab = slackLab({}, { task: withForm })
    const view = await modalOf(lab, withForm, 'outcome:good')
    await at(lab, async (send) => expect(await send(submission(view, { 'field.0': typed('3') }))).toMatchObject({ status: 200, text: '' }))
    expect(lab.asked.commands).toMatchObject([{ command: { do: 'complete', outcome: 'good', form: { count: '3' }, by: 'ana', via: 'slack' } }])
  })

  it('shows what is wrong at its field, in the words of every channel, and does nothing', async () => {
    const lab = slackLab({}, { task: withForm })
    const view = await modalOf(lab, withForm, 'outcome:good')
    await at(lab, async (send) => {
      expect(JSON.parse((await send(submission(view, { 'field.0': typed('0') }))).text)).toEqual({ response_action: 'errors', errors: { 'field.0': 'write 1 or more' } })
      expect(JSON.parse((await send(submission(view, {}))).text)).toEqual({ response_action: 'errors', errors: { 'field.0': 'fill in "Count"' } })
    })
    expect(lab.asked.commands).toEqual([])
  })

  it('shows there what the case itself refuses, and may be sent off again', async () => {
    let refused = true
    const lab = slackLab({}, { task: withForm })
    const view = await modalOf(lab, withForm, 'outcome:good')
    const commands: unknown[] = []
    const { createApp } = await import('../../api/app.ts')
    const command = async (_caseId: string, one: unknown) => {
      if (refused) throw new Refused({ code: 'check-failed', message: 'The seal is whole' })
      commands.push(one)
      return answer
    }
    await at({ ...lab, app: createApp({ ...lab.deps, cases: { ...lab.deps.cases, command } }) }, async (send) => {
      expect(JSON.parse((await send(submission(view, { 'field.0': typed('3') }))).text)).toEqual({ response_action: 'errors', errors: { 'field.0': 'The seal is whole' } })
      refused = false
      expect((await send(submission(view, { 'field.0': typed('3') }))).text).toBe('')
    })
    expect(commands).toHaveLength(1)
  })

  it('that is sent off 100 times is one act', async () => {
    const lab = slackLab({}, { task: withForm })
    const view = await modalOf(lab, withForm, 'outcome:good')
    await at(lab, async (send) => {
      const answers = await Promise.all(Array.from({ length: 100 }, () => send(submission(view, { 'field.0': typed('3') }))))
      expect(answers.every(({ status, text }) => status === 200 && text === '')).toBe(true)
    })
    expect(lab.asked.commands).toHaveLength(1)
  })

  it('is closed in time though the engine is frozen, and its content is kept', async () => {
    const lab = slackLab({ cases: { command: async () => new Promise(() => undefined) } as never }, { task: withForm })
    const view = await modalOf(lab, withForm, 'outcome:good')
    await at(lab, async (send) => {
      const told = await send(submission(view, { 'field.0': typed('3') }))
      expect(told).toMatchObject({ status: 200, text: '' })
      expect(told.ms).toBeLessThan(2_800)
    })
    expect([...lab.book.rows.values()]).toMatchObject([{ state: 'waiting', interaction: { asked: { command: { form: { count: '3' } } } } }])
  })

  it('is answered in time though the database does not answer, and keeps what was typed', async () => {
    const lab = slackLab({}, { task: withForm })
    const view = await modalOf(lab, withForm, 'outcome:good')
    const { createApp } = await import('../../api/app.ts')
    await at({ ...lab, app: createApp({ ...lab.deps, reader: { ...lab.deps.reader, task: async () => new Promise(() => undefined) } }) }, async (send) => {
      const told = await send(submission(view, { 'field.0': typed('3') }))
      expect(told.text).toContain('"field.0":"Evenkeel took longer than Slack waits; send it off again"')
      expect(told.ms).toBeLessThan(2_950)
    })
  })

  it('of a step that has moved on says so, with how it stands now', async () => {
    const lab = slackLab({}, { task: withForm })
    const view = await modalOf(lab, withForm, 'outcome:good')
    const later = slackLab({}, { task: { ...withForm, epoch: 9 }, timeline: [BO_TOOK_IT] })
    await at(later, async (send) => {
      const { errors } = JSON.parse((await send(submission(view, { 'field.0': typed('3') }))).text) as { errors: Record<string, string> }
      expect(errors['field.0']).toMatch(/^This was not done: the step has changed since you opened this: Bo took Inspect, by mail, at Fri 10:30 AM\.\n#2041 now: waits for the warehouse\.$/)
      await until(() => later.noted.length === 1)
    })
    expect(later.asked.commands).toEqual([])
  })

  it('whose hidden part was edited is judged by our database all the same', async () => {
    const lab = slackLab({}, { task: withForm })
    const view = await modalOf(lab, withForm, 'outcome:good')
    const edited = (place: string) => submission({ ...view, private_metadata: place }, { 'field.0': typed('3') })
    await at(lab, async (send) => {
      const place = JSON.parse(String(view['private_metadata'])) as Record<string, unknown>
      for (const change of [{ o: 'free_money' }, { act: 'erase' }, { i: 'other#1' }, { e: 99 }]) {
        expect((await send(edited(JSON.stringify({ ...place, ...change })))).text).toContain('"response_action":"errors"')
      }
      expect((await send(edited('edited'))).text).toContain('none that Evenkeel knows')
    })
    expect(lab.asked.commands).toEqual([])
  })

  it.each([
    ['cannot', { reason: chosen('6'), note: typed('no ladder') }, { do: 'cannot', reason: 'other', note: 'no ladder' }],
    ['handoff', { to: chosen('bo'), summary: typed('half of it') }, { do: 'handoff', to: 'bo', summary: 'half of it' }],
    ['another_way', { note: typed('on the other scale') }, { do: 'remark', kind: 'another_way', note: 'on the other scale' }],
    ['sop_wrong', { note: typed('there is no seal') }, { do: 'remark', kind: 'sop_wrong', note: 'there is no seal' }],
  ])('for "%s" becomes its command', async (act, values, command) => {
    const lab = slackLab({}, { task })
    const view = await modalOf(lab, task, act)
    await at(lab, async (send) => expect((await send(submission(view, values))).text).toBe(''))
    expect(lab.asked.commands).toMatchObject([{ command }])
  })

  it.each([
    ['cannot', { reason: chosen('6') }, { note: 'say what the other reason is' }],
    ['handoff', { to: chosen('gone'), summary: typed('x') }, { to: 'nobody called "gone" works here; choose somebody else' }],
    ['handoff', { summary: typed('') }, { summary: 'say how it stands' }],
  ])('for "%s" that is not whole says what is missing', async (act, values, errors) => {
    const lab = slackLab({}, { task })
    const view = await modalOf(lab, task, act)
    await at(lab, async (send) => expect(JSON.parse((await send(submission(view, values))).text)).toEqual({ response_action: 'errors', errors }))
    expect(lab.asked.commands).toEqual([])
  })

  it('with a reason to wait pauses the step for no longer than was said', async () => {
    const paused = aTask({ pauses: ['waiting_supplier'] })
    const lab = slackLab({}, { task: paused })
    const view = await modalOf(lab, paused, 'pause')
    await at(lab, async (send) => {
      expect((await send(submission(view, { reason: chosen('0'), for: typed('soon') }))).text).toContain('write a duration such as')
      expect((await send(submission(view, { reason: chosen('0'), for: typed('4h') }))).text).toBe('')
    })
    expect(lab.asked.commands).toMatchObject([{ command: { do: 'pause', reason: 'waiting_supplier', forMs: 14_400_000 } }])
  })
})

describe('proof', () => {
  const proven = aTask({ evidence: [{ name: 'seal', label: 'The seal', kind: 'photo', atLeast: 1, atMost: 3, required: true, unless: false }] })
  const PNG = Buffer.from('\x89PNG\r\n\x1a\nrest', 'latin1')
  const photo = (mimetype = 'image/png') => ({ type: 'file_input', files: [{ id: 'F1', name: 'seal.png', mimetype, size: 14 }] })

  async function sendPhoto(lab: Lab, state: unknown): Promise<string> {
    return at(lab, async (send) => {
      await send(click(proven, 'outcome:good'))
      await until(() => lab.opened.length === 1)
      return (await send(submission(lab.opened[0]!, { 'evidence.0': state }))).text
    })
  }

  it('is fetched from Slack, kept under its hash and named in the completion', async () => {
    const lab = slackLab({}, { task: proven })
    lab.files.set('F1', { name: 'seal.png', type: 'image/png', body: PNG })

    expect(await sendPhoto(lab, photo())).toBe('')
    expect(lab.asked.commands).toMatchObject([{ command: { do: 'complete', evidence: { seal: [{ kind: 'photo', name: 'seal.png', type: 'image/png', bytes: PNG.length }] } } }])
    expect(lab.asked.evidence.size).toBe(1)
  })

  it('that is missing is asked for at its field', async () => {
    expect(await sendPhoto(slackLab({}, { task: proven }), { type: 'file_input', files: [] })).toContain('"evidence.0":"give at least 1 photo; there is none"')
  })

  it('that is no photo, whatever it is called, is refused at its field', async () => {
    const lab = slackLab({}, { task: proven })
    lab.files.set('F1', { name: 'seal.png', type: 'image/png', body: Buffer.from('<script>alert(1)</script>') })

    expect(await sendPhoto(lab, photo())).toContain('"evidence.0":"number 1 is no photo')
    expect(lab.asked.commands).toEqual([])
  })
})

describe('a slash command', () => {
  const slash = (text: string, change: Readonly<Record<string, string>> = {}): string =>
    new URLSearchParams({ team_id: TEAM, user_id: 'U02BO', channel_id: 'C1', command: '/sop', text, trigger_id: '1.2', response_url: 'https://evil.test', ...change }).toString()
  const ask = async (lab: Lab, text: string, change?: Readonly<Record<string, string>>) => at(lab, async (send) => {
    const given = await send(slash(text, change))
    return given.text === '' ? null : (JSON.parse(given.text) as { response_type: string; text: string })
  })

  it('"mine" lists my tasks, to me alone', async () => {
    expect(await ask(slackLab(), 'mine')).toMatchObject({ response_type: 'ephemeral', text: 'You have 1 open task.' })
  })

  it('"case" says where a case stands', async () => {
    expect((await ask(slackLab(), 'case #2041'))?.text).toContain('#2041: waits for the warehouse')
    expect((await ask(slackLab(), 'case'))?.text).toContain('Say which case')
  })

  it('"start" opens the form of a SOP that I may open, and the case when it is sent off', async () => {
    const lab = slackLab()
    expect(await ask(lab, 'start returns')).toBeNull()
    expect(lab.opened[0]).toMatchObject({ callback_id: 'evenkeel_start', title: { text: 'Returns' } })
    const change = { user: { id: 'U02BO', team_id: TEAM } }
    await at(lab, async (send) => {
      expect((await send(submission(lab.opened[0]!, {}, change))).text).toContain('fill in \\"Return\\"')
      expect((await send(submission(lab.opened[0]!, { 'field.0': typed('R-7') }, change))).text).toBe('')
      await until(() => lab.said.length === 1)
    })
    expect(lab.asked.opened).toMatchObject([{ key: 'R-7', trigger: 'manual', openedBy: 'bo' }])
  })

  it('"start" offers nobody what they may not open', async () => {
    expect((await ask(slackLab(), 'start returns', { user_id: 'U02ANA' }))?.text).toContain('no SOP that you may open')
  })

  it('of a stranger or a guest tells nothing', async () => {
    expect((await ask(slackLab(), 'mine', { user_id: 'U0NOBODY' }))?.text).toContain('nobody here has the Slack id')
    expect((await ask(slackLab({}, { users: { U02BO: { guest: true } } }), 'mine'))?.text).toContain('guests')
    expect((await ask(slackLab(), 'mine', { team_id: 'T09PARTNER' }))?.text).toContain('another workspace')
  })
})

describe('the Home', () => {
  const opened = (user: string): string => JSON.stringify({ type: 'event_callback', team_id: TEAM, event: { type: 'app_home_opened', user, tab: 'home', channel: 'D1' } })
  const open = async (lab: Lab, user: string) => at(lab, async (send) => {
    const body = opened(user)
    expect((await send(body, { ...signed(body), 'Content-Type': 'application/json' })).status).toBe(200)
    await until(() => lab.homes.length === 1)
    return JSON.stringify(lab.homes[0]?.view)
  })

  it('shows my tasks and my team’s', async () => {
    const home = await open(slackLab(), 'U02ANA')

    expect(home).toContain('My tasks')
    expect(home).toContain('Inspect')
  })

  it('follows what is done in it', async () => {
    const lab = slackLab({}, { task })
    const inHome = click(task, 'claim', { channel: undefined, message: undefined, container: { type: 'view', view_id: 'V1' }, view: { blocks: [] } })
    await at(lab, async (send) => {
      await send(inHome)
      await until(() => lab.homes.length === 1)
    })
    expect(lab.asked.commands).toMatchObject([{ command: { do: 'claim' } }])
  })

  it('tells a stranger why it is empty', async () => {
    expect(await open(slackLab(), 'U0NOBODY')).toContain('nobody here has the Slack id')
  })

  it('answers the challenge of an address that is entered', async () => {
    const body = JSON.stringify({ type: 'url_verification', challenge: 'abc' })
    await at(slackLab(), async (send) => {
      const given = await send(body, { ...signed(body), 'Content-Type': 'application/json' })
      expect(JSON.parse(given.text)).toEqual({ challenge: 'abc' })
    })
  })
})
