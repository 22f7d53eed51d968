import type { Fields } from './json.ts'

/** A workspace: ours, or the one of a partner whose people are in a shared channel. */
export interface Team {
  readonly id: string
  readonly name: string
  readonly domain: string
}

/** Somebody in the workspace, or a bot. `guest` is the vendor's restricted (`multi`) or ultra restricted (`single`) user. */
export interface User {
  readonly id: string
  readonly team: string
  readonly name: string
  readonly realName: string
  readonly email: string
  /** IANA zone; the page shows dates in it. */
  readonly tz: string
  readonly deleted: boolean
  readonly bot: boolean
  readonly guest: 'no' | 'multi' | 'single'
}

/** A channel, or the direct messages between a person and the app (`im`). */
export interface Channel {
  readonly id: string
  readonly name: string
  readonly kind: 'public' | 'private' | 'im'
  readonly members: readonly string[]
  readonly archived: boolean
  /** Shared with a partner's workspace. */
  readonly shared: boolean
}

/** A message, as it stands now. `ts` is its id within the channel. */
export interface Message {
  readonly channel: string
  readonly ts: string
  readonly user: string
  /** Posted by the app and not by a person. */
  readonly byApp: boolean
  readonly text: string
  readonly blocks: readonly Fields[]
  readonly threadTs: string | null
  readonly editedTs: string | null
  readonly metadata: Fields | null
  /** Shown to this person only, and not in the history. */
  readonly only: string | null
}

/** A modal or an App Home as the app described it, with what the workspace added. */
export interface View {
  readonly id: string
  readonly user: string
  readonly type: 'modal' | 'home'
  /** title, submit, close, callback_id, private_metadata, external_id, clear_on_close, notify_on_close, submit_disabled. */
  readonly given: Fields
  readonly blocks: readonly Fields[]
  readonly hash: string
  readonly rootId: string
  readonly previousId: string | null
}

/** An uploaded file with its bytes. */
export interface StoredFile {
  readonly id: string
  readonly name: string
  readonly title: string
  readonly mimetype: string
  readonly user: string
  /** Epoch seconds. */
  readonly created: number
  readonly bytes: Buffer
}

/** Everything there is. Rows are replaced, never changed; `changed` is called after each change. */
export interface World {
  readonly team: Team
  readonly app: { readonly id: string; readonly botId: string; readonly userId: string; readonly name: string }
  readonly teams: Map<string, Team>
  readonly users: Map<string, User>
  readonly channels: Map<string, Channel>
  /** By `channel/ts`, in order of posting. */
  readonly messages: Map<string, Message>
  readonly files: Map<string, StoredFile>
  readonly homes: Map<string, View>
  /** Open modals by person, the one on top last. */
  readonly modals: Map<string, readonly View[]>
  /** By `person/channel`: the newest message they have seen. */
  readonly read: Map<string, string>
  changed(): void
  onChange(listener: () => void): () => void
}

/** Finds a message; an ephemeral one too. */
export const messageAt = (world: World, channel: string, ts: string): Message | undefined => world.messages.get(`${channel}/${ts}`)

/** Stores a message in place of the one that had its `ts`. */
export function putMessage(world: World, message: Message): void {
  world.messages.set(`${message.channel}/${message.ts}`, message)
  world.changed()
}

/** Forgets a message. */
export function dropMessage(world: World, message: Message): void {
  world.messages.delete(`${message.channel}/${message.ts}`)
  world.changed()
}

/** The direct messages between a person and the app; undefined before the first. */
export const imOf = (world: World, user: string): Channel | undefined =>
  [...world.channels.values()].find((one) => one.kind === 'im' && one.members.includes(user))

/** A channel by its id, or by its name with or without `#`. */
export function channelBy(world: World, text: string): Channel | undefined {
  const named = text.replace(/^#/, '')
  return world.channels.get(text) ?? [...world.channels.values()].find((one) => one.kind !== 'im' && one.name === named)
}

/** A view that is shown now: an open modal, or somebody's App Home. */
export function viewBy(world: World, fits: (view: View) => boolean): View | undefined {
  return [...[...world.modals.values()].flat(), ...world.homes.values()].find(fits)
}

/** Stores another state of a view that is shown now. */
export function putView(world: World, view: View): void {
  if (view.type === 'home') world.homes.set(view.user, view)
  else {
    const stack = world.modals.get(view.user) ?? []
    world.modals.set(view.user, stack.some((one) => one.id === view.id)
      ? stack.map((one) => (one.id === view.id ? view : one))
      : [...stack, view])
  }
  world.changed()
}
