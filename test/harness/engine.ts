import './provided.ts'
import { inject } from 'vitest'

/** host:port of the run's Temporal dev server, namespace "default". Tests share it: give every task queue and id a name of its own. */
export function temporalAddress(): string {
  return inject('temporalAddress')
}
