import type { Changes } from './deps.ts'

/** Passes one announcement on to every page that listens. */
export function createChanges(): Changes & { tell(caseId: string | undefined): void } {
  const listeners = new Set<(caseId: string | undefined) => void>()
  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    tell(caseId) {
      for (const listener of listeners) listener(caseId)
    },
  }
}
