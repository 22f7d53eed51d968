import type { HardDeadline, Step, Tree } from '../../domain/plan.ts'
import type { Context } from '../context.ts'
import type { Scope } from '../expression/scope.ts'
import { spoken } from '../fields.ts'
import { suggest } from '../nearest.ts'
import type { Placed } from '../placed.ts'
import type { Routes } from '../routes.ts'
import type { StepDocument } from '../schema/step.ts'
import type { Expressions } from './expressions.ts'
import { lowerDeadline } from './instant.ts'
import type { Dependencies } from './needs.ts'
import { calendarOf } from './time.ts'

/** What a step of every kind has; `needs` is filled in later. */
export interface Base {
  readonly id: string
  readonly holder?: NonNullable<Step['holder']>
  readonly title: string
  readonly why?: string
  readonly when?: Tree
  readonly needs: readonly string[]
  readonly routes: Step['routes']
  readonly atMost?: number
  readonly owner: string
  readonly mode: Step['mode']
  readonly modeReason?: string
  readonly deadline?: HardDeadline
  readonly pauseOn: readonly string[]
  readonly hours?: string
}

/** The keys of every step. What its expressions read is added to `expressions`. */
export function lowerBase(placed: Placed, routes: Routes, scope: Scope, context: Context, dependencies: Dependencies, expressions: Expressions): Base {
  const { step, path } = placed
  checkMode(placed, context)
  checkPauses(placed, context)
  const calendar = calendarOf(step, context)
  return {
    id: step.id,
    ...holderOf(placed),
    title: titleOf(step),
    ...(step.why === undefined ? {} : { why: step.why }),
    ...(step.when === undefined ? {} : { when: expressions.of(step.when, [...path, 'when'], scope, 'yes_no') }),
    needs: [],
    routes: Object.fromEntries(routes),
    ...(step.at_most === undefined ? {} : { atMost: step.at_most }),
    owner: step.owner ?? context.sop.owner,
    mode: step.mode ?? 'auto',
    ...(step.mode_reason === undefined ? {} : { modeReason: step.mode_reason }),
    ...(step.deadline === undefined
      ? {}
      : { deadline: lowerDeadline(step.deadline, [...path, 'deadline'], scope, calendar, context, dependencies, expressions) }),
    pauseOn: [...new Set(step.pause_on)],
    ...(calendar === undefined ? {} : { hours: calendar }),
  }
}

function holderOf({ holders: [holder] }: Placed): Pick<Base, 'holder'> {
  if (!holder) return {}
  return { holder: { step: holder.step, ...(holder.branch === undefined ? {} : { branch: holder.branch }) } }
}

function titleOf(step: StepDocument): string {
  if (step.title !== undefined) return step.title
  return 'task' in step ? step.task.replace(/\{\{.*?\}\}/g, '…') : spoken(step.id)
}

/** Whoever switches a step off says why, because everybody who meets it will ask. */
function checkMode({ step, path }: Placed, { report, parsed }: Context): void {
  const automatic = step.mode === undefined || step.mode === 'auto'
  const instead = modeless(step)
  if (!automatic && instead !== undefined)
    report.add('SOP210', `"${step.id}" does nothing by itself`, parsed.places.keySpan([...path, 'mode']), `remove "mode": ${instead}`)
  else if (!automatic && step.mode_reason === undefined)
    report.add('SOP202', 'missing key "mode_reason"', parsed.places.keySpan([...path, 'mode']), 'add "mode_reason" with what must be settled first')
  if (automatic && step.mode_reason !== undefined)
    report.add('SOP210', 'a step that runs by itself needs no reason', parsed.places.keySpan([...path, 'mode_reason']), 'remove it, or add "mode: suggest"')
}

/** Why a step of this kind has no mode and what to do instead; undefined for one that has. */
function modeless(step: StepDocument): string | undefined {
  if ('task' in step) return 'a person does a task anyway; "when" leaves it out'
  if ('wait' in step) return 'a wait does nothing; "when" leaves it out'
  if ('parallel' in step || 'each' in step) return 'give it to the steps inside that ought not to run by themselves'
  return undefined
}

function checkPauses({ step, path }: Placed, { report, parsed, sop }: Context): void {
  if (step.pause_on === undefined) return
  if (!('wait' in step))
    report.add('SOP210', 'only a wait lets the clock stand still', parsed.places.keySpan([...path, 'pause_on']), 'remove "pause_on"')
  const reasons = Object.keys(sop.pauses)
  for (const [index, reason] of step.pause_on.entries())
    if (!reasons.includes(reason))
      report.add(
        'SOP320',
        `"${reason}" is no reason for a pause`,
        parsed.places.span([...path, 'pause_on', index]),
        suggest(reason, reasons) ?? `declare it: pauses: { ${reason}: { within: 10d } }`,
      )
}
