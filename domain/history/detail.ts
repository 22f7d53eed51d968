import type { AuditEvent } from '../audit.ts'
import { isObject, own, type Json, type JsonObject } from '../json.ts'

/** What an event carries besides its columns; records outlive the code that wrote them, so nothing is taken for granted. */
type Detail = AuditEvent['detail']

/** A text; null where there is none. */
export function textIn(detail: Detail, name: string): string | null {
  const value: Json | undefined = own(detail, name)
  return typeof value === 'string' ? value : null
}

/** A number; null where there is none. */
export function numberIn(detail: Detail, name: string): number | null {
  const value = own(detail, name)
  return typeof value === 'number' ? value : null
}

/** The texts of a list; empty where there is none. */
export function textsIn(detail: Detail, name: string): readonly string[] {
  const value = own(detail, name)
  return Array.isArray(value) ? (value as readonly Json[]).filter((each): each is string => typeof each === 'string') : []
}

/** A map; empty where there is none. */
export function objectIn(detail: Detail, name: string): JsonObject {
  const value = own(detail, name)
  return isObject(value) ? value : {}
}

/** The person who did it, by id; null where nobody did. */
export const personIn = ({ actor }: Pick<AuditEvent, 'actor'>): string | null => (actor.startsWith('person:') ? actor.slice('person:'.length) : null)
