/** A JSON object whose fields are not known yet. */
export type Fields = Readonly<Record<string, unknown>>

/** The value as an object; one without fields when it is none. */
export const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}

/** The value as a list; an empty one when it is none. */
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as readonly unknown[]) : [])

/** The value as a text; an empty one when it is none. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Reads JSON; undefined when the text is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
