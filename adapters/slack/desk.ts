import { isObject } from '../../domain/json.ts'
import type { DirectChannels } from '../../domain/deliveries/port.ts'
import { createSlackClient, type SlackAccess } from './client.ts'
import { createDirect } from './direct.ts'
import type { SlackMessage, SlackView } from './shapes.ts'

/** A Slack user as far as it decides whether they may act. */
export interface SlackUser {
  readonly team: string
  readonly guest: boolean
  readonly gone: boolean
  readonly bot: boolean
}

/** Slack for whoever takes interactions in. Every method throws `ChannelError`. */
export interface SlackDesk {
  /** The id of our own workspace. */
  team(): Promise<string>
  /** Undefined for a user whom Slack does not know. What Slack says is believed for some minutes; those who ask at the same time ask once. */
  user(id: string): Promise<SlackUser | undefined>
  /** A trigger is good once and for three seconds. */
  open(trigger: string, view: SlackView): Promise<void>
  /** Says something to one person only: in the channel where they are, or directly. */
  whisper(place: string | null, user: string, message: SlackMessage): Promise<void>
  home(user: string, view: SlackView): Promise<void>
  /** A file that somebody uploaded, with what Slack takes it for. Throws `RangeError` for one that is too large. */
  file(id: string, most: number): Promise<{ readonly name: string; readonly type: string; readonly body: Buffer }>
}

const BELIEVED_MS = 300_000
const MOST_BELIEVED = 5_000

/** The desk on Slack's Web API. `now` is epoch milliseconds. */
export function createSlackDesk(access: SlackAccess, now: () => number, memory?: DirectChannels): SlackDesk {
  const client = createSlackClient(access)
  const direct = createDirect(client, memory)
  const users = new Map<string, { readonly user: Promise<SlackUser | undefined>; readonly at: number }>()
  let team: string | undefined
  const look = (method: string, args: Readonly<Record<string, unknown>>) => client.call(method, args, { again: true })

  return {
    async team() {
      if (team === undefined) team = textOf((await look('auth.test', {}))['team_id'])
      return team
    },

    async user(id) {
      const known = users.get(id)
      if (known && now() - known.at < BELIEVED_MS) return known.user
      const asked = { user: userOf(look, id), at: now() }
      if (users.size >= MOST_BELIEVED) users.clear()
      users.set(id, asked)
      asked.user.catch(() => { if (users.get(id) === asked) users.delete(id) })
      return asked.user
    },

    async open(trigger, view) {
      await client.call('views.open', { trigger_id: trigger, view })
    },

    async whisper(place, user, { text, blocks }) {
      const directly = async (): Promise<void> => {
        await client.call('chat.postMessage', { channel: await direct.channelOf(user), text, blocks, unfurl_links: false, unfurl_media: false })
      }
      if (place === null) return directly()
      // Not there any more, or never was: what has to be said is said directly then.
      await client.call('chat.postEphemeral', { channel: place, user, text, blocks }).catch(directly)
    },

    async home(user, view) {
      await look('views.publish', { user_id: user, view })
    },

    async file(id, most) {
      const { file } = await look('files.info', { file: id })
      const about = isObject(file) ? file : {}
      if (Number(about['size'] ?? 0) > most) throw new RangeError(`the file is larger than ${Math.floor(most / 1_000_000)} MB`)
      const body = await client.download(textOf(about['url_private_download']) || textOf(about['url_private']), most)
      return { name: textOf(about['name']) || id, type: textOf(about['mimetype']), body }
    },
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

async function userOf(look: (method: string, args: Readonly<Record<string, unknown>>) => Promise<Readonly<Record<string, unknown>>>, id: string): Promise<SlackUser | undefined> {
  const answer = await look('users.info', { user: id }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && (error.code === 'user_not_found' || error.code === 'user_not_visible')) return {}
    throw error
  })
  const user = 'user' in answer ? answer['user'] : undefined
  if (!isObject(user)) return undefined
  const guest = user['is_restricted'] === true || user['is_ultra_restricted'] === true
  return { team: textOf(user['team_id']), guest, gone: user['deleted'] === true, bot: user['is_bot'] === true }
}
