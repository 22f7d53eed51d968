import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { Command } from 'commander'
import type { NeededNames, StarterPerson, StarterWishes } from '../../compiler/starter.ts'
import { placesOf } from '../../domain/money.ts'
import { Exit } from '../exit.ts'
import { collect } from '../fields.ts'
import type { CliIo } from '../io.ts'
import { chosenFrom, libraryFolder, librarySops, type Chosen, type LibrarySop } from '../library.ts'
import type { LoadVocabulary } from '../load.ts'
import type { MakeCommand } from './command.ts'

interface Options {
  readonly sop: readonly string[]
  readonly role: readonly string[]
  readonly calendar: readonly string[]
  readonly limit: readonly string[]
  readonly zone?: string
  readonly country?: string
  readonly currency?: string
  readonly list?: true
  readonly yes?: true
  readonly json?: true
}

/** `sop init [FOLDER]` — copies SOPs of the library, with all that they need, into a folder of one's own. */
export const initCommand: MakeCommand = (io, _setCode, vocabulary) =>
  new Command('init')
    .description('Begin a folder of your own with SOPs of the library: what they call, their letters and scenarios, and your organisation')
    .argument('[folder]', 'the new folder', 'sops')
    .option('--list', 'print what there is to choose from')
    .option('--sop <name>', 'a SOP of the library; may be repeated', collect, [])
    .option('--role <role=people>', 'who holds a role: jon, or "Mia Tran <mia@shop.example>", with commas between; may be repeated', collect, [])
    .option('--calendar <name=hours>', 'hours: "support=mon-fri 09:00-18:00, sat 10:00-14:00", or always=24x7; may be repeated', collect, [])
    .option('--zone <zone>', 'the time zone of the organisation, such as Europe/Berlin')
    .option('--country <code>', 'whose public holidays count, such as DE; none for nobody’s')
    .option('--currency <code>', 'the currency of every amount; nothing is converted', 'USD')
    .option('--limit <name=amount>', 'per_case, per_day or per_person_day of payments, or what a role may approve: cx_lead=500.00; may be repeated', collect, [])
    .option('--yes', 'ask nothing: what is not given is taken from the library')
    .option('--json', 'print { folder, sops, files }')
    .addHelpText('after', '\nExample:\n  sop init my-sops --sop returns-standard --role "cx_agent=Mia Tran <mia@shop.example>, jon" --zone Europe/Berlin --yes')
    .action(async (folder: string, options: Options) => {
      const library = libraryFolder()
      const sops = librarySops(library)
      if (options.list) return await printLibrary(io, sops, options)
      if (io.ask === undefined && !options.yes) throw new Exit(2, 'nobody can be asked here: say with --yes that what is not given is taken from the library')
      const names = await namesFor(io, options, sops)
      const chosen = await chosenFrom(library, names)
      const files = await filesFor(io, { library, chosen, folder, options })
      await write(io, folder, files, vocabulary)
      if (options.json) return io.out(JSON.stringify({ folder, sops: chosen.sops, files: [...files.keys()] }))
      io.out(summary(folder, chosen, names, files.size))
    })

async function printLibrary(io: CliIo, sops: readonly LibrarySop[], { json }: Options): Promise<void> {
  const { table } = await import('../print/table.ts')
  io.out(json ? JSON.stringify({ sops }) : table(io, ['sop', 'title', 'why'], sops.map(({ sop, title, why }) => [sop, title, why])))
}

/** The SOPs that are asked for. Exit 2 for a name that is none, or for none at all. */
async function namesFor(io: CliIo, { sop, yes }: Options, sops: readonly LibrarySop[]): Promise<readonly string[]> {
  const known = sops.map((one) => one.sop)
  const asks = sop.length === 0 && !yes && io.ask !== undefined
  if (asks) io.err(sops.map((one) => `  ${one.sop.padEnd(32)}${one.title}`).join('\n'))
  const names = asks ? list((await io.ask?.('Which SOPs, with commas between', '')) ?? '') : sop
  if (names.length === 0) throw new Exit(2, `say with --sop which SOPs: there are ${known.join(', ')}`)
  await mustBeKnown('SOP of the library', names, known)
  return [...new Set(names)]
}

async function mustBeKnown(what: string, names: readonly string[], known: readonly string[]): Promise<void> {
  const unknown = names.find((name) => !known.includes(name))
  if (unknown === undefined) return
  const { suggest } = await import('../../compiler/nearest.ts')
  throw new Exit(2, `there is no ${what} "${unknown}": ${suggest(unknown, known) ?? `there are ${known.join(', ')}`}`)
}

const list = (text: string): readonly string[] => text.split(',').map((one) => one.trim()).filter((one) => one !== '')

/** Where the schemas of editors and the company of the scenarios stand in a new folder. */
const SCHEMAS = '.schema'
const SAMPLE = 'sample/organisation.yaml'

interface Making {
  readonly library: string
  readonly chosen: Chosen
  readonly folder: string
  readonly options: Options
}

/** Every file of the new folder, by its path in it. */
async function filesFor(io: CliIo, { library, chosen, folder, options }: Making): Promise<ReadonlyMap<string, string>> {
  const [{ neededNames, sampleOrganisation, starterOrganisation, takenOver }, { editorSchema, FILE_KINDS }] = await Promise.all([import('../../compiler/starter.ts'), import('../../compiler/json-schema.ts')])
  const read = (file: string): string => readFileSync(join(library, file), 'utf8')
  const texts = chosen.sops.map((sop) => read(`${sop}.yaml`))
  const needed = neededNames(read('organisation.yaml'), texts)
  const wishes = await wishesFor(io, folder, options, needed)
  const taken = (file: string, schemas: string): string => takenOver(read(file), wishes, schemas)
  const files = new Map(chosen.files.map((file) => [file, file.endsWith('.test.yaml') ? onSample(taken(file, SCHEMAS)) : taken(file, SCHEMAS)]))
  files.set('organisation.yaml', starterOrganisation(taken('organisation.yaml', SCHEMAS), texts, wishes))
  files.set(SAMPLE, sampleOrganisation(taken('organisation.yaml', `../${SCHEMAS}`), chosen.files.map(read)))
  for (const kind of FILE_KINDS) files.set(join(SCHEMAS, `${kind}.json`), `${JSON.stringify(editorSchema(kind))}\n`)
  return files
}

/** Scenarios name people and hours of the sample company, so that is where they play. */
const onSample = (text: string): string =>
  text.replace(/^scenarios:/m, `organisation: ${SAMPLE}   # where these scenarios play; take the line away to try them with your own people and hours\nscenarios:`)

async function wishesFor(io: CliIo, folder: string, options: Options, needed: NeededNames): Promise<StarterWishes> {
  const given = { roles: pairs(options.role, 'role'), calendars: pairs(options.calendar, 'calendar'), limits: pairs(options.limit, 'limit') }
  const limits = [...(needed.limits.length > 0 ? ['per_case', 'per_day', 'per_person_day'] : []), ...needed.roles]
  await mustBeKnown('role in these SOPs', Object.keys(given.roles), needed.roles)
  await mustBeKnown('calendar in these SOPs', Object.keys(given.calendars), needed.calendars)
  await mustBeKnown('limit for these SOPs', Object.keys(given.limits), limits)
  const asked = options.yes || io.ask === undefined ? given : await askedFor(io.ask, given, needed)
  const currency = options.currency?.toUpperCase()
  if (currency !== undefined && (!/^[A-Z]{3}$/.test(currency) || placesOf(currency) !== 2)) {
    throw new Exit(2, `the amounts of the library have two places, and those of "${currency}" have not: copy them in USD, and write your own amounts`)
  }
  for (const [name, amount] of Object.entries(asked.limits)) if (!/^\d+(\.\d{1,2})?$/.test(amount)) throw new Exit(2, `"${amount}" is no amount for "${name}": write it as 500.00`)
  return {
    name: kebab(basename(resolve(folder))), ...(options.zone === undefined ? {} : { zone: options.zone }), ...(currency === undefined ? {} : { currency }),
    ...(options.country === undefined ? {} : { country: options.country === 'none' ? 'none' : options.country.toUpperCase() }),
    roles: mapped(asked.roles, peopleIn), calendars: mapped(asked.calendars, hoursIn), limits: asked.limits,
  }
}

type Pairs = Readonly<Record<string, string>>
type Given = Readonly<Record<'roles' | 'calendars' | 'limits', Pairs>>

const mapped = <T>(values: Pairs, change: (value: string) => T): Readonly<Record<string, T>> => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]))

/** `name=value` options by their names. */
const pairs = (given: readonly string[], option: string): Pairs => Object.fromEntries(given.map((pair) => {
  const [, name = '', value = ''] = /^\s*([\w]+)\s*=(.*)$/s.exec(pair) ?? []
  if (name === '' || value.trim() === '') throw new Exit(2, `"${pair}" is not what --${option} takes: write it as NAME=…`)
  return [name, value.trim()]
}))

/** What is not given is asked for; an empty answer takes what the library has. */
async function askedFor(ask: NonNullable<CliIo['ask']>, given: Given, needed: NeededNames): Promise<Given> {
  const more = async (before: Pairs, names: readonly string[], question: (name: string) => string): Promise<Pairs> => {
    const all: Record<string, string> = { ...before }
    for (const name of names.filter((one) => before[one] === undefined)) {
      const answer = await ask(question(name), '')
      if (answer !== '') all[name] = answer
    }
    return all
  }
  return {
    roles: await more(given.roles, needed.roles, (role) => `Who is ${role}? Names with commas between, two at least; Enter for the sample’s people`),
    calendars: await more(given.calendars, needed.calendars, (name) => `Hours of the calendar ${name}, such as "mon-fri 09:00-18:00"; Enter for the sample’s`),
    limits: await more(given.limits, needed.limits.length > 0 ? ['per_case', 'per_day', 'per_person_day'] : [], (name) => `The most that is paid back ${name.replaceAll('_', ' ')}; Enter for the sample’s`),
  }
}

const kebab = (text: string): string => text.toLowerCase().normalize('NFKD').replace(/[^a-z0-9]+/g, '-').replace(/^[^a-z]+|-+$/g, '') || 'shop'

function peopleIn(text: string): readonly StarterPerson[] {
  return list(text).map((one) => {
    const [, called = one, email] = /^(.*?)\s*<([^<>\s]+@[^<>\s]+)>$/.exec(one) ?? []
    const id = kebab(called.split(' ')[0] ?? '').replaceAll('-', '_')
    return { id, name: called.charAt(0).toUpperCase() + called.slice(1), ...(email === undefined ? {} : { email }) }
  })
}

function hoursIn(text: string): '24x7' | Readonly<Record<string, string>> {
  if (text === '24x7') return text
  return Object.fromEntries(list(text).map((part) => {
    const [, days = '', hours = ''] = /^([a-z-]+) +(\S+)$/.exec(part) ?? []
    if (hours === '') throw new Exit(2, `"${part}" are no hours: write them as "mon-fri 09:00-18:00, sat 10:00-14:00", or 24x7`)
    return [days, hours]
  }))
}

/** Writes all files, or none: when one is there already, or when what was wished for does not lint. */
async function write(io: CliIo, folder: string, files: ReadonlyMap<string, string>, vocabulary: LoadVocabulary): Promise<void> {
  const there = [...files.keys()].filter((file) => existsSync(join(folder, file)))
  if (there.length > 0) throw new Exit(1, `nothing was written, because "${folder}" has ${there.length === 1 ? 'this file' : 'these files'} already: ${there.join(', ')}`, { exists: there })
  const trial = mkdtempSync(join(tmpdir(), 'sop-init-'))
  try {
    // Scenarios play in a company that nobody wished for.
    put(trial, new Map([...files].filter(([file]) => !file.endsWith('.test.yaml') && file !== SAMPLE)))
    const { loadSops } = await import('../../compiler/load.ts')
    const loaded = await loadSops([trial], await vocabulary())
    if (loaded.diagnostics.some(({ severity }) => severity === 'error')) throw await (await import('../organisation.ts')).mistakes(io, join(folder, 'organisation.yaml'), loaded)
  } finally {
    rmSync(trial, { recursive: true, force: true })
  }
  put(folder, files)
}

function put(folder: string, files: ReadonlyMap<string, string>): void {
  for (const [file, text] of files) {
    try {
      mkdirSync(dirname(join(folder, file)), { recursive: true })
      writeFileSync(join(folder, file), text, { flag: 'wx' })
    } catch (error) {
      throw new Exit(3, `"${join(folder, file)}" cannot be written (${error instanceof Error && 'code' in error ? String(error.code) : String(error)}): name another folder`)
    }
  }
}

function summary(folder: string, { sops }: Chosen, names: readonly string[], files: number): string {
  const more = sops.filter((sop) => !names.includes(sop))
  return [
    `${files} files in "${folder}": ${names.join(', ')}${more.length > 0 ? `, and what they call: ${more.join(', ')}` : ''}`,
    '',
    `  organisation.yaml   your people, hours and limits: whatever you did not give is still the sample’s`,
    `  messages/           the letters; write them in your own voice`,
    `  ${SAMPLE}   the company in which the scenarios play`,
    '',
    `Next: sop lint ${folder} && sop test ${folder}`,
  ].join('\n')
}
