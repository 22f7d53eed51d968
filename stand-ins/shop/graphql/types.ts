/** A type by name, as written in the schema: `[Fulfillment!]!`. */
export interface TypeName {
  readonly name: string
  readonly list: boolean
  readonly required: boolean
}

/** Reads `[Fulfillment!]!`; lists of lists do not occur in this schema. */
export function typeName(text: string): TypeName {
  const required = text.endsWith('!')
  const bare = required ? text.slice(0, -1) : text
  const list = bare.startsWith('[')
  const inner = list ? bare.slice(1, -1) : bare
  return { name: inner.endsWith('!') ? inner.slice(0, -1) : inner, list, required }
}

/** Shop data while it is being answered: resolvers look at objects made by other resolvers. */
export type Data = Readonly<Record<string, unknown>>

/** One field of an object type: the type of its value as text, its arguments, and how it is answered. */
export interface FieldType<Context> {
  readonly type: string
  readonly args?: Readonly<Record<string, string>>
  /** Left out: the property of the same name. */
  readonly resolve?: (parent: Data, args: Data, context: Context) => unknown
  /** Must be called with `@idempotent(key:)` from this API version on. */
  readonly idempotentFrom?: string
}

/** A schema as data: what may be asked, and where the answer comes from. */
export interface Schema<Context> {
  readonly objects: Readonly<Record<string, Readonly<Record<string, FieldType<Context>>>>>
  readonly inputs: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly enums: Readonly<Record<string, readonly string[]>>
  /** Interface name to the object types behind it. */
  readonly interfaces: Readonly<Record<string, readonly string[]>>
}

/** One entry of the `errors` of an answer. */
export interface GraphqlError {
  readonly message: string
  readonly locations?: readonly { readonly line: number; readonly column: number }[]
  readonly path?: readonly (string | number)[]
  readonly extensions?: Data
}

/** The request cannot be answered; nothing was changed. */
export class QueryProblem extends Error {
  readonly error: GraphqlError
  constructor(error: GraphqlError) {
    super(error.message)
    this.name = 'QueryProblem'
    this.error = error
  }
}
