import type { AuditEvent } from './audit.ts'
import type { Request, Resolution } from './event.ts'
import type { Turn } from './ports.ts'
import { withShift } from './case/shift-words.ts'
import type { CaseSummary, TaskCard } from './views.ts'

/** A turn with the answers to its requests worked in: the rows as they are stored, the work list as it is shown. */
export interface SettledTurn {
  readonly events: readonly AuditEvent[]
  readonly summary: CaseSummary
  readonly tasks: readonly TaskCard[]
}

/** Works the resolutions into a turn. Pure, so the recorder and the simulator store the same rows. */
export function settleTurn(turn: Pick<Turn, 'events' | 'summary' | 'tasks'>, resolutions: readonly Resolution[]): SettledTurn {
  const owners = new Map(resolutions.filter(changesOwner).map((resolution) => [resolution.request.instance, resolution]))
  const tasks = turn.tasks.map((task) => {
    const resolution = owners.get(task.instance)
    return shiftOn(resolution ? ownedBy(task, resolution) : task, resolutions)
  })
  const assigneeOf = new Map(tasks.map((task) => [task.step, task.assignee]))
  const climbed = new Set(resolutions.filter(({ request, people }) => request.purpose === 'escalate' && people.length > 0).map(({ request }) => request.step))
  const openSteps = turn.summary.openSteps.map((open) => ({ ...open, assignee: assigneeOf.get(open.step) ?? open.assignee, ...(climbed.has(open.step) ? { escalated: true as const } : {}) }))
  const titled = (event: AuditEvent): AuditEvent => {
    const title = openSteps.find((open) => open.step === event.step)?.title
    return title === undefined ? event : { ...event, detail: { title, ...event.detail } }
  }
  return { events: [...turn.events, ...resolutions.flatMap(eventsOf).map(titled)], tasks, summary: { ...turn.summary, openSteps } }
}

const ownedBy = (task: TaskCard, { request, people, why }: Resolution): TaskCard =>
  ({ ...task, assignee: people[0] ?? null, why, claimedBy: request.purpose === 'assign' ? task.claimedBy : null })

/** The card with the shift of whoever holds it, where an answer tells of it. */
function shiftOn(task: TaskCard, resolutions: readonly Resolution[]): TaskCard {
  const of = ({ request, people }: Resolution): string | undefined => (request.purpose === 'shift' ? request.assignee : (people[0] ?? request.assignee))
  const found = resolutions.findLast((one) => one.request.instance === task.instance && one.shiftEndsAt !== undefined && of(one) === task.assignee)
  return found?.request.shift && found.shiftEndsAt !== undefined ? withShift(task, found.request.shift.handoff, { endsAt: found.shiftEndsAt, ...(found.roster === undefined ? {} : { roster: found.roster }) }) : task
}

/** Whether the answer makes somebody else accountable. */
export const changesOwner = (resolution: Resolution): boolean =>
  resolution.request.purpose === 'assign' || (resolution.request.takesOver && resolution.people.length > 0)

function eventsOf(resolution: Resolution): AuditEvent[] {
  const { request, people } = resolution
  if (request.purpose === 'openings' || request.purpose === 'shift' || request.purpose === 'arrivals') return []
  if (request.purpose === 'assign') return assignedEvents(resolution)
  if (request.about !== undefined) return [rowOf(request, TOLD[request.about], resolution)]
  if (people.length === 0) return [rowOf(request, 'level_skipped', resolution)]
  return [
    rowOf(request, request.purpose === 'remind' ? 'reminded' : 'escalated', resolution),
    ...(request.takesOver ? [rowOf(request, 'assigned', resolution)] : []),
  ]
}

const TOLD = { act_before: 'reminded', pause_over: 'reminded', approval: 'reminded', exhausted: 'fallback_used', shift_end: 'handoff_asked', recalculate: 'recalculated' } as const

const assignedEvents = (resolution: Resolution): AuditEvent[] => [
  ...(resolution.fallback ? [rowOf(resolution.request, 'fallback_used', resolution)] : []),
  rowOf(resolution.request, 'assigned', resolution),
]

function rowOf(request: Request, type: AuditEvent['type'], resolution: Resolution): AuditEvent {
  return {
    type,
    at: request.at,
    actor: request.by !== undefined ? `person:${request.by}` : request.purpose === 'assign' ? 'engine' : 'timer',
    step: request.step,
    instance: request.instance,
    epoch: request.epoch,
    level: request.level,
    detail: {
      to: [...resolution.people],
      why: resolution.why,
      target: request.target,
      considered: resolution.considered.map(({ person, why }) => ({ person, why })),
      organisation: resolution.organisationVersion,
      ...(!resolution.roster || request.shift?.of !== request.target ? {} : { roster: resolution.roster }),
      ...(resolution.fallback ? { fallback: true } : {}),
      ownerBefore: request.assignee ?? null,
      ...(request.dueAt === request.at ? {} : { dueAt: request.dueAt }),
      ...(request.about === undefined ? {} : { about: request.about }),
      ...(request.until === undefined ? {} : { until: request.until }),
      ...(resolution.shiftEndsAt === undefined ? {} : { shiftEndsAt: resolution.shiftEndsAt }),
      ...(request.because === undefined ? {} : { because: request.because }),
      ...(request.pass === undefined ? {} : { pass: request.pass }),
      ...(request.channels === undefined ? {} : { channels: request.channels }),
    },
  }
}
