import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createSlackChannel } from '../../../adapters/slack/channel.ts'
import { createSlackClient, isSlacks } from '../../../adapters/slack/client.ts'
import { createSlackDesk } from '../../../adapters/slack/desk.ts'
import { reply } from '../../../adapters/slack/replies.ts'
import type { ChannelError } from '../../../domain/delivery.ts'
import { startSlack, type RunningSlack } from '../../../stand-ins/slack/slack.ts'
import { upload } from '../../../stand-ins/slack/people/write.ts'
import { aDelivery, anOutgoing, NOW } from './samples.ts'

let slack: RunningSlack
beforeAll(async () => { slack = await startSlack({ rateSpeed: 0 }) })
afterAll(() => slack.close())
beforeEach(() => slack.faults.clear())

const people = async () => ({ ana: { name: 'Ana' } })
const accessTo = (apiUrl: string) => ({ token: 'xoxb-stand-in', apiUrl, timeoutMs: 2_000 })
const channelTo = (apiUrl: string) => createSlackChannel({ client: createSlackClient(accessTo(apiUrl)), people, now: () => NOW })
const channel = () => channelTo(slack.apiUrl)
const sent = (reference: string) => slack.world.messages.get(reference)
const fails = (mode: string, more: object = {}) => slack.faults.add({ operation: 'chat.postMessage', mode, target: null, times: 1, ms: 3_000, retryAfter: 30, status: 503, code: 'internal_error', pid: 0, ...more } as never)
const problem = async (work: Promise<unknown>): Promise<Partial<ChannelError>> => {
  const error: unknown = await work.then(() => undefined, (one: unknown) => one)
  const { failure, code, retryAfterMs } = error as ChannelError
  return { failure, code, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }
}

describe('a message', () => {
  it('to a person stands in their direct messages, and is called by where it stands', async () => {
    const reference = await channel().send(anOutgoing())

    expect(reference).toMatch(/^D02ANA\/\d+\.\d+$/)
    expect(sent(reference)?.text).toContain('Receive and inspect the parcel')
    expect(sent(reference)?.metadata).toMatchObject({ event_payload: { delivery: 'd1', case: 'returns/R1', step: 'inspect' } })
  })

  it('to a channel stands there', async () => {
    expect(await channel().send(anOutgoing({ delivery: aDelivery({ address: 'slack:#ops-alerts', person: null }), person: null }))).toMatch(/^C02OPSALERTS\//)
  })

  it('is brought up to date where it stands, and keeps no button once the step is over', async () => {
    const reference = await channel().send(anOutgoing())
    await channel().update?.(reference, anOutgoing({ task: null, over: { text: 'Bo finished it: good', at: NOW } }))

    expect(sent(reference)?.text).toBe('Bo finished it: good (#2041)')
    expect(JSON.stringify(sent(reference)?.blocks)).not.toContain('button')
  })

  it('about the same step stands in the thread of the first', async () => {
    const first = await channel().send(anOutgoing())
    const second = await channel().send(anOutgoing({ delivery: aDelivery({ kind: 'reminder' }), threadOf: first }))

    expect(sent(second)?.threadTs).toBe(first.split('/')[1])
  })
})

describe('what Slack does not take', () => {
  it.each([
    ['too many messages: later, when Slack says', () => fails('ratelimited'), {}, { failure: 'later', code: 'ratelimited', retryAfterMs: 30_000 }],
    ['no service: later', () => fails('status'), {}, { failure: 'later', code: '503' }],
    ['an error of theirs: nobody knows', () => fails('error'), {}, { failure: 'unknown', code: 'internal_error' }],
    ['an answer that is lost after the message was put up: nobody knows', () => fails('reset-after-commit'), {}, { failure: 'unknown' }],
    ['an answer that cannot be read: nobody knows', () => fails('garbage-after-commit'), {}, { failure: 'unknown' }],
    ['an answer that does not come: nobody knows', () => fails('hang-after-commit', { ms: 4_000 }), {}, { failure: 'unknown' }],
    ['blocks that are wrong: refused', () => fails('error', { code: 'invalid_blocks' }), {}, { failure: 'refused', code: 'invalid_blocks' }],
    ['a token that was revoked: nobody can be reached', () => fails('error', { code: 'token_revoked' }), {}, { failure: 'credentials', code: 'token_revoked' }],
    ['a channel that is not there', () => undefined, { address: 'slack:#nowhere' }, { failure: 'unreachable', code: 'channel_not_found' }],
    ['a channel that is archived', () => undefined, { address: 'slack:#peak-2024' }, { failure: 'unreachable', code: 'is_archived' }],
    ['a channel that we are not in', () => undefined, { address: 'slack:#random' }, { failure: 'unreachable', code: 'not_in_channel' }],
    ['somebody who is not there', () => undefined, { address: 'U0NOBODY' }, { failure: 'unreachable', code: 'user_not_found' }],
  ])('%s', async (_what, arrange, change, expected) => {
    arrange()

    expect(await problem(channel().send(anOutgoing({ delivery: aDelivery(change) })))).toMatchObject(expected)
  })

  it('a machine that is not there: later, because nothing can have arrived', async () => {
    const server = createServer().listen(0)
    const { port } = server.address() as AddressInfo
    await new Promise((resolve) => { server.close(resolve) })

    expect(await problem(channelTo(`http://127.0.0.1:${port}/api/`).send(anOutgoing()))).toEqual({ failure: 'later', code: 'ECONNREFUSED' })
  })

  it('an update, which may be made again: later, whatever became of it', async () => {
    const reference = await channel().send(anOutgoing())
    slack.faults.add({ operation: 'chat.update', mode: 'reset-after-commit', target: null, times: 1, ms: 0, retryAfter: 1, status: 503, code: '', pid: 0 })

    expect(await problem(channel().update?.(reference, anOutgoing()) ?? Promise.resolve())).toMatchObject({ failure: 'later' })
  })

  it('an update of a message that is gone says so by its own word', async () => {
    expect(await problem(channel().update?.('D02ANA/1.1', anOutgoing()) ?? Promise.resolve())).toMatchObject({ failure: 'refused', code: 'message_not_found' })
  })

  it('is tried once: whoever called decides about the next try', async () => {
    const before = slack.log.all().length
    fails('error')
    await problem(channel().send(anOutgoing()))

    expect(slack.log.all().slice(before).filter((one) => one['kind'] === 'request' && one['method'] === 'chat.postMessage')).toHaveLength(1)
  })
})

describe('the desk', () => {
  const desk = () => createSlackDesk(accessTo(slack.apiUrl), () => NOW)

  it('knows members from guests, from people of elsewhere and from those who left', async () => {
    expect(await desk().team()).toBe('T02HARBOUR')
    expect(await desk().user('U02ANA')).toEqual({ team: 'T02HARBOUR', guest: false, gone: false, bot: false })
    expect(await desk().user('U02GUEST')).toMatchObject({ guest: true })
    expect(await desk().user('U02VISIT')).toMatchObject({ guest: true })
    expect(await desk().user('U02GONE')).toMatchObject({ gone: true })
    expect(await desk().user('U09PAT')).toMatchObject({ team: 'T09PARTNER' })
    expect(await desk().user('U0NOBODY')).toBeUndefined()
  })

  it('asks once about a person for all who want to know at the same time, and again after an answer that was none', async () => {
    const asked = () => slack.log.all().filter(({ kind, method }) => kind === 'request' && method === 'users.info').length
    const before = asked()
    const one = desk()
    await Promise.all([one.user('U02ANA'), one.user('U02ANA')])
    expect(asked() - before).toBe(1)

    slack.faults.add({ operation: 'users.info', mode: 'status', target: null, times: 1, ms: 0, retryAfter: 0, status: 503, code: 'internal_error', pid: 0 } as never)
    expect(await problem(one.user('U02KATE'))).toMatchObject({ failure: 'later' })
    expect(await one.user('U02KATE')).toMatchObject({ guest: false })
  })

  it('says something to one person, directly where they are not in the channel', async () => {
    await desk().whisper('C02RETURNS', 'U02ANA', reply('only you see this'))
    await desk().whisper('G02FINANCE', 'U02ANA', reply('said directly'))
    const all = [...slack.world.messages.values()]

    expect(all.find(({ text }) => text === 'only you see this')).toMatchObject({ channel: 'C02RETURNS', only: 'U02ANA' })
    expect(all.find(({ text }) => text === 'said directly')).toMatchObject({ channel: 'D02ANA', only: null })
  })

  it('fetches a file with our token, up to a size', async () => {
    const { id } = upload(slack, 'U02ANA', 'seal.png', Buffer.from('bytes of a seal')) as { id: string }

    expect((await desk().file(id, 100)).body.toString()).toBe('bytes of a seal')
    await expect(desk().file(id, 5)).rejects.toThrow(/larger than/)
  })
})

describe('the token', () => {
  it.each([
    ['https://files.slack.com/files-pri/T1-F1/a.png', true], ['https://slack.com/api/', true], ['http://files.slack.com/a', false], ['https://evil.test/files.slack.com', false],
    ['https://files.slack.com.evil.test/a', false], ['https://slack.com@evil.test/a', false], ['https://notslack.com/a', false], ['http://169.254.169.254/latest', false], ['file:///etc/passwd', false], ['', false],
  ])('goes to "%s": %s', (address, allowed) => {
    expect(isSlacks(address)).toBe(allowed)
  })

  it('goes to what stands in for Slack, and to nothing beside it', () => {
    expect(isSlacks('http://127.0.0.1:4030/files-pri/a', 'http://127.0.0.1:4030/api/')).toBe(true)
    expect(isSlacks('http://127.0.0.1:4031/files-pri/a', 'http://127.0.0.1:4030/api/')).toBe(false)
  })

  it('is not sent along when an address leads elsewhere', async () => {
    const client = createSlackClient(accessTo(slack.apiUrl))

    await expect(client.download('https://evil.test/steal', 100)).rejects.toThrow(/no address of Slack/)
  })
})
