import { Router } from 'express'
import type { Request } from 'express'
import { uncoveredSteps, COVERED_DAYS } from '../../domain/coverage.ts'
import { readInstant, writeInstant } from '../../domain/instant.ts'
import type { Organisation, Person, Roster } from '../../domain/organisation.ts'
import { Refused } from '../../domain/refusal.ts'
import type { Refusal } from '../../domain/refusal.ts'
import type { ChangeKind } from '../../domain/roster/change-words.ts'
import { editsWithoutReasons, withoutReasons } from '../../domain/roster/discreet.ts'
import { withEdits, type RosterEdit } from '../../domain/roster/edit.ts'
import { fromNowOn, mayChangeRosters, refuseTaking, refuseTakingBack, refuseWish } from '../../domain/roster/judge-edit.ts'
import { scheduleOf } from '../../domain/roster/schedule.ts'
import { targetYields, whoIsOn } from '../../domain/roster/who.ts'
import { own } from '../../domain/json.ts'
import type { ApiDeps } from '../deps.ts'
import { BadRequest } from '../problem.ts'
import { presentAbsences, presentChange, presentRoster, presentSchedule, presentSpan, presentWho, readWish, rosterNamed, tasksOf } from '../rosters.ts'
import { tellNews } from '../roster-told.ts'
import { ChangeBody, ChangeParams, RosterParams, RosterQuery, TakeBackBody, TakeBody, TargetQuery, WhoQuery } from '../schema/rosters.ts'
import { channelOf, requirePerson } from '../session.ts'
import { only } from './method.ts'

const DAY_MS = 86_400_000
const WEEK_MS = 7 * DAY_MS
/** A page shows weeks; whoever wants years asks in pieces. */
const LONGEST_MS = 100 * DAY_MS

/** What the rosters’ routes stand on. */
export type RosterDeps = Pick<ApiDeps, 'catalogue' | 'cases' | 'reader' | 'rosterChanges' | 'settings' | 'now'>

/** Rosters: who is on now, next and this week, who would be on at any instant, and changes for a time. */
export function rosterRoutes(deps: RosterDeps): Router {
  const router = Router()
  const { catalogue, now } = deps

  only(
    router.route('/rosters').get(async (request, response) => {
      const whole = await catalogue.organisation()
      const person = requirePerson(request, whole)
      const organisation = withoutReasons(whole, person)
      const [from, to] = stretchOf(request, now())
      const [all, tasks] = await Promise.all([deps.rosterChanges.all(), deps.reader.tasks({ roles: targetsOf(organisation) })])
      const edits = editsWithoutReasons(all, person)
      const around = { organisation, edits, tasks, now: now(), from, to }
      const rosters = Object.values(organisation.rosters).map((roster) => presentRoster(roster, around))
      response.json({ now: writeInstant(now()), ...presentSpan({ from, to }), mayChange: mayChangeRosters(person), rosters, absences: presentAbsences(organisation, edits, now()) })
    }),
    'GET',
  )
  only(
    router.route('/rosters/:roster/who').get(async (request, response) => {
      const { organisation, person, roster } = await asked(deps, request)
      response.json(presentWho(whoIsOn(withoutReasons(organisation, person), roster, instantOf('at', WhoQuery.parse(request.query).at, now()))))
    }),
    'GET',
  )
  only(
    router.route('/rosters/:roster/schedule').get(async (request, response) => {
      const { organisation, roster } = await asked(deps, request)
      const [from, to] = stretchOf(request, now())
      response.json(presentSchedule(scheduleOf(organisation, roster, from, to)))
    }),
    'GET',
  )
  changeRoutes(router, deps)
  targetRoutes(router, deps)
  return router
}

/** Making a change, looking at what it would do first, taking an offered shift, taking a change back. */
function changeRoutes(router: Router, deps: RosterDeps): void {
  const { catalogue, rosterChanges, now } = deps
  only(
    router.route('/rosters/:roster/changes').post(async (request, response) => {
      const { person, roster: { id: roster } } = await asked(deps, request)
      const body = ChangeBody.parse(request.body)
      const made = { id: body.commandId, by: person.id, at: now(), via: channelOf(request), roster }
      const edit = await rosterChanges.make(made, (organisation) => judged(organisation, rosterNamed(organisation, roster), body, person, now()))
      response.status(201).json(await followed(deps, edit, 'made'))
    }),
    'POST',
  )
  only(
    router.route('/rosters/:roster/changes/preview').post(async (request, response) => {
      const { organisation, person, roster } = await asked(deps, request)
      const body = ChangeBody.parse(request.body)
      const wish = judged(organisation, roster, body, person, now())
      const after = withEdits(organisation, [{ roster: roster.id, made: { id: body.commandId, by: person.id, at: now() }, wish }], now())
      const then = rosterNamed(after, roster.id)
      const held = tasksOf(after, then, await deps.reader.tasks({ roles: targetsOf(organisation) }), wish.from).filter((task) => task.holder === wish.person && !task.onNow)
      response.json({
        before: presentSchedule(scheduleOf(organisation, roster, wish.from, wish.to)),
        after: presentSchedule(scheduleOf(after, then, wish.from, wish.to)),
        tasks: held,
      })
    }),
    'POST',
  )
  const end = (kind: 'taken' | 'taken_back', read: (body: unknown) => { readonly because: string }) => async (request: Request) => {
    const person = requirePerson(request, await catalogue.organisation())
    const { change: id } = ChangeParams.parse(request.params)
    const { because } = read(request.body)
    const via = channelOf(request)
    const edit = await rosterChanges.end({ id, by: person.id, at: now(), via, kind, because }, (organisation, before) => {
      refuse(kind === 'taken' ? refuseTaking(organisation, rosterOf(organisation, before), before, person, now()) : refuseTakingBack(organisation, before, person, because, now()))
    })
    if (!edit) throw new Refused({ code: 'unknown-change', message: `there is no change "${id}"; "GET /api/rosters" lists those there are` })
    return followed(deps, edit, kind)
  }
  const take = end('taken', (body) => ({ ...TakeBody.parse(body), because: '' }))
  const takeBack = end('taken_back', (body) => TakeBackBody.parse(body))
  only(router.route('/roster-changes/:change/take').post(async (request, response) => void response.json(await take(request))), 'POST')
  only(router.route('/roster-changes/:change/take-back').post(async (request, response) => void response.json(await takeBack(request))), 'POST')
}

/** The change as it was kept, once open tasks follow it: what cannot be told now is told later by the dispatcher. */
export async function followed(deps: RosterDeps, edit: RosterEdit, kind: ChangeKind) {
  const news = await deps.rosterChanges.news(edit.made.id, kind)
  const untold = news ? await tellNews(deps, news) : []
  if (news && untold.length === 0) await deps.rosterChanges.told(news)
  return { change: presentChange(await deps.catalogue.organisation(), edit, deps.now()), untold: untold.map(({ caseId }) => caseId) }
}

/** Whom a level would tell, and what nobody on shift would see in time. */
function targetRoutes(router: Router, { catalogue, now }: RosterDeps): void {
  only(
    router.route('/organisation').get(async (request, response) => {
      const organisation = await catalogue.organisation()
      const person = requirePerson(request, organisation)
      // Who is on follows from the rest; how systems are reached is nobody's business here.
      response.json({ organisation: { ...withoutReasons(organisation, person), systems: {}, limits: {}, sources: {} } })
    }),
    'GET',
  )
  only(
    router.route('/who').get(async (request, response) => {
      const whole = await catalogue.organisation()
      const organisation = withoutReasons(whole, requirePerson(request, whole))
      const { target, at } = TargetQuery.parse(request.query)
      const kind = own(organisation.roles, target) ? 'role' : own(organisation.people, target) ? 'person' : 'roster'
      const { people, considered, none } = targetYields(organisation, { kind, name: target }, instantOf('at', at, now()))
      response.json({ people: people.map(({ id, why }) => ({ id, why })), considered, none: none ?? null })
    }),
    'GET',
  )
  only(
    router.route('/coverage').get(async (request, response) => {
      const organisation = await catalogue.organisation()
      requirePerson(request, organisation)
      const from = now()
      const plans = await catalogue.all()
      const steps = plans.flatMap((plan) => uncoveredSteps(plan, organisation, from).map(({ step, target, stretches }) => ({
        sop: plan.sop, sopTitle: plan.title, step, target, stretches: stretches.map(presentSpan),
      })))
      response.json({ ...presentSpan({ from, to: from + COVERED_DAYS * DAY_MS }), steps })
    }),
    'GET',
  )
}

/** Whatever a roster gives out is for it, or for a role behind which it stands. */
const targetsOf = ({ roles, rosters }: Organisation): readonly string[] =>
  [...Object.keys(rosters), ...Object.values(roles).flatMap(({ id, roster }) => (roster === undefined ? [] : [id]))]

const rosterOf = (organisation: Organisation, { roster }: RosterEdit): Roster | undefined => (roster === null ? undefined : rosterNamed(organisation, roster))

interface Asked {
  readonly organisation: Organisation
  readonly person: Person
  readonly roster: Roster
}

async function asked({ catalogue }: RosterDeps, request: Request): Promise<Asked> {
  const organisation = await catalogue.organisation()
  const person = requirePerson(request, organisation)
  return { organisation, person, roster: rosterNamed(organisation, RosterParams.parse(request.params).roster) }
}

function judged(organisation: Organisation, roster: Roster, body: ReturnType<typeof ChangeBody.parse>, by: Person, now: number) {
  const wish = fromNowOn(readWish(organisation, roster, body), now)
  refuse(refuseWish(organisation, roster, wish, by, now))
  return wish
}

/** Throws what stands against a wish. */
export function refuse(refusal: Refusal | undefined): void {
  if (refusal) throw new Refused(refusal)
}

function stretchOf(request: Request, now: number): readonly [number, number] {
  const query = RosterQuery.parse(request.query)
  const from = instantOf('from', query.from, now)
  const to = instantOf('to', query.to, from + WEEK_MS)
  if (to < from || to - from > LONGEST_MS) throw new BadRequest(422, 'wrong-request', `"to" must lie after "from" and at most ${LONGEST_MS / DAY_MS} days from it`)
  return [from, to]
}

function instantOf(name: string, text: string | undefined, otherwise: number): number {
  const at = text === undefined ? otherwise : readInstant(text)
  if (at === undefined) throw new BadRequest(422, 'wrong-request', `"${name}" is no instant; write it such as 2026-11-26T08:00:00Z`)
  return at
}
