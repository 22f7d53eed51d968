import { refusalOf, type EscalationEvent } from '../escalation/events.ts'
import type { Command } from '../event.ts'
import type { Refusal } from '../refusal.ts'
import type { StepInstance } from '../state.ts'

type OnClimb = Extract<Command, { do: 'escalate' | 'deescalate' | 'decline' }>

/** Why a step cannot be taken up or down its escalation path, or handed up it, now; undefined when it can. */
export function refuseClimb({ step, climb }: StepInstance, command: OnClimb): Refusal | undefined {
  if (!climb) return { code: 'not-allowed', message: `"${step}" has no escalation path` }
  const message = refusalOf(climb, eventOf(command))
  if (message === undefined) return undefined
  const seen = command.do === 'decline' || command.level === climb.level
  return { code: seen ? 'not-allowed' : 'stale-step', message: seen ? message : `${message}; look again` }
}

// When it happens is nothing to a refusal.
const eventOf = (command: OnClimb): EscalationEvent =>
  command.do === 'decline' ? { at: 0, do: 'decline', by: command.by } : { at: 0, do: command.do, by: command.by, level: command.level }

/**
 * What others may do to a step that somebody has taken: remark on it, move it on its path, hand it up when they were told of it, and take it
 * over when they were told because whoever had it did not finish.
 */
export function mayAllTheSame({ climb }: StepInstance, { do: word, by }: Command): boolean {
  if (word === 'escalate' || word === 'deescalate' || word === 'decline' || word === 'remark') return true
  return word === 'claim' && climb !== undefined && climb.acknowledged === null && climb.told.includes(by)
}
