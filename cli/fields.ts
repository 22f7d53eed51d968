import { readFileSync } from 'node:fs'
import { isObject } from '../domain/json.ts'
import type { Json, JsonObject } from '../domain/json.ts'
import { Exit } from './exit.ts'
import type { CliIo } from './io.ts'

/** Collects a repeated option. */
export const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value]

/** `k=v` pairs as a form; a name given twice is a list. Values stay text: the form says what they mean. */
export function readFields(pairs: readonly string[]): JsonObject {
  const form: Record<string, Json> = {}
  for (const pair of pairs) {
    const at = pair.indexOf('=')
    if (at < 1) throw new Exit(2, `"${pair}" is no field: write it as name=value`)
    const name = pair.slice(0, at)
    const value = pair.slice(at + 1)
    const before = Object.hasOwn(form, name) ? form[name] : undefined
    form[name] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value]
  }
  return form
}

/** A JSON object from a file or, for `-`, from standard input. */
export function readJsonFile(io: CliIo, path: string): JsonObject {
  const text = readText(io, path)
  try {
    const value: unknown = JSON.parse(text)
    if (isObject(value)) return value
  } catch (error) {
    throw new Exit(2, `"${path}" is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
  throw new Exit(2, `"${path}" holds no JSON object: write {"field": "value"}`)
}

/** A file's text or, for `-`, standard input; exit 3 when it cannot be read. */
export function readText(io: CliIo, path: string): string {
  try {
    return path === '-' ? io.stdin() : readFileSync(path, 'utf8')
  } catch (error) {
    throw new Exit(
      3,
      `"${path}" cannot be read (${error instanceof Error && 'code' in error ? String(error.code) : String(error)}): check its name`,
    )
  }
}
