import { readFileSync } from 'node:fs'
import { fieldsOf, listOf, parseJson } from './json.ts'
import type { Channel, Team, User } from './world.ts'

/** Our workspace and the partner's. */
export const TEAMS: readonly Team[] = [
  { id: 'T02HARBOUR', name: 'Harbour Goods', domain: 'harbour-goods' },
  { id: 'T09PARTNER', name: 'Parcel Partners', domain: 'parcel-partners' },
]
/** The app that is installed. */
export const APP = { id: 'A02EVENKEEL', botId: 'B02EVENKEEL', userId: 'U02EVENKEEL', name: 'Evenkeel' }

const HOME = 'T02HARBOUR'
const person = (id: string, realName: string, more: Partial<User> = {}): User => ({
  id, team: HOME, name: realName.toLowerCase().replace(/ .*/, ''), realName,
  email: `${realName.toLowerCase().replace(/ .*/, '')}@harbour.example`,
  tz: 'America/Chicago', deleted: false, bot: false, guest: 'no', ...more,
})

const USERS: readonly User[] = [
  person('U02ANA', 'Ana Lima'), person('U02BO', 'Bo Ek', { tz: 'Europe/Stockholm' }), person('U02CLEO', 'Cleo Marsh'),
  person('U02DANA', 'Dana Reyes', { tz: 'America/Los_Angeles' }), person('U02SAM', 'Sam Okafor'), person('U02MIA', 'Mia Tran'),
  person('U02JON', 'Jon Weir'), person('U02RAVI', 'Ravi Nair', { tz: 'Asia/Kolkata' }),
  person('U02INES', 'Ines Faure', { tz: 'Europe/Paris' }),
  person('U02TOM', 'Tom Berg'), person('U02OLU', 'Olu Ade'), person('U02KATE', 'Kate Ross', { tz: 'America/New_York' }),
  person('U02GUEST', 'Gus Temp', { guest: 'multi', email: 'gus@agency.example' }),
  person('U02VISIT', 'Vi Single', { guest: 'single', email: 'vi@agency.example' }),
  person('U02GONE', 'Gina Gone', { deleted: true }),
  person('U09PAT', 'Pat Partner', { team: 'T09PARTNER', email: 'pat@partner.example', tz: 'Europe/London' }),
  person(APP.userId, APP.name, { name: 'evenkeel', bot: true, email: '' }),
  person('USLACKBOT', 'Slackbot', { name: 'slackbot', bot: true, email: '' }),
]

const STAFF = USERS.filter((one) => one.team === HOME && !one.deleted && !one.bot && one.guest === 'no').map((one) => one.id)
const channel = (id: string, name: string, more: Partial<Channel> = {}): Channel => ({
  id, name, kind: 'public', members: [...STAFF, APP.userId], archived: false, shared: false, ...more,
})

const CHANNELS: readonly Channel[] = [
  channel('C02OPSALERTS', 'ops-alerts'),
  channel('C02RETURNS', 'returns', { members: [...STAFF, 'U02GUEST', 'U02VISIT', APP.userId] }),
  channel('C02PARCELS', 'parcel-partners', { members: [...STAFF, 'U09PAT', APP.userId], shared: true }),
  channel('G02FINANCE', 'finance', { kind: 'private', members: ['U02INES', 'U02TOM', 'U02OLU', APP.userId] }),
  channel('C02RANDOM', 'random', { members: STAFF }),
  channel('C02OLD', 'peak-2024', { archived: true }),
]

/** Who and what there is at first: from a JSON file `{ users, channels }` with fields left out as in the built-in ones, or built in. */
export function seedOf(file: string | null): { readonly users: readonly User[]; readonly channels: readonly Channel[] } {
  if (file === null) return { users: USERS, channels: CHANNELS }
  const given = fieldsOf(parseJson(readFileSync(file, 'utf8')))
  const users = listOf(given['users']).map((one) => {
    const row = one as Partial<User> & Pick<User, 'id' | 'realName'>
    return person(row.id, row.realName, row)
  })
  const bots = USERS.filter((one) => one.bot && !users.some((other) => other.id === one.id))
  const channels = listOf(given['channels']).map((one) => {
    const row = one as Partial<Channel> & Pick<Channel, 'id' | 'name'>
    return channel(row.id, row.name, { members: [...users.map((user) => user.id), APP.userId], ...row })
  })
  return { users: [...users, ...bots], channels }
}
