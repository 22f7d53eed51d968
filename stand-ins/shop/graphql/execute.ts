import { coerce, literal } from './coerce.ts'
import type { Field, Operation, Selection } from './parse.ts'
import { QueryProblem, typeName } from './types.ts'
import type { Data, FieldType, GraphqlError, Schema } from './types.ts'

/** What a resolver of the root may ask besides its arguments. */
export interface RootCall {
  readonly version: string
  /** The key of `@idempotent(key:)` on the field, if any. */
  readonly idempotencyKey: string | null
}

interface Run<C> {
  readonly schema: Schema<C>
  readonly variables: Data
  readonly version: string
  readonly contextFor: (call: RootCall) => C
}

/** Refuses what the schema does not have, before anything is carried out; throws `QueryProblem`. */
export function validate<C>(schema: Schema<C>, operation: Operation): void {
  const root = operation.kind === 'query' ? 'QueryRoot' : 'Mutation'
  const declared = new Set(operation.variables.map((variable) => variable.name))
  for (const used of variablesIn(operation.selections)) {
    if (!declared.has(used)) {
      throw new QueryProblem({
        message: `Variable $${used} is used but not declared`, extensions: { code: 'variableNotDefined', variableName: used },
      })
    }
  }
  validateSelections(schema, root, operation.selections, [operation.name === null ? operation.kind : `${operation.kind} ${operation.name}`])
}

function validateSelections<C>(schema: Schema<C>, typeOf: string, selections: readonly Selection[], path: readonly string[]): void {
  for (const selection of selections) {
    if (selection.kind === 'inline') {
      const known = selection.on === typeOf || (schema.interfaces[typeOf]?.includes(selection.on) ?? false)
      if (!known) {
        throw new QueryProblem({
          message: `Fragment on ${selection.on} can't be spread inside ${typeOf}`, path, extensions: { code: 'cannotSpreadFragment' },
        })
      }
      validateSelections(schema, selection.on, selection.selections, [...path, `... on ${selection.on}`])
    } else if (selection.name !== '__typename') {
      validateField(schema, typeOf, selection, [...path, selection.alias])
    }
  }
}

function validateField<C>(schema: Schema<C>, typeOf: string, field: Field, path: readonly string[]): void {
  const place = { locations: [field.at], path }
  const known = schema.objects[typeOf]?.[field.name]
  if (known === undefined) {
    throw new QueryProblem({
      message: `Field '${field.name}' doesn't exist on type '${typeOf}'`,
      ...place,
      extensions: { code: 'undefinedField', typeName: typeOf, fieldName: field.name },
    })
  }
  validateArguments(field, known, place)
  const inner = typeName(known.type).name
  const composite = Object.hasOwn(schema.objects, inner)
  if (composite && field.selections.length === 0) {
    const hint = `Did you mean '${field.name} { ... }'?`
    throw new QueryProblem({
      message: `Field must have selections (field '${field.name}' returns ${inner} but has no selections. ${hint})`,
      ...place, extensions: { code: 'selectionMismatch', nodeName: field.name, typeName: inner },
    })
  }
  if (!composite && field.selections.length > 0) {
    throw new QueryProblem({
      message: `Selections can't be made on scalars (field '${field.name}' returns ${inner} but has selections)`, ...place,
      extensions: { code: 'selectionMismatch', nodeName: field.name, typeName: inner },
    })
  }
  validateSelections(schema, inner, field.selections, path)
}

function validateArguments<C>(field: Field, known: FieldType<C>, place: Pick<GraphqlError, 'locations' | 'path'>): void {
  for (const argument of field.args) {
    if (known.args?.[argument.name] === undefined) {
      throw new QueryProblem({
        message: `Field '${field.name}' doesn't accept argument '${argument.name}'`, ...place,
        extensions: { code: 'argumentNotAccepted', name: field.name, argumentName: argument.name },
      })
    }
  }
  for (const [name, type] of Object.entries(known.args ?? {})) {
    if (type.endsWith('!') && !field.args.some((argument) => argument.name === name)) {
      throw new QueryProblem({
        message: `Field '${field.name}' is missing required arguments: ${name}`, ...place,
        extensions: { code: 'missingRequiredArguments', name: field.name, arguments: name },
      })
    }
  }
}

/** Names of all variables used anywhere in the selections. */
function variablesIn(selections: readonly Selection[]): readonly string[] {
  return selections.flatMap((selection) => {
    if (selection.kind === 'inline') return variablesIn(selection.selections)
    const args = [...selection.args, ...selection.directives.flatMap((directive) => directive.args)]
    return [
      ...JSON.stringify(args).matchAll(/"is":"variable","name":"(\w+)"/g)
    ].map((match) => match[1] ?? '').concat(variablesIn(selection.selections))
  })
}

/** Carries out a validated operation; throws `QueryProblem` for what is only known at run time. */
export function execute<C>(run: Run<C>, operation: Operation): Data {
  const root = operation.kind === 'query' ? 'QueryRoot' : 'Mutation'
  const out: Record<string, unknown> = {}
  for (const field of fieldsOf(root, operation.selections)) {
    const known = run.schema.objects[root]?.[field.name]
    const idempotencyKey = keyOf(run, field, known?.idempotentFrom)
    out[field.alias] = answer(run, root, {}, field, run.contextFor({ version: run.version, idempotencyKey }))
  }
  return out
}

function keyOf<C>(run: Run<C>, field: Field, from: string | undefined): string | null {
  const directive = field.directives.find((candidate) => candidate.name === 'idempotent')
  const argument = directive?.args.find((candidate) => candidate.name === 'key')
  const key = argument === undefined ? null : literal(argument.value, run.variables)
  if (typeof key === 'string' && key !== '') return key
  if (from === undefined || run.version < from) return null
  const message = directive === undefined
    ? 'The @idempotent directive is required for this mutation but was not provided.'
    : 'The idempotency key must not be blank.'
  throw new QueryProblem({ message, locations: [field.at], path: [field.alias], extensions: { code: 'BAD_REQUEST' } })
}

function fieldsOf(typeOf: string, selections: readonly Selection[]): readonly Field[] {
  return selections.flatMap((selection) => {
    if (selection.kind === 'field') return [selection]
    return selection.on === typeOf ? fieldsOf(typeOf, selection.selections) : []
  })
}

function answer<C>(run: Run<C>, typeOf: string, parent: Data, field: Field, context: C): unknown {
  if (field.name === '__typename') return typeOf
  const known = run.schema.objects[typeOf]?.[field.name]
  if (known === undefined) throw new QueryProblem({ message: `Field '${field.name}' doesn't exist on type '${typeOf}'` })
  const value = known.resolve === undefined ? parent[field.name] : known.resolve(parent, argumentsOf(run, field, known), context)
  return shape(run, typeName(known.type).name, value, field, context)
}

function shape<C>(run: Run<C>, name: string, value: unknown, field: Field, context: C): unknown {
  if (value === undefined || value === null) return null
  if (Array.isArray(value)) return value.map((item) => shape(run, name, item, field, context))
  if (!Object.hasOwn(run.schema.objects, name)) return value
  const object = value as Data
  const concrete = run.schema.interfaces[name]?.[0] ?? name
  return Object.fromEntries(fieldsOf(concrete, field.selections).map(
    (inner) => [inner.alias, answer(run, concrete, object, inner, context)]
  ))
}

function argumentsOf<C>(run: Run<C>, field: Field, known: FieldType<C>): Data {
  const out: Record<string, unknown> = {}
  for (const argument of field.args) {
    const problems: { readonly path: readonly (string | number)[]; readonly explanation: string }[] = []
    out[argument.name] = coerce(run.schema, known.args?.[argument.name] ?? 'String', literal(argument.value, run.variables), [], problems)
    const problem = problems[0]
    if (problem !== undefined) {
      const where = [argument.name, ...problem.path].join('.')
      throw new QueryProblem({
        message: `Argument '${where}' on Field '${field.name}' has an invalid value: ${problem.explanation}`, locations: [field.at],
        extensions: { code: 'argumentLiteralsIncompatible' },
      })
    }
  }
  return out
}
