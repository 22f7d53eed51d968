import { isObject, type Json } from '../../../domain/json.ts'

/** True for values that belong in a right-aligned column of numbers. */
export const isNumeric = (value: Json): boolean => typeof value === 'number' || (isObject(value) && 'currency' in value)
