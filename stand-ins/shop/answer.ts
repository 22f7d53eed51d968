import type { Fault } from './faults.ts'
import { coerceVariables } from './graphql/coerce.ts'
import { requestedCost } from './graphql/cost.ts'
import { execute, validate } from './graphql/execute.ts'
import type { RootCall } from './graphql/execute.ts'
import { parse, SyntaxProblem } from './graphql/parse.ts'
import type { Operation } from './graphql/parse.ts'
import { QueryProblem } from './graphql/types.ts'
import type { Data, GraphqlError } from './graphql/types.ts'
import type { ShopContext } from './resolving.ts'
import { shopSchema } from './schema.ts'
import type { Store } from './state.ts'
import type { Bucket } from './throttle.ts'

/** A GraphQL request that was understood, waiting to be carried out. */
export interface Prepared {
  readonly operation: Operation
  readonly variables: Data
  /** Name of the first root field, by which faults find it. */
  readonly root: string
}
/** The JSON body of a request or of an answer. */
export type Body = Readonly<Record<string, unknown>>

const failed = (error: GraphqlError): Body => ({ errors: [error] })

/** Reads and checks the request; a mistake comes back as the body of the answer. */
export function prepare(request: Body): Prepared | { readonly body: Body } {
  try {
    const operation = parse(String(request['query'] ?? ''))
    validate(shopSchema, operation)
    const variables = coerceVariables(shopSchema, operation, (request['variables'] ?? {}) as Data)
    const first = operation.selections[0]
    return { operation, variables, root: first?.kind === 'field' ? first.name : '' }
  } catch (problem) {
    if (problem instanceof SyntaxProblem) return { body: failed({ message: problem.message, locations: [problem.at] }) }
    if (problem instanceof QueryProblem) return { body: failed(problem.error) }
    throw problem
  }
}

/** What an operation is carried out with; `now` and the retention of keys are milliseconds. */
export interface Carrying {
  readonly store: Store
  readonly bucket: Bucket
  readonly version: string
  readonly now: number
  readonly keyRetentionMs: number
  readonly accessScopes: readonly string[]
  readonly tell?: ShopContext['tell']
}

/** Carries out what was prepared, if the bucket allows it; `extensions.cost` is part of every answer. */
export function carryOut(prepared: Prepared, shop: Carrying): Body {
  const cost = requestedCost(shopSchema, prepared.operation, prepared.variables)
  if (!shop.bucket.take(cost, shop.now)) return throttled(cost, shop)
  const extensions = { cost: { requestedQueryCost: cost, actualQueryCost: cost, throttleStatus: shop.bucket.status(shop.now) } }
  try {
    const contextFor = (call: RootCall): ShopContext => ({ ...shop, idempotencyKey: call.idempotencyKey })
    const data = execute({ schema: shopSchema, variables: prepared.variables, version: shop.version, contextFor }, prepared.operation)
    return { data, extensions }
  } catch (problem) {
    if (problem instanceof QueryProblem) return { ...failed(problem.error), data: null, extensions }
    throw problem
  }
}

/** The answer when the bucket holds too few points, as the vendor words it: status 200, and the error in the body. */
export function throttled(cost: number, shop: Pick<Carrying, 'bucket' | 'now'>): Body {
  return {
    errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED', documentation: 'https://shopify.dev/api/usage/rate-limits' } }],
    extensions: { cost: { requestedQueryCost: cost, actualQueryCost: null, throttleStatus: shop.bucket.status(shop.now) } },
  }
}

/** What a fault answers in place of the operation, in the vendor's shapes. */
export function faultBody(fault: Fault, prepared: Prepared, shop: Pick<Carrying, 'bucket' | 'now'>): Body {
  if (fault.mode === 'throttled') return throttled(requestedCost(shopSchema, prepared.operation, prepared.variables), shop)
  if (fault.mode === 'graphql-error') return failed({ message: fault.message, extensions: { code: fault.code } })
  const code = fault.code === '' ? {} : { code: fault.code }
  const empty: Record<string, unknown> = { userErrors: [{ field: null, message: fault.message, ...code }] }
  const selections = prepared.operation.selections[0]
  for (const selection of selections?.kind === 'field' ? selections.selections : []) {
    if (selection.kind === 'field' && selection.name !== 'userErrors') empty[selection.alias] = null
  }
  return { data: { [prepared.root]: empty } }
}
