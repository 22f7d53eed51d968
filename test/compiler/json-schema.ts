type Schema = Readonly<Record<string, unknown>>

/** Keywords that say nothing about a value. */
const WORDS = ['$schema', '$defs', 'title', 'description', 'then']

/**
 * Whether a value fits a JSON Schema of draft 2020-12, by the keywords that ours use; an unknown keyword throws, because passing over
 * one would let everything through.
 */
export function fitsSchema(root: Schema, value: unknown): boolean {
  const check = (schema: unknown, given: unknown): boolean => {
    if (typeof schema === 'boolean') return schema
    return Object.entries(schema as Schema).every(([keyword, wanted]) => {
      if (WORDS.includes(keyword)) return true
      const rule = rules[keyword]
      if (!rule) throw new Error(`the schema uses "${keyword}", which is not checked here`)
      return rule(wanted as never, given, schema as Schema)
    })
  }
  const isMap = (given: unknown): given is Record<string, unknown> => typeof given === 'object' && given !== null && !Array.isArray(given)
  const onMap = (holds: (map: Record<string, unknown>) => boolean, given: unknown): boolean => !isMap(given) || holds(given)
  const onList = (holds: (list: readonly unknown[]) => boolean, given: unknown): boolean => !Array.isArray(given) || holds(given)
  const onText = (holds: (text: string) => boolean, given: unknown): boolean => typeof given !== 'string' || holds(given)
  const onNumber = (holds: (number: number) => boolean, given: unknown): boolean => typeof given !== 'number' || holds(given)
  const rules: Readonly<Record<string, (wanted: never, given: unknown, schema: Schema) => boolean>> = {
    $ref: (wanted: string, given) => check((root['$defs'] as Schema)[wanted.replace('#/$defs/', '')], given),
    type: (wanted: string | readonly string[], given) => [wanted].flat().some((each) => isOfType(each, given)),
    const: (wanted: unknown, given) => given === wanted,
    enum: (wanted: readonly unknown[], given) => wanted.includes(given),
    anyOf: (wanted: readonly unknown[], given) => wanted.some((each) => check(each, given)),
    oneOf: (wanted: readonly unknown[], given) => wanted.filter((each) => check(each, given)).length === 1,
    allOf: (wanted: readonly unknown[], given) => wanted.every((each) => check(each, given)),
    not: (wanted: unknown, given) => !check(wanted, given),
    if: (wanted: unknown, given, schema) => !check(wanted, given) || check(schema['then'], given),
    required: (wanted: readonly string[], given) => onMap((map) => wanted.every((key) => Object.hasOwn(map, key)), given),
    dependentRequired: (wanted: Readonly<Record<string, readonly string[]>>, given) =>
      onMap((map) => Object.entries(wanted).every(([key, needs]) => !Object.hasOwn(map, key) || needs.every((need) => Object.hasOwn(map, need))), given),
    properties: (wanted: Schema, given) => onMap((map) => Object.entries(wanted).every(([key, each]) => !Object.hasOwn(map, key) || check(each, map[key])), given),
    additionalProperties: (wanted: unknown, given, schema) =>
      onMap((map) => Object.entries(map).every(([key, each]) => Object.hasOwn((schema['properties'] ?? {}) as Schema, key) || check(wanted, each)), given),
    propertyNames: (wanted: unknown, given) => onMap((map) => Object.keys(map).every((key) => check(wanted, key)), given),
    minProperties: (wanted: number, given) => onMap((map) => Object.keys(map).length >= wanted, given),
    maxProperties: (wanted: number, given) => onMap((map) => Object.keys(map).length <= wanted, given),
    items: (wanted: unknown, given) => onList((list) => list.every((each) => check(wanted, each)), given),
    minItems: (wanted: number, given) => onList((list) => list.length >= wanted, given),
    maxItems: (wanted: number, given) => onList((list) => list.length <= wanted, given),
    pattern: (wanted: string, given) => onText((text) => patternOf(wanted).test(text), given),
    minLength: (wanted: number, given) => onText((text) => text.length >= wanted, given),
    maxLength: (wanted: number, given) => onText((text) => text.length <= wanted, given),
    minimum: (wanted: number, given) => onNumber((number) => number >= wanted, given),
    maximum: (wanted: number, given) => onNumber((number) => number <= wanted, given),
    exclusiveMinimum: (wanted: number, given) => onNumber((number) => number > wanted, given),
  }
  return check(root, value)
}

const patterns = new Map<string, RegExp>()

function patternOf(source: string): RegExp {
  const known = patterns.get(source) ?? new RegExp(source, 'u')
  patterns.set(source, known)
  return known
}

function isOfType(wanted: string, given: unknown): boolean {
  switch (wanted) {
    case 'object':
      return typeof given === 'object' && given !== null && !Array.isArray(given)
    case 'array':
      return Array.isArray(given)
    case 'integer':
      return Number.isInteger(given)
    case 'null':
      return given === null
    default:
      return typeof given === wanted
  }
}
