import { isMap, isScalar, isSeq, parse, parseDocument, type Document, type YAMLMap } from 'yaml'

/** Somebody who is to hold a role. */
export interface StarterPerson {
  readonly id: string
  readonly name: string
  /** Left out by whoever means somebody of the library's sample; anybody else gets an address that reaches nobody. */
  readonly email?: string
}

/** What a shop says of itself when it takes SOPs over; what it does not say stays as in the library. */
export interface StarterWishes {
  /** In small letters with `-`. */
  readonly name: string
  readonly zone?: string
  /** ISO 4217. */
  readonly currency?: string
  /** Who holds each role that is named. */
  readonly roles: Readonly<Record<string, readonly StarterPerson[]>>
  /** By calendar its hours as the organisation file writes them, `{ mon-fri: 09:00-17:00 }` or `24x7`. */
  readonly calendars: Readonly<Record<string, '24x7' | Readonly<Record<string, string>>>>
  /** Whose public holidays count: two letters, `none` for nobody's. */
  readonly country?: string
  /** Amounts without a currency: limits of payments by their names, such as `per_case`, and what a role may approve by the role's. */
  readonly limits: Readonly<Record<string, string>>
}

/** A file of the library with its amounts in another currency, and the schema that editors find beside it. */
export const takenOver = (text: string, { currency = 'USD' }: Pick<StarterWishes, 'currency'>, schemas: string): string =>
  text.replaceAll(/\bUSD\b/g, currency).replace(/\$schema=\S*\/(\w+\.json)/, `$schema=${schemas}/$1`)

/** The names of the SOPs that a SOP calls, and of the letters that it sends. */
export function namedIn(sop: string): { readonly calls: readonly string[]; readonly letters: readonly string[] } {
  const names = (key: string, value: unknown): readonly string[] => {
    if (typeof value !== 'object' || value === null) return []
    const own = !Array.isArray(value) && key in value ? (value as Readonly<Record<string, unknown>>)[key] : undefined
    return [...(typeof own === 'string' ? [own] : []), ...Object.values(value).flatMap((inner) => names(key, inner))]
  }
  const document: unknown = parse(sop)
  return { calls: names('call', document), letters: names('message', document) }
}

/** What of an organisation file some SOPs need: by section the names, in the order of the file. */
export type NeededNames = Readonly<Record<'roles' | 'calendars' | 'rosters' | 'systems' | 'escalations' | 'sources' | 'limits', readonly string[]>>

/** What of the library's organisation the SOPs of these texts need. A name that merely stands in a sentence counts as needed. */
export function neededNames(organisation: string, sops: readonly string[]): NeededNames {
  const document = parseDocument(organisation)
  const words = new Set(sops.flatMap((text) => text.match(/\w+/g) ?? []))
  const begins = (name: string): boolean => sops.some((text) => new RegExp(`(?<![\\w.])${name.replace('.', '\\.')}\\b`).test(text))
  const escalations = namesIn(document, 'escalations').filter((name) => words.has(name))
  for (const name of escalations) for (const word of String(document.getIn(['escalations', name])).match(/\w+/g) ?? []) words.add(word)
  words.add(String(document.get('sink')))
  const roles = namesIn(document, 'roles').filter((name) => words.has(name))
  const systems = namesIn(document, 'systems').filter((name) => begins(`${name}.`))
  return {
    roles, systems, escalations, calendars: namesIn(document, 'calendars').filter((name) => words.has(name)),
    rosters: namesIn(document, 'rosters').filter((name) => roles.some((role) => document.getIn(['roles', role, 'roster']) === name)),
    sources: namesIn(document, 'sources').filter((name) => begins(`${name}.`)),
    // A payment goes by the connector's name for it, or by that of what the connector is used for.
    limits: namesIn(document, 'limits').filter((name) => {
      const [connector, capability = ''] = name.split('.')
      return begins(name) || (systems.includes(capability) && document.getIn(['systems', capability]) === connector)
    }),
  }
}

/** The library's own organisation as far as the SOPs of these texts need it: the company in which their scenarios play. */
export function sampleOrganisation(library: string, sops: readonly string[]): string {
  const document = parseDocument(library)
  for (const [section, names] of Object.entries(neededNames(library, sops))) keepOnly(document, section, names)
  return document.toString({ lineWidth: 0 })
}

/** The organisation file that the SOPs of these texts need, as the shop wishes it; comments of what stays stay. */
export function starterOrganisation(library: string, sops: readonly string[], wishes: StarterWishes): string {
  const needed = neededNames(library, sops)
  const document = parseDocument(library)
  document.set('organisation', wishes.name)
  if (wishes.zone !== undefined) document.set('zone', wishes.zone)
  document.delete('absences')
  for (const [section, names] of Object.entries(needed)) keepOnly(document, section, names)
  for (const [role, people] of Object.entries(wishes.roles)) if (needed.roles.includes(role)) hold(document, role, people, wishes.name)
  // A roster that nobody goes by any more goes with its role.
  keepOnly(document, 'rosters', needed.rosters.filter((name) => needed.roles.some((role) => document.getIn(['roles', role, 'roster']) === name)))
  dropStrangers(document)
  for (const name of namesIn(document, 'calendars')) setCalendar(document, name, wishes)
  for (const [name, amount] of Object.entries(wishes.limits)) setLimit(document, name, `${amount} ${wishes.currency ?? 'USD'}`)
  return document.toString({ lineWidth: 0 })
}

const namesIn = (document: Document, section: string): readonly string[] => {
  const map = document.get(section)
  return isMap(map) ? map.items.map(({ key }) => (isScalar(key) ? String(key.value) : String(key))) : []
}

function keepOnly(document: Document, section: string, names: readonly string[]): void {
  for (const name of namesIn(document, section)) if (!names.includes(name)) document.deleteIn([section, name])
  if (namesIn(document, section).length === 0) document.delete(section)
}

function setLimit(document: Document, name: string, amount: string): void {
  if (namesIn(document, 'roles').includes(name)) document.setIn(['roles', name, 'may_approve'], amount)
  else for (const payment of namesIn(document, 'limits')) document.setIn(['limits', payment, name], amount)
}

/** What rights people get by the first role that gives some. */
const ACCESS: Readonly<Record<string, readonly string[]>> = {
  ops_director: ['staff', 'manager', 'admin'], ops_lead: ['staff', 'ops_lead'], finance_controller: ['staff', 'approver'], cx_lead: ['staff', 'approver'],
}

/** Gives a role to people, who join the organisation where they are new. */
function hold(document: Document, role: string, people: readonly StarterPerson[], organisation: string): void {
  document.deleteIn(['roles', role, 'roster'])
  document.setIn(['roles', role, 'people'], document.createNode(people.map(({ id }) => id), { flow: true }))
  for (const { id, name, email } of people) {
    const known = document.getIn(['people', id])
    const isNew = !isMap(known) || (email !== undefined && known.get('email') !== email)
    if (isNew) document.setIn(['people', id], document.createNode({ name, email: email ?? `${id}@${organisation}.example` }, { flow: true }))
    const access = ACCESS[role]
    if (access === undefined) continue
    const before = document.getIn(['people', id, 'access'])
    const rights = isSeq(before) ? before.items.map(String) : []
    document.setIn(['people', id, 'access'], document.createNode([...new Set([...rights, ...access])], { flow: true }))
  }
}

/** Leaves out whoever holds no role, and names of managers that are gone. */
function dropStrangers(document: Document): void {
  const holders = new Set(['roles', 'rosters'].flatMap((section) => String(document.get(section)).match(/\w+/g) ?? []))
  const managers = namesIn(document, 'people').filter((id) => holders.has(id)).map((id) => String(document.getIn(['people', id, 'manager'])))
  keepOnly(document, 'people', namesIn(document, 'people').filter((id) => holders.has(id) || managers.includes(id)))
  const left = namesIn(document, 'people')
  for (const id of left) if (!left.includes(String(document.getIn(['people', id, 'manager'])))) document.deleteIn(['people', id, 'manager'])
  // Accounts of the sample's own help desk and chat are nobody's here.
  for (const id of left) document.deleteIn(['people', id, 'slack'])
}

/** The shop's hours and holidays; days that only the sample is closed on are left out. */
function setCalendar(document: Document, name: string, { calendars, country }: StarterWishes): void {
  const calendar = document.getIn(['calendars', name])
  if (!isMap(calendar)) return
  for (const key of ['closed', 'special']) calendar.delete(key)
  const hours = calendars[name]
  if (hours !== undefined) calendar.set('open', typeof hours === 'string' ? hours : document.createNode(hours, { flow: true }))
  if (!calendar.has('holidays')) return
  if (country === 'none') calendar.delete('holidays')
  else setHolidays(document, calendar, country)
}

function setHolidays(document: Document, calendar: YAMLMap, country: string | undefined): void {
  calendar.deleteIn(['holidays', 'add'])
  // It speaks of the days that were added.
  const holidays = calendar.get('holidays', true)
  if (holidays) holidays.comment = null
  if (country !== undefined) calendar.set('holidays', document.createNode({ country }, { flow: true }))
}
