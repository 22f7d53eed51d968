import { ApiError } from './api/error.ts'
import { newId } from './ids.ts'

/** What a trigger came of: who did it, and in which open modal if in one. */
export interface Trigger {
  readonly user: string
  readonly view: string | null
}

/** The short-lived permissions to open a modal. */
export interface Triggers {
  make(trigger: Trigger, now: number): string
  /** Uses it up. Throws `invalid_trigger_id`, `expired_trigger_id` or `exchanged_trigger_id`. */
  use(id: string, now: number): Trigger
}

/** Triggers that are good once and for so many milliseconds. */
export function createTriggers(lifeMs: number): Triggers {
  const made = new Map<string, Trigger & { readonly at: number }>()
  const used = new Set<string>()
  return {
    make(trigger, now) {
      const id = `${Math.floor(now / 1000)}.${newId('', 12)}`.toLowerCase()
      made.set(id, { ...trigger, at: now })
      return id
    },
    use(id, now) {
      const trigger = made.get(id)
      if (trigger === undefined) throw new ApiError('invalid_trigger_id')
      if (used.has(id)) throw new ApiError('exchanged_trigger_id')
      if (now - trigger.at > lifeMs) throw new ApiError('expired_trigger_id')
      used.add(id)
      return trigger
    },
  }
}
