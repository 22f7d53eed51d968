import { badParameter } from './errors.ts'
import { disputes } from './operations/disputes.ts'
import type { Operation } from './operations/operation.ts'
import { payments } from './operations/payments.ts'
import { refunds } from './operations/refunds.ts'
import type { Store } from './state.ts'

const operations: readonly Operation[] = [...payments, ...refunds, ...disputes]

/** The operation that a request asks for, with the id in its path. */
export function route(method: string, path: string): { readonly operation: Operation; readonly id: string } | undefined {
  for (const operation of operations) {
    if (operation.method !== method) continue
    const match = new RegExp(`^${operation.path.replace(':id', '([^/]+)')}$`).exec(path)
    if (match !== null) return { operation, id: decodeURIComponent(match[1] ?? '') }
  }
  return undefined
}

/** Puts objects in the place of ids, for each path such as `latest_charge` or `data.charge`. */
export function expanded(store: Store, body: object, paths: readonly string[]): object {
  return paths.reduce((object, path) => expandedAt(store, object, path.split('.'), path), body)
}

function expandedAt(store: Store, value: object, [name = '', ...rest]: readonly string[], path: string): object {
  if (Array.isArray(value)) return value.map((one: object) => expandedAt(store, one, [name, ...rest], path))
  const found = (value as Readonly<Record<string, unknown>>)[name]
  if (found === undefined) throw badParameter('expand', `This property cannot be expanded (${path}).`)
  const object = typeof found === 'string' ? (byId(store, found) ?? refuse(path)) : found
  if (object === null || typeof object !== 'object') return value
  return { ...value, [name]: rest.length === 0 ? object : expandedAt(store, object, rest, path) }
}

const refuse = (path: string): never => {
  throw badParameter('expand', `This property cannot be expanded (${path}).`)
}

const byId = (store: Store, id: string): object | undefined => store.get('charges', id) ?? store.get('intents', id) ?? store.get('refunds', id) ?? store.get('disputes', id)
