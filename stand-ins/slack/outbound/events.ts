import { viewShape } from '../api/shapes.ts'
import { newId } from '../ids.ts'
import { parseJson } from '../json.ts'
import type { Fields } from '../json.ts'
import { fieldsOf } from '../json.ts'
import type { Slack } from '../parts.ts'
import type { Channel, Message, User } from '../world.ts'
import { imOf } from '../world.ts'
import { send } from './send.ts'
import type { Answered } from './send.ts'

const REASONS: Readonly<Record<string, string>> = { operation_timeout: 'http_timeout', connection_failed: 'connection_failed' }

/** The envelope around an event; an event that is told again keeps its `event_id`. */
export function envelope(slack: Slack, event: Fields): Fields {
  const { team, app } = slack.world
  return {
    token: 'stand-in-verification-token', team_id: team.id, api_app_id: app.id, event, type: 'event_callback', event_id: newId('Ev'),
    event_time: Math.floor(slack.now() / 1000), is_ext_shared_channel: false, event_context: newId('4-'),
    authorizations: [{ enterprise_id: null, team_id: team.id, user_id: app.userId, is_bot: true, is_enterprise_install: false }],
  }
}

/**
 * Tells the app of an event if it has subscribed to it; tries again as the vendor does unless the app answers `X-Slack-No-Retry: 1`.
 * Resolves after the first try with its outcome, null when the app has not subscribed.
 */
export async function tell(slack: Slack, name: string, event: Fields): Promise<Answered | null> {
  if (!slack.settings.events.includes(name)) return null
  const payload = envelope(slack, event)
  const first = await send(slack, { kind: 'event', payload })
  if (first.error !== null && !first.noRetry) void again(slack, payload, first, 0)
  return first
}

/** One further try after the pause that is due; gives up when there is none. */
async function again(slack: Slack, payload: Fields, last: Answered, tries: number): Promise<void> {
  const pauseMs = slack.settings.eventRetryMs[tries]
  if (pauseMs === undefined) return void slack.log.add({ kind: 'given-up', payload })
  await new Promise((done) => {
    setTimeout(done, pauseMs).unref()
  })
  const headers = { 'X-Slack-Retry-Num': String(tries + 1), 'X-Slack-Retry-Reason': REASONS[last.error ?? ''] ?? 'http_error' }
  const answered = await send(slack, { kind: 'event', payload, headers })
  if (answered.error !== null && !answered.noRetry) await again(slack, payload, answered, tries + 1)
}

/** Somebody opened the app: on its Home or its messages. */
export function homeOpened(slack: Slack, user: User, tab: 'home' | 'messages'): Promise<Answered | null> {
  const view = slack.world.homes.get(user.id)
  return tell(slack, 'app_home_opened', {
    type: 'app_home_opened', user: user.id, channel: imOf(slack.world, user.id)?.id ?? '', tab, event_ts: slack.stamp(),
    ...(view === undefined || tab !== 'home' ? {} : { view: viewShape(slack, view) }),
  })
}

/** Somebody wrote a message. */
export function written(slack: Slack, channel: Channel, message: Message): Promise<Answered | null> {
  const type = channel.kind === 'im' ? 'im' : channel.kind === 'private' ? 'group' : 'channel'
  const name = { im: 'message.im', group: 'message.groups', channel: 'message.channels' }[type]
  return tell(slack, name, {
    type: 'message', user: message.user, text: message.text, ts: message.ts, channel: channel.id, channel_type: type, event_ts: message.ts,
    team: slack.world.users.get(message.user)?.team ?? slack.world.team.id, client_msg_id: newId('').toLowerCase(),
    ...(message.threadTs === null ? {} : { thread_ts: message.threadTs }),
  })
}

/** What the vendor does when the address is entered: sends a challenge, and wants it back. */
export async function verifyUrl(slack: Slack): Promise<{ readonly ok: boolean; readonly status: number; readonly error: string | null }> {
  const challenge = newId('', 32).toLowerCase()
  const answered = await send(slack, { kind: 'event',
    payload: { token: 'stand-in-verification-token', challenge, type: 'url_verification' } })
  const given = fieldsOf(parseJson(answered.body))['challenge'] ?? answered.body
  return { ok: answered.error === null && given === challenge, status: answered.status, error: answered.error }
}
