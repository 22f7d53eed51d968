import type { Organisation } from '../domain/organisation.ts'
import type { ActionDeclaration, EventDeclaration, Vocabulary } from '../domain/connector.ts'
import type { Parsed } from './parse.ts'
import { placedSteps } from './placed.ts'
import type { Placed } from './placed.ts'
import type { Report } from './report.ts'
import type { SopDocument } from './schema/sop.ts'

/** A message template as it stands beside the SOPs. */
export interface MessageFile {
  readonly locale: string
  readonly text: string
  readonly path: string
}

/** What a SOP refers to and does not contain. */
export interface World {
  readonly vocabulary: Vocabulary
  /** Without one, names of roles and people are taken as they stand. */
  readonly organisation: Organisation | undefined
  /** The template of that name in every locale; empty when there is none. */
  messages(name: string): readonly MessageFile[]
}

/** One SOP on its way through the compiler. */
export interface Context {
  readonly parsed: Parsed
  readonly sop: SopDocument
  /** Its steps, those inside others included. */
  readonly steps: readonly Placed[]
  readonly world: World
  readonly report: Report
  readonly actions: ReadonlyMap<string, ActionDeclaration>
  readonly events: ReadonlyMap<string, EventDeclaration>
}

/** Puts a read SOP together with its world. */
export const createContext = (parsed: Parsed, sop: SopDocument, world: World, report: Report): Context => ({
  parsed,
  sop,
  steps: placedSteps(sop),
  world,
  report,
  actions: new Map(world.vocabulary.actions.map((action) => [action.name, action])),
  events: new Map(world.vocabulary.events.map((event) => [event.name, event])),
})
