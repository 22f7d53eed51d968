import { fieldsOf, listOf, textOf } from '../json.ts'
import type { Fields } from '../json.ts'
import { envelope } from '../outbound/events.ts'
import { slashCommand } from '../outbound/payloads.ts'
import { send } from '../outbound/send.ts'
import type { Answered, Outgoing } from '../outbound/send.ts'
import type { Slack } from '../parts.ts'
import { clickPayload } from './click.ts'
import { submitPayload } from './modal.ts'
import { actor, channelOf, Impossible } from './who.ts'

/** What is wrong with a forged request. */
export const FORGERIES = [
  'wrong-signature', 'wrong-secret', 'no-signature', 'old-timestamp', 'future-timestamp', 'other-workspace', 'other-app', 'other-user',
  'edited-value',
  'replay', 'broken-body', 'none',
] as const

type Forgery = (typeof FORGERIES)[number]

/**
 * Sends a request that a person did not make, or not so. `click`, `submit`, `command` or `event` say what it pretends to be;
 * `payload` overrides fields of it; `times` sends the same bytes so often, all at once. Answers what the app answered to each.
 */
export async function forge(slack: Slack, ask: Fields): Promise<readonly Answered[]> {
  const mode = FORGERIES.find((one) => one === (ask['mode'] ?? 'none'))
  if (mode === undefined) throw new Impossible(`"${String(ask['mode'])}" is no forgery; use ${FORGERIES.join(', ')}`)
  const genuine = pretended(slack, ask)
  const payload = merge(distort(mode, genuine.payload, ask), fieldsOf(ask['payload']))
  const outgoing: Outgoing = { ...genuine, payload, signing: signingOf(mode, ask),
    ...(mode === 'broken-body' ? { rawBody: 'payload=%7B%22type%22' } : {}) }
  const times = mode === 'replay' ? Number(ask['times'] ?? 2) : Number(ask['times'] ?? 1)
  return Promise.all(Array.from({ length: times }, () => send(slack, outgoing)))
}

function pretended(slack: Slack, ask: Fields): Outgoing {
  if (ask['click'] !== undefined) return { kind: 'interaction', payload: clickPayload(slack, fieldsOf(ask['click'])).payload }
  if (ask['submit'] !== undefined) return { kind: 'interaction', payload: submitPayload(slack, fieldsOf(ask['submit'])).payload }
  if (ask['event'] !== undefined) return { kind: 'event', payload: envelope(slack, fieldsOf(ask['event'])) }
  const given = fieldsOf(ask['command'])
  if (ask['command'] === undefined) throw new Impossible('say what it pretends to be: click, submit, command or event')
  const user = actor(slack, given)
  const payload = slashCommand(slack, user, channelOf(slack, given, user),
    { command: textOf(given['command']), text: textOf(given['text']) })
  return { kind: 'command', payload }
}

function signingOf(mode: Forgery, ask: Fields): NonNullable<Outgoing['signing']> {
  switch (mode) {
    case 'wrong-signature': return { flaw: 'foreign' }
    case 'wrong-secret': return { secret: 'not the secret' }
    case 'no-signature': return { flaw: 'none' }
    case 'old-timestamp': return { secondsOff: -Number(ask['seconds'] ?? 301) }
    case 'future-timestamp': return { secondsOff: Number(ask['seconds'] ?? 301) }
    default: return {}
  }
}

/** What the payload says that is not so; it is signed all the same. */
function distort(mode: Forgery, payload: Fields, ask: Fields): Fields {
  switch (mode) {
    case 'other-workspace': return merge(payload,
      { team: { id: 'T0OTHER', domain: 'other' }, team_id: 'T0OTHER', user: typeof payload['user'] === 'object' ? { team_id: 'T0OTHER' }
        : undefined })
    case 'other-app': return merge(payload, { api_app_id: 'A0OTHER' })
    case 'other-user': return merge(payload,
      { user_id: 'U0NOBODY', user: typeof payload['user'] === 'object' ? { id: 'U0NOBODY', name: 'nobody', username: 'nobody' }
        : undefined })
    case 'edited-value': return {
      ...payload, actions: listOf(payload['actions']).map((one) => ({ ...fieldsOf(one), value: ask['value'] ?? 'edited' })),
      ...(payload['view'] === undefined ? {} : { view: { ...fieldsOf(payload['view']), private_metadata: ask['value'] ?? 'edited' } }),
    }
    default: return payload
  }
}

/** Fields of the second over those of the first, objects within too; of fields that the first lacks only those that are not ids. */
function merge(base: Fields, over: Fields): Fields {
  const entries = Object.entries(over).filter(([, value]) => value !== undefined)
    .filter(([key]) => base[key] !== undefined || !['team', 'team_id', 'user', 'user_id'].includes(key))
  return { ...base, ...Object.fromEntries(entries.map(([key, value]) =>
    [key, typeof value === 'object' && value !== null && !Array.isArray(value) ? merge(fieldsOf(base[key]), value as Fields) : value])) }
}
