import { literal } from './coerce.ts'
import type { Operation, Selection } from './parse.ts'
import { typeName } from './types.ts'
import type { Data, Schema } from './types.ts'

/** What the vendor would charge, roughly: 10 a mutation, 1 an object, a connection once for each element asked for. */
export function requestedCost<C>(schema: Schema<C>, operation: Operation, variables: Data): number {
  const root = operation.kind === 'query' ? 'QueryRoot' : 'Mutation'
  const base = operation.kind === 'mutation' ? 10 * operation.selections.length : 0
  return base + costOf(schema, root, operation.selections, variables)
}

function costOf<C>(schema: Schema<C>, typeOf: string, selections: readonly Selection[], variables: Data): number {
  let cost = 0
  for (const selection of selections) {
    if (selection.kind === 'inline') {
      cost += costOf(schema, selection.on, selection.selections, variables)
      continue
    }
    const inner = typeName(schema.objects[typeOf]?.[selection.name]?.type ?? 'String').name
    if (!Object.hasOwn(schema.objects, inner)) continue
    const first = selection.args.find((argument) => argument.name === 'first')
    const elements = first === undefined ? 1 : Math.ceil(Math.log2(2 + Number(literal(first.value, variables))))
    cost += elements * (1 + costOf(schema, inner, selection.selections, variables))
  }
  return cost
}
