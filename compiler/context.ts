import type { Organisation } from '../domain/organisation.ts'
import { capabilityIn, declarationOf } from '../domain/capability.ts'
import type { ActionDeclaration, EventDeclaration, Vocabulary } from '../domain/connector.ts'
import type { Allowance, Tree } from '../domain/plan.ts'
import type { Origin } from './origins.ts'
import type { Parsed } from './parse.ts'
import type { Calls, Lookup } from './called.ts'
import { isKind, placedSteps } from './placed.ts'
import type { Placed } from './placed.ts'
import type { Report } from './report.ts'
import type { SopDocument } from './schema/sop.ts'
import type { AnalysedTable } from './table/analyse.ts'

/** A message template as it stands beside the SOPs. */
export interface MessageFile {
  readonly locale: string
  readonly text: string
  readonly path: string
}

/** What a SOP refers to and does not contain. */
export interface World {
  readonly vocabulary: Vocabulary
  /** Without one, names of roles, people, systems and sources are taken as they stand. */
  readonly organisation: Organisation | undefined
  /** Epoch milliseconds: the start of the 30 days for which it is checked that somebody is on. Default: now. */
  readonly now?: number
  /** There is an organisation file, and it has mistakes of its own. */
  readonly isUnread?: boolean
  /** The template of that name in every locale; empty when there is none. */
  messages(name: string): readonly MessageFile[]
  /** The SOP of that name beside this one, compiled. */
  sop(name: string): Lookup
  /** Is told of every business time whose end is looked for, and of the calendar. */
  measured?(time: Allowance, calendar: string): void
}

/** One SOP on its way through the compiler. */
export interface Context {
  readonly parsed: Parsed
  readonly sop: SopDocument
  /** Its steps, those inside others included. */
  readonly steps: readonly Placed[]
  /** What it calls. */
  readonly calls: Calls
  readonly world: World
  readonly report: Report
  readonly actions: ReadonlyMap<string, ActionDeclaration>
  readonly events: ReadonlyMap<string, EventDeclaration>
  /** Every decision table by its step, filled while lowering; undefined where its cells cannot be read. */
  readonly tables: Map<string, AnalysedTable | undefined>
  /** Where each expression stands, filled while lowering. */
  readonly origins: Map<Tree, Origin>
}

/** Puts a read SOP together with its world. */
export function createContext(parsed: Parsed, sop: SopDocument, world: World, report: Report): Context {
  const steps = placedSteps(sop)
  const called = new Set(steps.flatMap((placed) => (isKind(placed, 'call') ? [placed.step.call] : [])))
  return {
    parsed,
    sop,
    steps,
    calls: new Map([...called].map((name) => [name, world.sop(name)])),
    world,
    report,
    actions: actionsOf(sop, steps, world),
    events: new Map([...world.vocabulary.events, ...sourceEvents(world.organisation)].map((event) => [event.name, event])),
    tables: new Map(),
    origins: new Map(),
  }
}

/** Every action of a connector, and what the SOP names that a system of the organisation provides. */
function actionsOf(sop: SopDocument, steps: readonly Placed[], world: World): Context['actions'] {
  const { vocabulary, organisation } = world
  const facts = Object.values(sop.facts).flatMap((fact) => ('from' in fact ? [fact.from] : []))
  const done = steps.flatMap(({ step }) => ('action' in step ? [step.action, step.undo ?? []].flat() : []))
  const paired = (sop.together ?? []).flatMap(({ when, also }) => [when, ...also])
  const named = [...facts, ...done, ...paired]
  const systems = organisation?.systems ?? anyProviders(named, world)
  const provided = [...Object.keys(vocabulary.capabilities ?? {}), ...named].flatMap((name) => {
    const declared = declarationOf(name, vocabulary, systems)
    return declared ? [[name, declared] as const] : []
  })
  return new Map([...vocabulary.actions.map((action) => [action.name, action] as const), ...provided])
}

/**
 * Where no organisation says who provides what, whoever can does; what nobody can may be done by a web service of the organisation. So
 * may anything while its file cannot be read.
 */
function anyProviders(named: readonly string[], { vocabulary: { actions, capabilities = {} }, isUnread = false }: World): Organisation['systems'] {
  const connectors = actions.map(({ name }) => capabilityIn(name))
  const strange = named.filter((name) => (isUnread || !Object.hasOwn(capabilities, name)) && !connectors.includes(capabilityIn(name)))
  return Object.fromEntries([
    ...Object.entries(capabilities).map(([name, by]) => [capabilityIn(name), { connector: Object.keys(by)[0] ?? '', settings: {} }]),
    ...strange.map((name) => [capabilityIn(name), { connector: 'http', settings: { http: '' } }]),
  ])
}

/** What the signed webhooks of the organisation file declare: `SOURCE.EVENT`. */
export const sourceEvents = (organisation: Organisation | undefined): readonly EventDeclaration[] =>
  Object.entries(organisation?.sources ?? {}).flatMap(([source, { events }]) =>
    Object.entries(events).map(([name, fields]) => ({ name: `${source}.${name}`, summary: `of the source ${source}`, fields })),
  )
