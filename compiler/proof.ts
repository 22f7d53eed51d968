import type { EvidenceRule, FieldType } from '../domain/plan.ts'
import type { Context } from './context.ts'
import { joinMaps, optional } from './expression/types.ts'
import { limitsOf } from './lower/evidence.ts'
import { fieldsOf } from './lower/subscribe.ts'
import { taskOutcomes } from './outcomes.ts'
import { awaitedBy } from './schema/wait.ts'
import type { TaskDocument, WaitDocument } from './schema/step.ts'
import type { Outputs } from './scopes.ts'

const NOTHING: Outputs = { types: {}, given: () => false }

/** What a wait leaves behind: the event that ended it. Which fields it has depends on which event that was. */
export function waitOutputs({ wait }: WaitDocument, context: Context): Outputs {
  if (!('for' in wait)) return NOTHING
  const awaited = awaitedBy(wait)
  const typeOf = (ends: readonly string[]): FieldType => {
    const types = awaited.filter(({ outcome }) => ends.includes(outcome)).map(({ on }) => fieldsOf(context, on))
    const maps = types.flatMap((type) => (typeof type === 'object' && 'map' in type ? [type.map] : []))
    const [first, ...rest] = maps
    return first && maps.length === types.length ? { map: rest.reduce((all, each) => joinMaps(all, each).map, first) } : 'any'
  }
  const outcomes = awaited.map(({ outcome }) => outcome)
  return {
    types: { event: typeOf(outcomes) },
    given: (_, end) => outcomes.includes(end),
    over: (ends) => ({ event: typeOf(ends.some((end) => outcomes.includes(end)) ? ends : outcomes) }),
  }
}

const TEXT: FieldType = { map: { kind: 'text', text: 'text' } }
const STORED: FieldType = { map: { kind: 'text', sha256: 'text', name: 'text', type: 'text', bytes: 'whole_number' } }
const PIECES: Readonly<Record<EvidenceRule['kind'], FieldType>> = { photo: STORED, file: STORED, link: TEXT, scan: TEXT }

/** What a task leaves behind besides its form: its evidence, each name a list of pieces, and who approved it. */
export function taskOutputs(step: TaskDocument): Outputs {
  const [evidence, approvers] = [evidenceOutputs(step), approvalOutputs(step)]
  return {
    types: { ...evidence.types, ...approvers.types },
    given: (name, end) => (name === 'approved_by' ? approvers : evidence).given(name, end),
    over: (ends) => ({ ...(evidence.over?.(ends) ?? evidence.types), ...approvers.types }),
  }
}

/** Everybody who said yes, where the task ended with the outcome that needs several. */
function approvalOutputs(step: TaskDocument): Outputs {
  const [approving] = taskOutcomes(step)
  return step.approvals ? { types: { approved_by: { list: 'text' } }, given: (_, end) => end === approving } : NOTHING
}

function evidenceOutputs(step: TaskDocument): Outputs {
  const rules = Object.entries(step.evidence ?? {})
  if (rules.length === 0) return NOTHING
  const own = taskOutcomes(step)
  const over = (ends: readonly string[]): { readonly evidence: FieldType } => ({
    evidence: {
      map: Object.fromEntries(
        rules.map(([name, rule]) => {
          const { kind, atLeast } = limitsOf(rule)
          const always = rule.unless === undefined && atLeast > 0
          const needed = (end: string): boolean => rule.required === undefined || rule.required === true || (Array.isArray(rule.required) && rule.required.includes(end))
          const type: FieldType = { list: PIECES[kind] }
          return [name, always && ends.every(needed) ? type : optional(type)] as const
        }),
      ),
    },
  })
  return { types: over(own), given: (_, end) => own.includes(end), over: (ends) => over(ends.filter((end) => own.includes(end))) }
}
