import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { newId } from './ids.ts'
import { APP, seedOf, TEAMS } from './seed.ts'
import type { SlackSettings } from './settings.ts'
import type { Channel, Message, StoredFile, User, View, World } from './world.ts'

interface Saved {
  readonly users: readonly User[]
  readonly channels: readonly Channel[]
  readonly messages: readonly Message[]
  readonly homes: readonly View[]
  readonly files: readonly (Omit<StoredFile, 'bytes'> & { readonly base64: string })[]
}

/** A world and the way to close it, which writes what is not written yet. */
export interface OpenedWorld {
  readonly world: World
  close(): void
}

/** Reads the state file, else the seed. Changes are written within 50 ms; a kill in between loses them. */
export function openWorld(settings: Pick<SlackSettings, 'stateFile' | 'seedFile'>): OpenedWorld {
  const file = settings.stateFile
  const saved = file !== null && existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Saved) : null
  const listeners = new Set<() => void>()
  const world = emptyWorld(saved ?? seedOf(settings.seedFile), listeners)
  if (saved !== null) restore(world, saved)
  for (const user of world.users.values()) if (takesMessages(world, user)) openIm(world, user.id)
  let timer: NodeJS.Timeout | undefined
  const save = (): void => {
    timer = undefined
    if (file === null) return
    writeFileSync(`${file}.new`, JSON.stringify(toSave(world)))
    renameSync(`${file}.new`, file)
  }
  listeners.add(() => {
    if (file !== null) timer ??= setTimeout(save, 50)
  })
  return {
    world,
    close() {
      if (timer === undefined) return
      clearTimeout(timer)
      save()
    },
  }
}

function emptyWorld(from: { readonly users: readonly User[]; readonly channels: readonly Channel[] }, listeners: Set<() => void>): World {
  return {
    team: TEAMS[0] ?? { id: '', name: '', domain: '' },
    app: APP,
    teams: new Map(TEAMS.map((team) => [team.id, team])),
    users: new Map(from.users.map((user) => [user.id, user])),
    channels: new Map(from.channels.map((channel) => [channel.id, channel])),
    messages: new Map(), files: new Map(), homes: new Map(), modals: new Map(), read: new Map(),
    changed: () => {
      for (const listener of listeners) listener()
    },
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

function restore(world: World, saved: Saved): void {
  for (const message of saved.messages) world.messages.set(`${message.channel}/${message.ts}`, message)
  for (const home of saved.homes) world.homes.set(home.user, home)
  for (const { base64, ...file } of saved.files) world.files.set(file.id, { ...file, bytes: Buffer.from(base64, 'base64') })
}

const toSave = (world: World): Saved => ({
  users: [...world.users.values()],
  channels: [...world.channels.values()],
  messages: [...world.messages.values()],
  homes: [...world.homes.values()],
  files: [...world.files.values()].map(({ bytes, ...file }) => ({ ...file, base64: bytes.toString('base64') })),
})

/** Whether the app may write to this person directly. */
const takesMessages = (world: World, user: User): boolean => !user.bot && !user.deleted && user.team === world.team.id

/** The direct messages of a person with the app, opened when there are none yet. Its id follows from the person's. */
export function openIm(world: World, user: string): Channel {
  const known = [...world.channels.values()].find((one) => one.kind === 'im' && one.members.includes(user))
  if (known !== undefined) return known
  const id = user.startsWith('U') ? `D${user.slice(1)}` : newId('D')
  const channel: Channel = { id, name: '', kind: 'im', members: [user, world.app.userId], archived: false, shared: false }
  world.channels.set(id, channel)
  return channel
}
