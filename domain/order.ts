import type { AuditEvent } from './audit.ts'
import { stepAt } from './case/place.ts'
import type { Plan } from './plan.ts'

/**
 * Puts events of a trace, by their index in it, in the order of the steps: what runs side by side comes branch after branch as in the
 * file, element after element as in the list. What is taken back stays where it happened.
 */
export function inStepOrder(trace: readonly AuditEvent[], plan: Plan, indexes: readonly number[]): readonly number[] {
  const places = createPlaces(trace, plan)
  const keyed = indexes.map((index) => ({ index, key: [...places.keyOf(trace[index]), index] }))
  return keyed.sort((a, b) => compare(a.key, b.key)).map(({ index }) => index)
}

type Key = readonly number[]

/** Opener and part of a frame: `books#1.goods`, `lines#1[0]`, `refund#1`. */
const FRAME = /^(.*#\d+)(?:\.(\w+)|\[(\d+)\])?$/

function createPlaces(trace: readonly AuditEvent[], plan: Plan) {
  const first = new Map<string, number>()
  for (const [index, { instance }] of trace.entries()) if (instance !== undefined && !first.has(instance)) first.set(instance, index)
  const keys = new Map<string, Key>()

  /** Where the step that opened a frame began, and the how-manieth part it is, after the same of the frame around. */
  function keyOfFrame(frame: string): Key {
    const known = keys.get(frame)
    if (known) return known
    const [, opener = '', branch, index] = FRAME.exec(frame) ?? []
    const began = first.get(opener)
    const key = began === undefined ? [] : [...keyOf(trace[began]), began, index === undefined ? rankOf(opener, branch) : Number(index)]
    keys.set(frame, key)
    return key
  }

  function rankOf(opener: string, branch: string | undefined): number {
    const step = stepAt(plan, opener.slice(0, opener.lastIndexOf('#')))
    return step?.kind === 'parallel' ? step.branches.findIndex(({ name }) => name === branch) : 0
  }

  function keyOf(event: AuditEvent | undefined): Key {
    const frame = event?.detail['frame']
    return typeof frame !== 'string' || event?.instance?.endsWith('~undo') === true ? [] : keyOfFrame(frame)
  }

  return { keyOf }
}

function compare(a: Key, b: Key): number {
  const apart = a.findIndex((value, at) => value !== b[at])
  return apart < 0 ? a.length - b.length : (a[apart] ?? 0) - (b[apart] ?? -1)
}
