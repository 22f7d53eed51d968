import { afterEach, describe, expect, it } from 'vitest'
import { createSlackChannel } from '../../../adapters/slack/channel.ts'
import { createSlackClient } from '../../../adapters/slack/client.ts'
import { createPace, type Pace } from '../../../adapters/slack/pace.ts'
import type { DirectChannels } from '../../../domain/deliveries/port.ts'
import type { ChannelError } from '../../../domain/delivery.ts'
import { startSlack, type RunningSlack } from '../../../stand-ins/slack/slack.ts'
import { aDelivery, anOutgoing, NOW } from './samples.ts'

let slack: RunningSlack | undefined
afterEach(() => slack?.close())

const STAFF = 70
const userAt = (index: number): string => `U0${String(index).padStart(4, '0')}`

/** A workspace with the vendor's limits whose clock, like ours, only goes on when somebody waits. */
async function workspace() {
  const clock = { at: NOW }
  const running = await startSlack({ now: () => clock.at })
  slack = running
  for (let index = 0; index < STAFF; index += 1) running.world.users.set(userAt(index), { ...running.world.users.get('U02ANA')!, id: userAt(index), name: userAt(index), email: `${userAt(index)}@shop.test` })
  const pace = createPace(() => clock.at, async (ms) => { clock.at += ms })
  const channelWith = (of: { readonly pace?: Pace; readonly direct?: DirectChannels }) => createSlackChannel({
    client: createSlackClient({ token: running.settings.botToken, apiUrl: running.apiUrl, ...(of.pace ? { pace: of.pace } : {}) }), people: async () => ({}), now: () => clock.at, ...of,
  })
  const of = (kind: string, method: string) => running.log.all().filter((entry) => entry['kind'] === kind && entry['method'] === method)
  return {
    clock, pace, channelWith, running,
    asked: (method: string) => of('request', method).length,
    refused: (method: string) => of('answer', method).filter(({ status }) => status === 429).length,
  }
}

const problem = (work: Promise<unknown>): Promise<ChannelError | undefined> => work.then(() => undefined, (error: ChannelError) => error)

describe('what a workspace allows in all', () => {
  it('is kept to by updates, of which none is refused, however many there are to make', async () => {
    const { channelWith, pace, clock, asked, refused } = await workspace()
    const channel = channelWith({ pace })
    const reference = await channel.send(anOutgoing())
    const began = clock.at
    for (let count = 0; count < 75; count += 1) await channel.update?.(reference, anOutgoing())

    expect([asked('chat.update'), refused('chat.update')]).toEqual([75, 0])
    // Fifty at once, and the others as they come back: one in 1.2 s.
    expect(clock.at - began).toBeGreaterThanOrEqual(24 * 1_200)
  })

  it('is more than enough for Slack to refuse without it', async () => {
    const { channelWith, refused } = await workspace()
    const channel = channelWith({})
    const reference = await channel.send(anOutgoing())
    for (let count = 0; count < 60; count += 1) await problem(channel.update?.(reference, anOutgoing()) ?? Promise.resolve())

    expect(refused('chat.update')).toBeGreaterThan(0)
  })

  it('is said before anything is begun, and comes back with time', async () => {
    const { channelWith, pace, clock } = await workspace()
    const channel = channelWith({ pace })
    const reference = await channel.send(anOutgoing())
    for (let count = 0; count < 50; count += 1) await channel.update?.(reference, anOutgoing())

    expect(channel.free?.('update')).toBe(0)
    expect(channel.free?.('send')).toBe(299)
    clock.at += 12_000
    expect(channel.free?.('update')).toBe(10)
  })

  it('sends whoever would have to wait too long away with the time to come again, without asking Slack', async () => {
    const { channelWith, pace, asked } = await workspace()
    const channel = channelWith({ pace })
    const reference = await channel.send(anOutgoing())
    pace.hold('chat.update', 20_000)

    expect(await problem(channel.update?.(reference, anOutgoing()) ?? Promise.resolve())).toMatchObject({ failure: 'later', code: 'paced', retryAfterMs: 21_200 })
    expect(asked('chat.update')).toBe(0)
  })

  it('is what Slack says it is: after a 429 nobody calls before it is over', async () => {
    const { channelWith, pace, running, asked } = await workspace()
    const channel = channelWith({ pace })
    const reference = await channel.send(anOutgoing())
    running.faults.add({ operation: 'chat.update', mode: 'ratelimited', target: null, times: 1, ms: 0, retryAfter: 30, status: 503, code: 'internal_error', pid: 0 } as never)
    await problem(channel.update?.(reference, anOutgoing()) ?? Promise.resolve())
    await problem(channel.update?.(reference, anOutgoing()) ?? Promise.resolve())

    expect(asked('chat.update')).toBe(1)
    expect(channel.free?.('update')).toBe(0)
  })
})

describe('the channel of a person', () => {
  const memory = () => {
    const kept = new Map<string, string>()
    const direct: DirectChannels = { of: async (user) => kept.get(user), keep: async (user, channel) => void kept.set(user, channel), forget: async (user) => void kept.delete(user) }
    return { kept, direct }
  }

  it('is asked for once, by however many at the same time and after a start', async () => {
    const { channelWith, asked } = await workspace()
    const { direct } = memory()
    const before = channelWith({ direct })
    await Promise.all([before.send(anOutgoing()), before.send(anOutgoing())])
    await channelWith({ direct }).send(anOutgoing())

    expect(asked('conversations.open')).toBe(1)
  })

  it('is asked for again when what was remembered is none any more, and the message arrives', async () => {
    const { channelWith, asked } = await workspace()
    const { kept, direct } = memory()
    kept.set('U02ANA', 'D0GONE')

    expect(await channelWith({ direct }).send(anOutgoing())).toMatch(/^D02ANA\//)
    expect([asked('conversations.open'), kept.get('U02ANA')]).toEqual([1, 'D02ANA'])
  })

  it('costs no message when it cannot be remembered', async () => {
    const { channelWith } = await workspace()
    const away = async () => { throw new Error('the database is away') }

    expect(await channelWith({ direct: { of: away, keep: away, forget: away } }).send(anOutgoing())).toMatch(/^D02ANA\//)
  })

  it('is asked for no faster than Slack allows, for a whole shop at once', async () => {
    const { channelWith, pace, refused, asked } = await workspace()
    const channel = channelWith({ pace, direct: memory().direct })
    for (let index = 0; index < STAFF; index += 1) await channel.send(anOutgoing({ delivery: aDelivery({ address: userAt(index) }) }))

    expect([asked('conversations.open'), refused('conversations.open'), refused('chat.postMessage')]).toEqual([STAFF, 0, 0])
  })
})
