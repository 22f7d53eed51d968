import type { Operation, Value } from './parse.ts'
import { QueryProblem, typeName } from './types.ts'
import type { Data, Schema } from './types.ts'

type Problem = { readonly path: readonly (string | number)[]; readonly explanation: string }

/** Checks the given variables against their declarations; throws `QueryProblem` as the vendor words it. */
export function coerceVariables<C>(schema: Schema<C>, operation: Operation, given: Data): Data {
  const out: Record<string, unknown> = {}
  for (const declared of operation.variables) {
    const value = given[declared.name] ?? (declared.fallback === null ? undefined : literal(declared.fallback, {}))
    const problems: Problem[] = []
    const coerced = coerce(schema, declared.type, value, [], problems)
    if (problems.length > 0) throw invalid(declared.name, declared.type, value, problems)
    if (coerced !== undefined) out[declared.name] = coerced
  }
  return out
}

function invalid(name: string, type: string, value: unknown, problems: readonly Problem[]): QueryProblem {
  const told = problems.map((problem) => (
    problem.path.length === 0 ? problem.explanation : `${problem.path.join('.')} (${problem.explanation})`
  ))
  return new QueryProblem({
    message: `Variable $${name} of type ${type} was provided invalid value for ${told.join(', ')}`,
    extensions: { code: 'INVALID_VARIABLE', value: value ?? null, problems },
  })
}

/** Checks a value against a type, collecting what is wrong with it. */
export function coerce<C>(
  schema: Schema<C>, text: string, value: unknown, path: readonly (string | number)[], problems: Problem[],
): unknown {
  const type = typeName(text)
  if (value === undefined || value === null) {
    if (type.required) problems.push({ path, explanation: 'Expected value to not be null' })
    return value
  }
  if (type.list) {
    const items = Array.isArray(value) ? value : [value]
    return items.map((item, index) => coerce(schema, `${type.name}!`, item, [...path, index], problems))
  }
  const input = schema.inputs[type.name]
  if (input !== undefined) return coerceInput(schema, input, type.name, value, path, problems)
  return coerceLeaf(schema, type.name, value, path, problems)
}

function coerceInput<C>(
  schema: Schema<C>, input: Readonly<Record<string, string>>, name: string, value: unknown, path: readonly (string | number)[],
  problems: Problem[],
): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    problems.push({
      path, explanation: `Expected ${JSON.stringify(value)} to be a key-value object responding to \`to_h\` or \`to_unsafe_h\`.`,
    })
    return value
  }
  const given = value as Data
  for (const key of Object.keys(given)) {
    if (!Object.hasOwn(input, key)) problems.push({ path: [...path, key], explanation: `Field is not defined on ${name}` })
  }
  const out: Record<string, unknown> = {}
  for (const [key, type] of Object.entries(input)) {
    const coerced = coerce(schema, type, given[key], [...path, key], problems)
    if (coerced !== undefined) out[key] = coerced
  }
  return out
}

const leaf: Readonly<Record<string, (value: unknown) => boolean>> = {
  ID: (value) => typeof value === 'string' || Number.isSafeInteger(value),
  String: (value) => typeof value === 'string',
  Int: (value) => Number.isInteger(value),
  Float: (value) => typeof value === 'number' && Number.isFinite(value),
  Boolean: (value) => typeof value === 'boolean',
  Money: (value) => /^-?\d+(\.\d+)?$/.test(String(value)),
  CountryCode: (value) => typeof value === 'string' && /^[A-Z]{2}$/.test(value),
  CurrencyCode: (value) => typeof value === 'string' && /^[A-Z]{3}$/.test(value),
}

function coerceLeaf<C>(schema: Schema<C>, name: string, value: unknown, path: readonly (string | number)[], problems: Problem[]): unknown {
  const members = schema.enums[name]
  const fits = members === undefined ? (leaf[name]?.(value) ?? false) : members.includes(String(value))
  if (!fits) problems.push({ path, explanation: `Could not coerce value ${JSON.stringify(value)} to ${name}` })
  if (name === 'ID' && fits && !String(value).startsWith('gid://shopify/')) {
    problems.push({ path, explanation: `Invalid global id '${String(value)}'` })
  }
  return name === 'Money' ? String(value) : value
}

/** The plain value of a literal, variables filled in. */
export function literal(value: Value, variables: Data): unknown {
  switch (value.is) {
    case 'variable': return variables[value.name]
    case 'scalar': return value.value
    case 'enum': return value.name
    case 'list': return value.items.map((item) => literal(item, variables))
    case 'object': return Object.fromEntries(value.fields.map((field) => [field.name, literal(field.value, variables)]))
  }
}
