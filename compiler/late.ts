import type { FieldType } from '../domain/plan.ts'

/** Remembers answers; a question asked while it is being answered gets `meanwhile`, and circles are reported elsewhere. */
export function remember<T>(answer: (name: string) => T, meanwhile: T = 'any' as T): (name: string) => T {
  const answers = new Map<string, T>()
  return (name) => {
    const known = answers.get(name)
    if (known !== undefined) return known
    answers.set(name, meanwhile)
    const found = answer(name)
    answers.set(name, found)
    return found
  }
}

/** A map that is made when it is first looked into: of the many scopes of a SOP few read steps. */
export function whenRead(make: () => Readonly<Record<string, FieldType>>): FieldType {
  let made: Readonly<Record<string, FieldType>> | undefined
  return {
    get map() {
      return (made ??= make())
    },
  }
}

/** A map whose values are worked out when they are read. */
export function lazy(names: readonly string[], read: (name: string) => FieldType): Readonly<Record<string, FieldType>> {
  const fields: Record<string, FieldType> = {}
  for (const name of new Set(names)) Object.defineProperty(fields, name, { enumerable: true, get: () => read(name) })
  return fields
}
