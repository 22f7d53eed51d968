import type { RunningShop } from '../../stand-ins/shop/shop.ts'

/** JSON of any shape: the expectations say which. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Loose = any
type Answer = { status: number; body: Loose; headers: Headers }

/** Asks a shop's Admin API as a client would. */
export async function ask(
  shop: RunningShop, query: string, variables: object = {}, { token = 'shpat_stand_in', version = '2026-10' } = {},
): Promise<Answer> {
  const response = await fetch(`${shop.url}/admin/api/${version}/graphql.json`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Shopify-Access-Token': token },
    body: JSON.stringify({ query, variables }),
  })
  return { status: response.status, body: await response.json(), headers: response.headers }
}

/** Uses the control API. */
export async function control(shop: { readonly url: string }, method: string, path: string, body?: object): Promise<Loose> {
  const response = await fetch(
    `${shop.url}/_control/${path}`,
    { method, ...(body ? { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) } : {}) },
  )
  return response.json()
}

/** The id of a seeded order. */
export async function orderId(shop: RunningShop, name: string): Promise<string> {
  const { orders } = await control(shop, 'GET', 'orders')
  return orders.find((order: { name: string }) => order.name === name).id
}
