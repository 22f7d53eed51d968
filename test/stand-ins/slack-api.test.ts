import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ErrorCode, WebClient } from '@slack/web-api'
import { describe, expect, it } from 'vitest'
import { startSlack } from '../../stand-ins/slack/slack.ts'
import { buttonRow, modal, openSlackDesk, section } from './slack-desk.ts'
import type { SlackDesk } from './slack-desk.ts'

const client = (desk: Pick<SlackDesk, 'slack'>, token = desk.slack.settings.botToken): WebClient =>
  new WebClient(token, { slackApiUrl: desk.slack.apiUrl, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true })
/** Somebody clicks, and the trigger of it comes back. */
async function trigger(desk: SlackDesk, user = 'U02ANA', view?: string): Promise<string> {
  if (view === undefined) await desk.call('chat.postMessage', { channel: user, blocks: [buttonRow()], text: 'a' })
  await desk.person('click', { user, action: 'done', ...(view === undefined ? {} : { view }) })
  return desk.came.at(-1)!.payload.trigger_id
}

describe('the official client', () => {
  it('posts, changes and deletes a message, and reads it back', async () => {
    await using desk = await openSlackDesk()
    const web = client(desk)
    const posted = await web.chat.postMessage({
      channel: 'U02ANA', text: 'Grade the parcel', blocks: [buttonRow()] as never, metadata: { event_type: 'task', event_payload: { step: 'grade' } },
    })
    const [channel, ts] = [posted.channel!, posted.ts!]
    const changed = await web.chat.update({ channel, ts, text: 'Graded', blocks: [section('*Graded* A')] as never })
    await web.chat.postMessage({ channel, thread_ts: ts, text: 'by Ana' })
    const thread = await web.conversations.replies({ channel, ts })
    await web.chat.delete({ channel, ts: thread.messages![1]!.ts! })
    const history = await web.conversations.history({ channel })

    expect(channel).toBe('D02ANA')
    expect(posted.message).toMatchObject({ text: 'Grade the parcel', bot_id: 'B02EVENKEEL', metadata: { event_type: 'task' } })
    expect(changed).toMatchObject({ ok: true, text: 'Graded' })
    expect(thread.messages!.map((one) => one.text)).toEqual(['Graded', 'by Ana'])
    expect(history.messages!.map((one) => one.text)).toEqual(['Graded'])
    expect(history.messages![0]!.metadata).toMatchObject({ event_type: 'task' })
  })

  it('gets a rate limit as its own error with the seconds to wait, once a channel has had its burst', async () => {
    await using desk = await openSlackDesk()
    const web = client(desk)
    for (let count = 0; count < 4; count += 1) await web.chat.postMessage({ channel: 'C02RETURNS', text: 'a' })
    await expect(web.chat.postMessage({ channel: '#returns', text: 'one too many' })).rejects.toMatchObject({ code: ErrorCode.RateLimitedError, retryAfter: 1 })
    await web.chat.postMessage({ channel: 'C02OPSALERTS', text: 'another channel' })
    desk.pass(1000)
    await web.chat.postMessage({ channel: 'C02RETURNS', text: 'after a second' })
    await expect(web.chat.postMessage({ channel: 'C02RETURNS', text: 'again' })).rejects.toMatchObject({ code: ErrorCode.RateLimitedError })
  })

  it('gets what the vendor refuses as a platform error with the reasons', async () => {
    await using desk = await openSlackDesk()
    const refused = client(desk).chat.postMessage({ channel: 'U02ANA', text: 'a', blocks: [section('x'.repeat(3001))] as never })
    await expect(refused).rejects.toMatchObject({
      code: ErrorCode.PlatformError,
      data: { error: 'invalid_blocks', response_metadata: { messages: ['[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]'] } },
    })
  })

  it('uploads a file in three calls and says where it is', async () => {
    await using desk = await openSlackDesk()
    const done = await client(desk).filesUploadV2({ channel_id: 'C02RETURNS', filename: 'label.pdf', file: Buffer.from('%PDF-1'), initial_comment: 'The label' }) as any
    const [stored] = (await desk.control('GET', 'files')).files
    expect(done.ok).toBe(true)
    expect(stored).toMatchObject({ name: 'label.pdf', mimetype: 'application/pdf', size: 6 })
    expect((await desk.control('GET', 'messages?channel=returns')).messages[0].text).toContain('The label')
  })
})

describe('a call is refused with the vendor\'s word', () => {
  it.each([
    ['without a token', 'auth.test', {}, '', 'not_authed'],
    ['with another token', 'auth.test', {}, 'xoxb-other', 'invalid_auth'],
    ['for a method that is none', 'chat.shout', {}, undefined, 'unknown_method'],
    ['for a channel that is none', 'chat.postMessage', { channel: 'C0NONE', text: 'a' }, undefined, 'channel_not_found'],
    ['for a channel that the app is not in', 'chat.postMessage', { channel: 'C02RANDOM', text: 'a' }, undefined, 'not_in_channel'],
    ['for an archived channel', 'chat.postMessage', { channel: 'C02OLD', text: 'a' }, undefined, 'is_archived'],
    ['for a person who is none', 'conversations.open', { users: 'U0NONE' }, undefined, 'user_not_found'],
    ['for a person who has left', 'conversations.open', { users: 'U02GONE' }, undefined, 'user_disabled'],
    ['for a post to a person who has left', 'chat.postMessage', { channel: 'U02GONE', text: 'a' }, undefined, 'user_disabled'],
    ['for a bot', 'conversations.open', { users: 'USLACKBOT' }, undefined, 'cannot_dm_bot'],
    ['for an address of somebody who has left', 'users.lookupByEmail', { email: 'gina@harbour.example' }, undefined, 'users_not_found'],
    ['for an address of another workspace', 'users.lookupByEmail', { email: 'pat@partner.example' }, undefined, 'users_not_found'],
    ['for too long a text', 'chat.postMessage', { channel: 'U02ANA', text: 'x'.repeat(40_001) }, undefined, 'msg_too_long'],
    ['for nothing said', 'chat.postMessage', { channel: 'U02ANA' }, undefined, 'no_text'],
    ['for blocks that are no list', 'chat.postMessage', { channel: 'U02ANA', blocks: '{', text: 'a' }, undefined, 'invalid_blocks_format'],
    ['for a message that is none', 'chat.update', { channel: 'D02ANA', ts: '1.2', text: 'a' }, undefined, 'message_not_found'],
    ['for a person where a conversation is wanted', 'chat.update', { channel: 'U02ANA', ts: '1.2', text: 'a' }, undefined, 'channel_not_found'],
    ['for an ephemeral message to somebody outside', 'chat.postEphemeral', { channel: 'G02FINANCE', user: 'U02ANA', text: 'a' }, undefined, 'user_not_in_channel'],
    ['for a trigger that is none', 'views.open', { trigger_id: '1', view: modal() }, undefined, 'invalid_trigger_id'],
    ['for a view that breaks a limit', 'views.publish', { user_id: 'U02ANA', view: { type: 'home', blocks: [{ type: 'x' }] } }, undefined, 'invalid_arguments'],
    ['for a file that is none', 'files.info', { file: 'F0' }, undefined, 'file_not_found'],
  ])('%s', async (_, method, args, token, error) => {
    await using desk = await openSlackDesk()
    expect(await desk.call(method, args, token)).toMatchObject({ ok: false, status: 200, error })
  })

  it('for changing what a person wrote', async () => {
    await using desk = await openSlackDesk()
    const said = await desk.person('say', { user: 'U02ANA', channel: 'returns', text: 'mine' })
    const at = { channel: 'C02RETURNS', ts: said.more.ts }
    expect(await desk.call('chat.update', { ...at, text: 'theirs' })).toMatchObject({ error: 'cant_update_message' })
    expect(await desk.call('chat.delete', at)).toMatchObject({ error: 'cant_delete_message' })
  })

  it('once the token is revoked or a scope is missing', async () => {
    await using desk = await openSlackDesk({ scopes: ['users:read'] })
    expect(await desk.call('chat.postMessage', { channel: 'U02ANA', text: 'a' })).toMatchObject({ error: 'missing_scope', needed: 'chat:write' })
    await desk.control('POST', 'token', { state: 'token_revoked' })
    expect(await desk.call('users.info', { user: 'U02ANA' })).toMatchObject({ error: 'token_revoked' })
  })

  it('above the tier of its method: twenty a minute and no more', async () => {
    await using desk = await openSlackDesk()
    const answers = []
    for (let count = 0; count < 21; count += 1) answers.push(await desk.call('users.list'))
    expect(answers.map((one) => one.status)).toEqual([...Array<number>(20).fill(200), 429])
    expect(answers[20]).toMatchObject({ ok: false, error: 'ratelimited', retryAfter: '3' })
    desk.pass(3000)
    expect(await desk.call('users.list')).toMatchObject({ ok: true })
  })
})

it('people are told apart: staff, guests, those who left, and those of another workspace', async () => {
  await using desk = await openSlackDesk()
  const info = async (user: string) => (await desk.call('users.info', { user })).user
  expect(await info('U02ANA')).toMatchObject({ team_id: 'T02HARBOUR', deleted: false, is_restricted: false, is_stranger: false, tz_offset: -21_600, profile: { email: 'ana@harbour.example' } })
  expect(await info('U02GUEST')).toMatchObject({ is_restricted: true, is_ultra_restricted: false })
  expect(await info('U02VISIT')).toMatchObject({ is_restricted: true, is_ultra_restricted: true })
  expect(await info('U02GONE')).toMatchObject({ deleted: true })
  const partner = await info('U09PAT')
  expect(partner).toMatchObject({ team_id: 'T09PARTNER', is_stranger: true })
  expect(partner.profile.email).toBeUndefined()
})

describe('a modal', () => {
  it('opens for three seconds after a click, and once', async () => {
    await using desk = await openSlackDesk()
    const first = await trigger(desk)
    expect(await desk.call('views.open', { trigger_id: first, view: modal() })).toMatchObject({ ok: true, view: { state: { values: {} }, callback_id: 'finish' } })
    expect(await desk.call('views.open', { trigger_id: first, view: modal() })).toMatchObject({ error: 'exchanged_trigger_id' })
    const late = await trigger(desk)
    desk.pass(3001)
    expect(await desk.call('views.open', { trigger_id: late, view: modal() })).toMatchObject({ error: 'expired_trigger_id' })
  })

  it('does not use up its trigger when it breaks a limit', async () => {
    await using desk = await openSlackDesk()
    const id = await trigger(desk)
    expect(await desk.call('views.open', { trigger_id: id, view: modal({ title: undefined }) })).toMatchObject({ error: 'invalid_arguments' })
    expect(await desk.call('views.open', { trigger_id: id, view: modal() })).toMatchObject({ ok: true })
  })

  it('is changed by whoever has seen its last state, and by nobody else', async () => {
    await using desk = await openSlackDesk()
    const { view } = await desk.call('views.open', { trigger_id: await trigger(desk), view: modal({ external_id: 'case-7' }) })
    expect(await desk.call('views.update', { external_id: 'case-7', hash: view.hash, view: modal({ external_id: 'case-7' }) })).toMatchObject({ ok: true })
    expect(await desk.call('views.update', { view_id: view.id, hash: view.hash, view: modal() })).toMatchObject({ error: 'hash_conflict' })
    expect(await desk.call('views.update', { view_id: 'V0', view: modal() })).toMatchObject({ error: 'not_found' })
    const other = await trigger(desk, 'U02BO')
    expect(await desk.call('views.open', { trigger_id: other, view: modal({ external_id: 'case-7' }) })).toMatchObject({ error: 'duplicate_external_id' })
  })

  it('has at most two more on top', async () => {
    await using desk = await openSlackDesk()
    const view = modal({ blocks: [buttonRow()], submit: undefined })
    await desk.call('views.open', { trigger_id: await trigger(desk), view })
    const fromMessage = await trigger(desk)
    expect(await desk.call('views.push', { trigger_id: fromMessage, view })).toMatchObject({ error: 'invalid_trigger_id' })
    for (const expected of [{ ok: true }, { ok: true }, { error: 'push_limit_reached' }]) {
      expect(await desk.call('views.push', { trigger_id: await trigger(desk, 'U02ANA', 'top'), view })).toMatchObject(expected)
    }
  })
})

describe('faults', () => {
  const post = (desk: SlackDesk, channel = 'U02ANA') => desk.call('chat.postMessage', { channel, text: 'a' })
  const seen = async (desk: SlackDesk): Promise<number> => (await desk.control('GET', 'messages')).messages.length

  it('answer 429, 5xx and any word, for one person or for all', async () => {
    await using desk = await openSlackDesk()
    await desk.control('POST', 'faults', { operation: 'chat.postMessage', mode: 'error', code: 'channel_not_found', user: 'U02BO', times: 'always' })
    await desk.control('POST', 'faults', { mode: 'ratelimited', retryAfter: 30 })
    await desk.control('POST', 'faults', { mode: 'status', status: 503 })
    expect(await post(desk)).toMatchObject({ status: 429, retryAfter: '30' })
    expect(await post(desk)).toMatchObject({ status: 503 })
    expect(await post(desk, 'U02BO')).toMatchObject({ error: 'channel_not_found' })
    expect(await post(desk, 'D02BO')).toMatchObject({ error: 'channel_not_found' })
    expect(await post(desk)).toMatchObject({ ok: true })
    expect(await seen(desk)).toBe(1)
  })

  it('lose the answer of what was done', async () => {
    await using desk = await openSlackDesk()
    await desk.control('POST', 'faults', { operation: 'chat.postMessage', mode: 'reset-after-commit' })
    await expect(post(desk)).rejects.toThrow()
    await desk.control('POST', 'faults', { operation: 'chat.postMessage', mode: 'hang-after-commit', ms: 20 })
    await expect(post(desk)).rejects.toThrow()
    await desk.control('POST', 'faults', { operation: 'chat.postMessage', mode: 'reset-before' })
    await expect(post(desk)).rejects.toThrow()
    expect(await seen(desk)).toBe(2)
  })

  it('kill the named process with the message posted', async () => {
    await using desk = await openSlackDesk()
    const victim = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
    const died = once(victim, 'exit')
    await desk.control('POST', 'fault', { operation: 'chat.postMessage', mode: 'kill', pid: victim.pid })
    await expect(post(desk)).rejects.toThrow()
    expect(await died).toEqual([null, 'SIGKILL'])
    expect(await seen(desk)).toBe(1)
  })
})

it('the log tells of every request and its answer, and never of a token', async () => {
  await using desk = await openSlackDesk()
  await desk.call('chat.postMessage', { channel: 'U02ANA', text: 'a' })
  await fetch(`${desk.slack.apiUrl}users.info`, { method: 'POST', body: new URLSearchParams({ token: desk.slack.settings.botToken, user: 'U02BO' }) })
  const { entries } = await desk.control('GET', 'log')
  expect(entries.map((one: any) => [one.kind, one.method])).toEqual([
    ['request', 'chat.postMessage'], ['answer', 'chat.postMessage'], ['request', 'users.info'], ['answer', 'users.info'],
  ])
  expect(entries[3].body).toMatchObject({ ok: true })
  expect(JSON.stringify(entries)).not.toContain(desk.slack.settings.botToken)
})

it('a file holds the workspace over a restart', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'slack-'))
  const stateFile = join(folder, 'state.json')
  const first = await startSlack({ stateFile })
  await client({ slack: first }).chat.postMessage({ channel: 'U02ANA', text: 'still here' })
  await first.close()
  const second = await startSlack({ stateFile })
  const { messages } = await client({ slack: second }).conversations.history({ channel: 'D02ANA' })
  await second.close()
  rmSync(folder, { recursive: true })
  expect(messages!.map((one) => one.text)).toEqual(['still here'])
})
