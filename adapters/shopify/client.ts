import { isObject } from '../../domain/json.ts'
import type { Json, JsonObject } from '../../domain/json.ts'
import { addressIn, wrongSetting } from '../vendors/address.ts'
import { textFrom } from '../vendors/rest.ts'
import { graphqlFailure, httpFailure, SHOP, unreadable } from './failures.ts'

/** Where the shop is and how to get in. */
export interface ShopifyConfig {
  /** `https://my-shop.myshopify.com`; plain http only on this machine or a private network name. */
  readonly shopUrl: string
  readonly accessToken: string
  /** `2026-10`. */
  readonly apiVersion: string
  /** How long one request may take; 8 s by default. */
  readonly timeoutMs?: number
}

/** One GraphQL document. `write` decides what a lost answer means. */
export interface Document {
  readonly name: string
  readonly text: string
  readonly write: boolean
}

/** Sends documents to the shop's Admin API. */
export interface ShopifyClient {
  /** Resolves with `data`; throws `ConnectorError` for the HTTP and top-level layers. `userErrors` are left to the caller. */
  send(document: Document, variables: JsonObject, signal: AbortSignal): Promise<JsonObject>
}

/** More than any answer that the vendor's limits allow for. */
const LARGEST = 16_777_216

/** Throws `ConnectorError` (permission) when the address or the token cannot be used at all. */
export function createShopifyClient(config: ShopifyConfig): ShopifyClient {
  const url = endpoint(config)
  const timeoutMs = config.timeoutMs ?? 8000
  return {
    async send(document, variables, signal) {
      const body = JSON.stringify({ query: document.text, variables, operationName: document.name })
      const headers = { 'Content-Type': 'application/json', 'X-Shopify-Access-Token': config.accessToken }
      const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
      const { response, text } = await textFrom(SHOP, document, url, { method: 'POST', headers, body, redirect: 'manual', signal: limit }, LARGEST)
      if (response.status !== 200) throw httpFailure(document, response.status, response.headers.get('retry-after'))
      return readData(document, text)
    },
  }
}

function endpoint(config: ShopifyConfig): URL {
  const base = addressIn('SHOPIFY_SHOP_URL', config.shopUrl, { secret: 'the token', otherwise: "set it to the shop's address" })
  if (config.accessToken === '') throw wrongSetting('SHOPIFY_ACCESS_TOKEN is empty; set it to the token of the app')
  return new URL(`/admin/api/${config.apiVersion}/graphql.json`, base)
}

function readData(document: Document, text: string): JsonObject {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch (cause) {
    throw unreadable(document, cause)
  }
  if (!isObject(body)) throw unreadable(document)
  const errors = body['errors']
  // With half an answer beside the errors, what failed is the telling: the write itself may well have happened.
  if (errors !== undefined && document.write && hasSome(body['data'])) throw unreadable(document)
  if (errors !== undefined) throw graphqlFailure(document, errors, body['extensions'])
  if (!isObject(body['data'])) throw unreadable(document)
  return body['data']
}

const hasSome = (data: Json | undefined): boolean => isObject(data) && Object.values(data).some((field) => field !== null)
