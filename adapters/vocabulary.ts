import type { Vocabulary } from '../domain/connector.ts'
import { httpActions } from './http/actions.ts'
import { shopifyActions } from './shopify/actions.ts'
import { shopifyEvents } from './shopify/events.ts'

/** Every action and event that this installation's SOPs may name; pure data, so that the compiler needs no connector. */
export const vocabulary: Vocabulary = {
  actions: [...shopifyActions, ...httpActions],
  events: [...shopifyEvents],
}
