import { useRef, useState } from 'preact/hooks'
import { newId, tabPerson } from './api.ts'

const keyOf = (name: string): string => `evenkeel.draft.${tabPerson.get() ?? ''}.${name}`

/**
 * State that survives a reload of the tab: what was typed is never lost. A change may be a function of what stands there by then,
 * for what takes its time. The last one forgets it once it was accepted.
 */
export function useDraft<T extends object>(name: string, empty: T): readonly [T, (next: T | ((now: T) => T)) => void, () => void] {
  const key = keyOf(name)
  const [value, setValue] = useState<T>(() => ({ ...empty, ...read<T>(key) }))
  const present = useRef(value)
  const change = (next: T | ((now: T) => T)): void => {
    present.current = typeof next === 'function' ? next(present.current) : next
    write(key, JSON.stringify(present.current))
    setValue(present.current)
  }
  return [value, change, () => sessionStorage.removeItem(key)]
}

/** Forgets what this reader typed for a step that is over: there is nothing any more that it could become. */
export function dropDrafts(caseId: string, step: string): void {
  const names = Array.from({ length: sessionStorage.length }, (_, at) => sessionStorage.key(at) ?? '')
  for (const name of names.filter((one) => one.startsWith(keyOf(`${caseId}/${step}#`)))) sessionStorage.removeItem(name)
}

/** The id of the act that this form stands for: the same for a double click, a retry and a reload. */
export function actId(name: string): string {
  const key = `${keyOf(name)}.id`
  const known = sessionStorage.getItem(key)
  if (known) return known
  const id = newId()
  write(key, id)
  return id
}

/** The act was answered, yes or no: what comes next is another act. */
export const endAct = (name: string): void => sessionStorage.removeItem(`${keyOf(name)}.id`)

function read<T>(key: string): Partial<T> {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? '{}') as Partial<T>
  } catch {
    return {}
  }
}

/** A full or forbidden storage must not stop anybody from typing. */
function write(key: string, text: string): void {
  try {
    sessionStorage.setItem(key, text)
  } catch {
    return
  }
}
