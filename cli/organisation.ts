import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { LoadedSops } from '../compiler/load.ts'
import type { SourceFile } from '../compiler/source.ts'
import type { Calendar, Organisation, ZoneOffsets } from '../domain/organisation.ts'
import { Exit } from './exit.ts'
import { readText } from './fields.ts'
import type { CliIo } from './io.ts'
import { sopFolder } from './load.ts'

/** The option of every command that asks the organisation file something. */
export const ORG_OPTION = ['--org <file>', 'the organisation file (default: organisation.yaml beside the SOPs)'] as const

/** The option of commands that can ask the running Evenkeel instead of a file. */
export const LIVE_OPTION = ['--live', 'ask the running Evenkeel, with the overrides, swaps and absences made in its console'] as const

/** The organisation in force: what the engine goes by at this moment. */
export async function liveOrganisation(io: CliIo): Promise<Organisation> {
  const { createClient, reader } = await import('./client.ts')
  const client = createClient(io)
  const { organisation } = await client.get<{ readonly organisation: Organisation }>('/api/organisation', await reader(io, client, undefined))
  return organisation
}

/** Compiles the organisation file that was named, else the one beside the SOPs. Exit 3 without it, exit 1 with its mistakes on stderr. */
export async function loadOrganisation(io: CliIo, file: string | undefined): Promise<Organisation> {
  const path = file ?? defaultFile(io)
  const [{ sourceFile }, { compileOrganisation }] = await Promise.all([import('../compiler/source.ts'), import('../compiler/organisation.ts')])
  const source = sourceFile(path, readText(io, path))
  const { organisation, diagnostics } = compileOrganisation(source)
  if (organisation) return organisation
  throw await mistakes(io, path, { diagnostics, sources: new Map([[source.path, source]]) })
}

/** The same, but undefined when none was named and there is none beside the SOPs. */
export const findOrganisation = async (io: CliIo, file: string | undefined): Promise<Organisation | undefined> =>
  file === undefined && !existsSync(defaultFile(io)) ? undefined : loadOrganisation(io, file)

const defaultFile = (io: CliIo): string => join(sopFolder(io), 'organisation.yaml')

/** Prints the mistakes of a file on stderr; what comes back ends the command with exit 1. */
export async function mistakes(io: CliIo, path: string, found: Parameters<typeof import('./print/diagnostics.ts').count>[0]): Promise<Exit> {
  const { count, diagnosticsJson, diagnosticsText } = await import('./print/diagnostics.ts')
  io.err(`${diagnosticsText(io, found)}\n`)
  return new Exit(1, `"${path}" cannot be used: ${count(found)}`, { diagnostics: diagnosticsJson(found), files: found.sources.size })
}

/** What a file comes to that tells a story on a calendar; without mistakes it has both. */
interface CompiledScript<Script> {
  readonly script?: Script
  readonly calendar?: Calendar
  readonly diagnostics: LoadedSops['diagnostics']
}

/** Reads a file, or standard input for `-`, and compiles it. Exit 3 when it cannot be read, exit 1 with its mistakes on stderr. */
export async function readScript<Script>(
  io: CliIo, file: string, compile: (source: SourceFile) => Promise<CompiledScript<Script>>,
): Promise<{ readonly script: Script; readonly calendar: Calendar }> {
  const { sourceFile } = await import('../compiler/source.ts')
  const source = sourceFile(file === '-' ? 'stdin' : file, readText(io, file))
  const { script, calendar, diagnostics } = await compile(source)
  if (script && calendar) return { script, calendar }
  throw await mistakes(io, file, { diagnostics, sources: new Map([[source.path, source]]) })
}

/** The organisation with zones that reach as far as a question about `[from, to)`. */
export async function withZonesFor(organisation: Organisation, from: number, to: number): Promise<Organisation> {
  const zones = await Promise.all(Object.keys(organisation.zones).map(async (zone) => [zone, await offsetsBetween(zone, from, to)] as const))
  return { ...organisation, zones: Object.fromEntries(zones) }
}

const DAY_MS = 86_400_000
/** The years that a compiled organisation knows zones for. */
const KNOWN = [Date.UTC(2015, 0, 1), Date.UTC(2041, 0, 1)] as const

/** Offsets of a zone for questions about `[from, to)`: the usual table where it covers them, else one for that time alone. */
export async function offsetsBetween(zone: string, from: number, to: number): Promise<ZoneOffsets> {
  const { planOffsets, zoneOffsets } = await import('../compiler/zone-offsets.ts')
  // A night or a repeated hour may reach in from outside.
  const [first, last] = [from - 7 * DAY_MS, to + 7 * DAY_MS]
  return first >= KNOWN[0] && last <= KNOWN[1] ? planOffsets(zone) : zoneOffsets(zone, first, last)
}
