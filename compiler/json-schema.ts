import { z } from 'zod'
import { DESCRIPTIONS } from './key-words.ts'
import { EDITOR, KINDS } from './schema/editor.ts'
import { MetricsDocument } from './schema/metrics.ts'
import { OrganisationDocument } from './schema/organisation.ts'
import { ScenariosDocument } from './schema/scenario.ts'
import { SopDocument } from './schema/sop.ts'

type JsonSchema = Record<string, unknown>

/** The kinds of file that editors know. */
export const FILE_KINDS = ['sop', 'organisation', 'scenarios', 'metrics'] as const
/** One of them. */
export type FileKind = (typeof FILE_KINDS)[number]

const DOCUMENTS: Readonly<Record<FileKind, z.ZodType>> = { sop: SopDocument, organisation: OrganisationDocument, scenarios: ScenariosDocument, metrics: MetricsDocument }
const TITLES: Readonly<Record<FileKind, string>> = { sop: 'A SOP', organisation: 'The organisation file', scenarios: 'Scenarios of a SOP', metrics: 'The numbers that the shop looks at' }

/**
 * The JSON Schema (draft 2020-12) of one kind of file: the shape that the compiler reads, as far as a schema can tell. What it lets
 * through the compiler may still refuse, names above all; what it refuses the compiler refuses too.
 */
export function editorSchema(kind: FileKind): JsonSchema {
  const builder = createBuilder()
  const { $schema, ...root } = builder.convert(DOCUMENTS[kind], kind)
  return { $schema, title: TITLES[kind], ...root, $defs: builder.definitions() }
}

function createBuilder() {
  const definitions: Record<string, JsonSchema> = {}
  const names = new Map<unknown, string>()

  /** Things of several kinds refer to their kinds by name: a branch holds steps, and steps hold branches. */
  function reference(kind: unknown, wanted: string): JsonSchema {
    const known = names.get(kind)
    if (known === undefined) {
      const taken = [...names.values()]
      const name = taken.includes(wanted) ? `${wanted}.${taken.length}` : wanted
      names.set(kind, name)
      const { $schema: _, ...schema } = convert(kind as z.ZodType, name)
      definitions[name] = schema
    }
    return { $ref: `#/$defs/${names.get(kind) ?? wanted}` }
  }

  function convert(schema: z.ZodType, name: string): JsonSchema {
    const made = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', override: ({ zodSchema, jsonSchema }) => tell(zodSchema as unknown as z.ZodType, jsonSchema as JsonSchema) })
    const text = JSON.stringify(made).replace(/(__schema\d+)/g, `${name}.$1`).replaceAll('.__schema', '.part')
    const { $defs = {}, ...rest } = JSON.parse(text) as JsonSchema & { readonly $defs?: Record<string, JsonSchema> }
    Object.assign(definitions, $defs)
    return rest
  }

  /** Adds what a schema checks by functions of its own, and a sentence for every key that has one. */
  function tell(schema: z.ZodType, json: JsonSchema): void {
    const several = KINDS.get(schema)
    if (several) {
      const what = several.what.replace(/^an? /, '').replaceAll(' ', '_')
      json['oneOf'] = Object.entries(several.kinds).map(([key, kind]) => reference(kind, `${what}.${key}`))
    }
    const { short, ...told } = EDITOR.get(schema) ?? {}
    Object.assign(json, told)
    if (Array.isArray(short)) json['oneOf'] = [...(json['oneOf'] as unknown[]), { enum: short }]
    delete json['default']
    describe(json)
  }

  return { convert, definitions: () => Object.fromEntries(Object.entries(definitions).sort(([one], [other]) => (one < other ? -1 : 1))) }
}

function describe(json: JsonSchema): void {
  if (typeof json['properties'] !== 'object' || json['properties'] === null) return
  for (const [key, inner] of Object.entries(json['properties']) as [string, JsonSchema][])
    if (Object.hasOwn(DESCRIPTIONS, key) && inner['description'] === undefined) inner['description'] = DESCRIPTIONS[key]
}
