import type { Json, JsonObject } from '../../../domain/json.ts'

/** True for a JSON object, false for null and lists. */
export const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)
