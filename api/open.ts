import { readForm } from '../domain/form.ts'
import type { JsonObject } from '../domain/json.ts'
import type { Person } from '../domain/organisation.ts'
import type { Plan, Trigger } from '../domain/plan.ts'
import { Refused } from '../domain/refusal.ts'
import { rolesOf } from '../domain/roles.ts'
import { manualKey } from '../domain/trigger.ts'
import type { ApiDeps } from './deps.ts'
import { unknownSop } from './unknown.ts'

/** What opening a case by hand stands on. */
export interface OpenDeps {
  readonly catalogue: Pick<ApiDeps['catalogue'], 'all' | 'current' | 'organisation'>
  readonly cases: Pick<ApiDeps['cases'], 'open'>
  readonly settings: Pick<ApiDeps['settings'], 'windable'>
}

/** Opens a case by the SOP's own form, for somebody who holds `roles`, else those of the person. Throws `Refused` with the fields that are wrong; the same key gives the same case again. */
export async function openByHand(
  deps: OpenDeps,
  person: Person,
  sop: string,
  fields: JsonObject,
  roles?: readonly string[],
): Promise<{ caseId: string; started: boolean }> {
  const plan = await deps.catalogue.current(sop)
  if (!plan)
    throw unknownSop(
      sop,
      (await deps.catalogue.all()).map((published) => published.sop),
    )
  const trigger = manualTrigger(plan)
  requireRole(trigger.roles, person, roles ?? rolesOf(person.id, await deps.catalogue.organisation()), sop)
  const values = readFields(trigger, fields)
  return deps.cases.open({
    plan,
    key: keyOf(plan, values),
    trigger: 'manual',
    openedBy: person.id,
    event: values,
    windable: deps.settings.windable,
  })
}

type Manual = Extract<Trigger, { kind: 'manual' }>

function manualTrigger(plan: Plan): Manual {
  const trigger = plan.triggers.find((candidate) => candidate.kind === 'manual')
  if (trigger) return trigger
  throw new Refused({ code: 'not-allowed', message: `SOP "${plan.sop}" is not opened by hand; only its events open cases` })
}

function requireRole(roles: readonly string[], person: Person, held: readonly string[], sop: string): void {
  if (roles.length === 0 || held.some((role) => roles.includes(role))) return
  throw new Refused({ code: 'not-allowed', message: `"${person.id}" may not open "${sop}"; ask somebody who is ${roles.join(' or ')}` })
}

function readFields(trigger: Manual, fields: JsonObject): JsonObject {
  const reading = readForm(trigger.form, fields)
  if ('ok' in reading) return reading.ok
  const culprits = reading.problems.map(({ field, message }) => `"${field}": ${message}`).join('; ')
  throw new Refused({ code: 'wrong-form', message: `the form is not right: ${culprits}`, fields: reading.problems })
}

function keyOf(plan: Plan, values: JsonObject): string {
  const match = manualKey(plan, values)
  if (typeof match === 'object' && 'key' in match) return match.key
  const why = typeof match === 'object' ? match.problem : 'the trigger gives none'
  throw new Refused({ code: 'wrong-form', message: `no key for a case of "${plan.sop}" comes out of this form: ${why}` })
}
