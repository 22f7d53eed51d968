import { App, isValidSlackRequest, LogLevel } from '@slack/bolt'
import { describe, expect, it } from 'vitest'
import { buttonRow, marked, modal, openSlackDesk, plain, section, WEDNESDAY } from './slack-desk.ts'
import type { Came, SlackDesk } from './slack-desk.ts'

const genuine = (desk: SlackDesk, { headers, body }: Came): boolean => isValidSlackRequest({
  signingSecret: desk.slack.settings.signingSecret, body,
  headers: { 'x-slack-signature': String(headers['x-slack-signature']), 'x-slack-request-timestamp': Number(headers['x-slack-request-timestamp']) },
})
/** A card in somebody's messages. */
async function card(desk: SlackDesk, more: object = {}, channel = 'U02ANA'): Promise<{ channel: string; ts: string }> {
  const { channel: id, ts } = await desk.call('chat.postMessage', { channel, text: 'Grade', blocks: [section('*Grade*'), buttonRow(more)] })
  return { channel: id, ts }
}
/** A modal that Ana has open. */
async function opened(desk: SlackDesk, view: object = modal()): Promise<string> {
  await card(desk)
  await desk.person('click', { user: 'ana', action: 'done' })
  const answer = await desk.call('views.open', { trigger_id: desk.came.at(-1)!.payload.trigger_id, view })
  return answer.view.id
}

describe('a click', () => {
  it('reaches the app signed, with who, where, what and a way to answer', async () => {
    await using desk = await openSlackDesk()
    const at = await card(desk)
    expect(await desk.person('click', { user: 'ana', text: 'Done' })).toMatchObject({ ok: true, error: null, status: 200 })
    const [came] = desk.came
    expect(genuine(desk, came!)).toBe(true)
    expect(came!.headers['content-type']).toBe('application/x-www-form-urlencoded')
    expect(came!.payload).toMatchObject({
      type: 'block_actions', user: { id: 'U02ANA', team_id: 'T02HARBOUR' }, team: { id: 'T02HARBOUR' }, api_app_id: 'A02EVENKEEL',
      container: { type: 'message', channel_id: at.channel, message_ts: at.ts, is_ephemeral: false }, channel: { id: at.channel, name: 'directmessage' },
      message: { ts: at.ts, text: 'Grade' }, actions: [{ type: 'button', action_id: 'done', block_id: 'row', value: 'step-7' }],
    })
  })

  it('shows the person that no answer came in time', async () => {
    await using desk = await openSlackDesk({ answerMs: 30 })
    await card(desk)
    desk.reply(() => 'never')
    expect(await desk.person('click', { user: 'ana', action: 'done' })).toMatchObject({ ok: false, error: 'operation_timeout' })
  })

  it('shows the person that the app failed', async () => {
    await using desk = await openSlackDesk()
    await card(desk)
    desk.reply(() => ({ status: 500 }))
    expect(await desk.person('click', { user: 'ana', action: 'done' })).toMatchObject({ ok: false, error: 'http_500' })
  })

  it('in a menu carries the choice, and the state of the other menus', async () => {
    await using desk = await openSlackDesk()
    const option = (value: string) => ({ text: plain(value), value })
    await desk.call('chat.postMessage', { channel: 'U02ANA', text: 'a', blocks: [{
      type: 'actions', block_id: 'row', elements: [
        { type: 'static_select', action_id: 'wait', placeholder: plain('Waiting for'), options: [option('customer'), option('carrier')] },
        { type: 'overflow', action_id: 'more', options: [option('hand-off'), option('cannot')] },
        { type: 'checkboxes', action_id: 'ticks', options: [option('one'), option('two')], initial_options: [option('two')] },
      ] }] })
    await desk.person('click', { user: 'ana', action: 'wait', value: 'carrier' })
    await desk.person('click', { user: 'ana', action: 'more', value: 'cannot' })
    expect(desk.came[0]!.payload.actions[0]).toMatchObject({ type: 'static_select', selected_option: { value: 'carrier' } })
    expect(desk.came[0]!.payload.state.values.row).toEqual({
      wait: { type: 'static_select', selected_option: { text: { ...plain('carrier'), emoji: true }, value: 'carrier' } },
      ticks: { type: 'checkboxes', selected_options: [{ text: { ...plain('two'), emoji: true }, value: 'two' }] },
    })
    expect(desk.came[1]!.payload.actions[0]).toMatchObject({ type: 'overflow', selected_option: { value: 'cannot' } })
  })

  it('of a partner in a shared channel names their own workspace, and whoever has left cannot click', async () => {
    await using desk = await openSlackDesk()
    await card(desk, {}, '#parcel-partners')
    await desk.person('click', { user: 'U09PAT', channel: 'parcel-partners', action: 'done' })
    expect(desk.came[0]!.payload.user).toMatchObject({ id: 'U09PAT', team_id: 'T09PARTNER' })
    expect(await desk.person('click', { user: 'U02GONE', channel: 'parcel-partners', action: 'done' })).toEqual({ error: '"gina" has left and cannot sign in' })
  })
})

describe('a response address', () => {
  const say = async (url: string, body: object): Promise<[number, any]> => {
    const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) })
    return [response.status, await response.json()]
  }
  const addressOf = async (desk: SlackDesk): Promise<string> => {
    await desk.person('click', { user: 'ana', action: 'done' })
    return desk.came.at(-1)!.payload.response_url
  }

  it('answers the one who clicked, replaces the message, or takes it away', async () => {
    await using desk = await openSlackDesk()
    const { ts } = await card(desk)
    const url = await addressOf(desk)
    expect(await say(url, { text: 'only for you' })).toEqual([200, { ok: true }])
    await say(url, { text: 'replaced', replace_original: true, blocks: [section('replaced')] })
    const messages = (await desk.control('GET', 'messages')).messages
    expect(messages.map((one: any) => [one.text, one.only])).toEqual([['replaced', null], ['only for you', 'U02ANA']])
    await say(url, { delete_original: true })
    expect((await desk.control('GET', 'messages')).messages.some((one: any) => one.ts === ts)).toBe(false)
  })

  it('is good five times and half an hour', async () => {
    await using desk = await openSlackDesk()
    await card(desk)
    const url = await addressOf(desk)
    for (let count = 0; count < 5; count += 1) expect((await say(url, { text: `${count}` }))[0]).toBe(200)
    expect(await say(url, { text: 'sixth' })).toEqual([404, { ok: false, error: 'used_url' }])
    const late = await addressOf(desk)
    desk.pass(30 * 60_000 + 1)
    expect(await say(late, { text: 'late' })).toEqual([404, { ok: false, error: 'expired_url' }])
  })
})

describe('a modal that is sent off', () => {
  it('brings what was entered, and closes on an empty answer', async () => {
    await using desk = await openSlackDesk()
    const view = await opened(desk, modal({ private_metadata: 'case-7' }))
    expect(await desk.person('submit', { user: 'ana', values: { note: 'looks good' } })).toMatchObject({ ok: true, more: { open: null } })
    expect(genuine(desk, desk.came.at(-1)!)).toBe(true)
    expect(desk.came.at(-1)!.payload).toMatchObject({
      type: 'view_submission', user: { id: 'U02ANA' },
      view: { id: view, callback_id: 'finish', private_metadata: 'case-7', state: { values: { note: { v: { type: 'plain_text_input', value: 'looks good' } } } } },
    })
  })

  it('is not sent while the vendor\'s own client has something to say', async () => {
    await using desk = await openSlackDesk()
    const number = { type: 'input', block_id: 'count', label: plain('Count'), element: { type: 'number_input', action_id: 'v', is_decimal_allowed: false, min_value: '1' } }
    await opened(desk, modal({ blocks: [...modal().blocks, number] }))
    const before = desk.came.length
    const answer = await desk.person('submit', { user: 'ana', values: { count: '0.5' } })
    expect(answer.more.errors).toEqual({ note: 'Please complete this required field.', count: 'Please enter a whole number.' })
    expect(desk.came).toHaveLength(before)
  })

  it('shows errors at their fields, and none at fields that are not there', async () => {
    await using desk = await openSlackDesk()
    const view = await opened(desk)
    desk.reply(() => ({ body: { response_action: 'errors', errors: { note: 'Say which shelf.' } } }))
    expect(await desk.person('submit', { user: 'ana', values: { note: 'x' } })).toMatchObject({ ok: false, error: 'errors', more: { errors: { note: 'Say which shelf.' }, open: view } })
    desk.reply(() => ({ body: { response_action: 'errors', errors: { shelf: 'Say which shelf.' } } }))
    expect(await desk.person('submit', { user: 'ana', values: { note: 'x' } })).toMatchObject({ error: 'invalid_answer', more: { open: view } })
  })

  it('is replaced, covered or cleared as the answer says, within the limits', async () => {
    await using desk = await openSlackDesk()
    await opened(desk)
    const open = async (): Promise<string[]> => (await desk.control('GET', 'modals?user=U02ANA')).modals.map((one: any) => one.title.text)
    const submit = () => desk.person('submit', { user: 'ana', values: { note: 'x' } })
    desk.reply(() => ({ body: { response_action: 'update', view: modal({ title: plain('Second') }) } }))
    await submit()
    desk.reply(() => ({ body: { response_action: 'push', view: modal({ title: plain('Third') }) } }))
    await submit()
    expect(await open()).toEqual(['Second', 'Third'])
    desk.reply(() => ({ body: { response_action: 'update', view: modal({ title: plain('x'.repeat(25)) }) } }))
    expect(await submit()).toMatchObject({ error: 'invalid_answer' })
    desk.reply(() => ({ body: { response_action: 'clear' } }))
    await submit()
    expect(await open()).toEqual([])
  })

  it('stays open when no answer comes in time', async () => {
    await using desk = await openSlackDesk({ answerMs: 1500 })
    const view = await opened(desk)
    desk.reply(() => 'never')
    expect(await desk.person('submit', { user: 'ana', values: { note: 'x' } })).toMatchObject({ error: 'operation_timeout', more: { open: view, message: 'We had some trouble connecting. Try again?' } })
  })

  it('tells of being closed only where it wants to', async () => {
    await using desk = await openSlackDesk()
    await opened(desk)
    await desk.person('close', { user: 'ana' })
    await opened(desk, modal({ notify_on_close: true }))
    await desk.person('close', { user: 'ana', all: true })
    expect(desk.came.map((one) => one.payload.type)).toEqual(['block_actions', 'block_actions', 'view_closed'])
    expect(desk.came.at(-1)!.payload).toMatchObject({ is_cleared: true, view: { callback_id: 'finish' } })
  })

  it('carries uploaded files, whose bytes the app gets with its token and nobody without', async () => {
    await using desk = await openSlackDesk()
    await opened(desk, modal({ blocks: [{ type: 'input', block_id: 'photos', label: plain('Photos'), element: { type: 'file_input', action_id: 'v', max_files: 2 } }] }))
    const stored = await (await fetch(`${desk.slack.url}/_control/upload?user=U02ANA&name=dent.jpg`, {
      method: 'POST', headers: { 'Content-Type': 'application/octet-stream' }, body: Buffer.from([0xff, 0xd8, 0xff]),
    })).json() as { id: string }
    await desk.person('submit', { user: 'ana', values: { photos: [stored.id] } })
    const [file] = desk.came.at(-1)!.payload.view.state.values.photos.v.files
    expect(file).toMatchObject({ id: stored.id, name: 'dent.jpg', mimetype: 'image/jpeg', size: 3, user: 'U02ANA' })
    const get = (token?: string) => fetch(file.url_private_download, token === undefined ? {} : { headers: { Authorization: `Bearer ${token}` } })
    const stranger = await get()
    expect([stranger.status, stranger.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(Buffer.from(await (await get(desk.slack.settings.botToken)).arrayBuffer())).toEqual(Buffer.from([0xff, 0xd8, 0xff]))
  })
})

describe('a slash command', () => {
  it('comes as a form, and its answer is shown to whoever typed it', async () => {
    await using desk = await openSlackDesk()
    desk.reply(() => ({ body: { response_type: 'ephemeral', blocks: [section('*2* open')], text: '2 open' } }))
    await desk.person('command', { user: 'ana', channel: 'returns', text: '/sop mine now' })
    expect(genuine(desk, desk.came[0]!)).toBe(true)
    expect(desk.came[0]!.payload).toMatchObject({ command: '/sop', text: 'mine now', user_id: 'U02ANA', team_id: 'T02HARBOUR', channel_id: 'C02RETURNS', channel_name: 'returns' })
    expect((await desk.control('GET', 'messages?user=U02ANA')).messages).toMatchObject([{ text: '2 open', only: 'U02ANA' }])
    expect((await desk.control('GET', 'messages?user=U02BO')).messages).toEqual([])
  })

  it('says that it failed when no answer came', async () => {
    await using desk = await openSlackDesk({ answerMs: 30 })
    desk.reply(() => 'never')
    expect(await desk.person('say', { user: 'ana', text: '/sop mine' })).toMatchObject({ ok: false, more: { message: '/sop failed with the error "operation_timeout"' } })
  })
})

describe('an event', () => {
  const retries = (desk: SlackDesk) => desk.came.map((one) => [one.headers['x-slack-retry-num'], one.headers['x-slack-retry-reason']])
  const settled = async (desk: SlackDesk, count: number): Promise<void> => expect.poll(() => desk.came.length).toBe(count)

  it('is told when somebody opens the app, with the Home that they see', async () => {
    await using desk = await openSlackDesk()
    await desk.call('views.publish', { user_id: 'U02ANA', view: { type: 'home', blocks: [section('mine')] } })
    await desk.person('open', { user: 'ana' })
    expect(genuine(desk, desk.came[0]!)).toBe(true)
    expect(desk.came[0]!.payload).toMatchObject({ type: 'event_callback', team_id: 'T02HARBOUR', event: { type: 'app_home_opened', user: 'U02ANA', tab: 'home', channel: 'D02ANA', view: { type: 'home' } } })
  })

  it('is told again three times while it fails, under one id', async () => {
    await using desk = await openSlackDesk()
    desk.reply(() => ({ status: 500 }))
    await desk.person('open', { user: 'ana' })
    await settled(desk, 4)
    expect(retries(desk)).toEqual([[undefined, undefined], ['1', 'http_error'], ['2', 'http_error'], ['3', 'http_error']])
    expect(new Set(desk.came.map((one) => one.payload.event_id)).size).toBe(1)
  })

  it('is not told again where the app asks for that, and an interaction never is', async () => {
    await using desk = await openSlackDesk()
    desk.reply(() => ({ status: 500, headers: { 'X-Slack-No-Retry': '1' } }))
    await desk.person('open', { user: 'ana' })
    desk.reply(() => ({ status: 500 }))
    await card(desk)
    await desk.person('click', { user: 'ana', action: 'done' })
    desk.reply(() => ({}))
    await desk.person('say', { user: 'ana', text: 'a <b> & c' })
    await settled(desk, 3)
    expect(desk.came[2]!.payload.event).toMatchObject({ type: 'message', channel_type: 'im', text: 'a &lt;b&gt; &amp; c' })
  })

  it('address is taken once it gives the challenge back', async () => {
    await using desk = await openSlackDesk()
    expect(await desk.control('POST', 'verify-url', {})).toMatchObject({ ok: false })
    desk.reply((came) => ({ body: { challenge: came.payload.challenge } }))
    expect(await desk.control('POST', 'verify-url', {})).toMatchObject({ ok: true })
  })
})

describe('a forged request', () => {
  const click = { user: 'ana', action: 'done' }
  it.each(['wrong-signature', 'wrong-secret', 'no-signature', 'old-timestamp'])('with %s does not pass for the vendor\'s', async (mode) => {
    await using desk = await openSlackDesk()
    await card(desk)
    await desk.control('POST', 'forge', { mode, click })
    const [came] = desk.came
    expect(came!.headers['x-slack-signature'] !== undefined && genuine(desk, came!)).toBe(false)
  })

  it('with another workspace, app, person or value is signed all the same', async () => {
    await using desk = await openSlackDesk()
    await card(desk)
    for (const [mode, expected] of [
      ['other-workspace', { team: { id: 'T0OTHER' }, user: { id: 'U02ANA', team_id: 'T0OTHER' } }], ['other-app', { api_app_id: 'A0OTHER' }],
      ['other-user', { user: { id: 'U0NOBODY' } }], ['edited-value', { actions: [{ value: 'edited' }] }],
    ] as const) {
      await desk.control('POST', 'forge', { mode, click })
      expect(desk.came.at(-1)!.payload).toMatchObject(expected)
      expect(genuine(desk, desk.came.at(-1)!)).toBe(true)
    }
  })

  it('that repeats another is the same to the byte', async () => {
    await using desk = await openSlackDesk()
    await card(desk)
    const { answers } = await desk.control('POST', 'forge', { mode: 'replay', times: 3, click })
    expect(answers).toHaveLength(3)
    expect(new Set(desk.came.map((one) => one.body)).size).toBe(1)
  })
})

describe('Bolt', () => {
  it('takes clicks and modals of the sample Slack over Socket Mode', async () => {
    await using desk = await openSlackDesk({ eventsUrl: null, now: () => WEDNESDAY })
    const { botToken, appToken } = desk.slack.settings
    const app = new App({ token: botToken, appToken, socketMode: true, logLevel: LogLevel.ERROR, clientOptions: { slackApiUrl: desk.slack.apiUrl } })
    app.action('done', async ({ ack, body, client }) => {
      await ack()
      await client.views.open({ trigger_id: (body as unknown as { trigger_id: string }).trigger_id, view: modal() as never })
    })
    app.view('finish', async ({ ack, view }) => {
      if (view.state.values['note']!['v']!.value === 'no') await ack({ response_action: 'errors', errors: { note: 'Not like this.' } })
      else await ack()
    })
    await app.start()
    await expect.poll(() => desk.slack.sockets.size).toBe(1)
    await desk.call('chat.postMessage', { channel: 'U02ANA', text: 'a', blocks: [{ type: 'section', text: marked('a'), accessory: buttonRow().elements[0] }] })
    expect(await desk.person('click', { user: 'ana', action: 'done' })).toMatchObject({ ok: true })
    await expect.poll(async () => (await desk.control('GET', 'modals?user=U02ANA')).modals.length).toBe(1)
    expect(await desk.person('submit', { user: 'ana', values: { note: 'no' } })).toMatchObject({ error: 'errors', more: { errors: { note: 'Not like this.' } } })
    expect(await desk.person('submit', { user: 'ana', values: { note: 'yes' } })).toMatchObject({ ok: true })
    await app.stop()
    await expect.poll(() => desk.slack.sockets.size).toBe(0)
  })
})
