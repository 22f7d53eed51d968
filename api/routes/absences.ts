import { Router } from 'express'
import type { Organisation, Person } from '../../domain/organisation.ts'
import { awayFrom } from '../../domain/roster/shift.ts'
import { withEdits, type RosterEdit } from '../../domain/roster/edit.ts'
import { fromNowOn, refuseAbsence } from '../../domain/roster/judge-edit.ts'
import { scheduleOf } from '../../domain/roster/schedule.ts'
import { presentSchedule, readAbsence } from '../rosters.ts'
import { AbsenceBody } from '../schema/rosters.ts'
import { channelOf, requirePerson } from '../session.ts'
import { only } from './method.ts'
import { followed, refuse, type RosterDeps } from './rosters.ts'

/** Absences: entered like changes to rosters, looked at before, and taken back as they are (`/roster-changes/:change/take-back`). */
export function absenceRoutes(deps: RosterDeps): Router {
  const router = Router()
  const { catalogue, rosterChanges, now } = deps
  only(
    router.route('/absences').post(async (request, response) => {
      const person = requirePerson(request, await catalogue.organisation())
      const body = AbsenceBody.parse(request.body)
      const made = { id: body.commandId, by: person.id, at: now(), via: channelOf(request), roster: null }
      const edit = await rosterChanges.make(made, (organisation) => judged(organisation, body, person, now()))
      response.status(201).json(await followed(deps, edit, 'made'))
    }),
    'POST',
  )
  only(
    router.route('/absences/preview').post(async (request, response) => {
      const organisation = await catalogue.organisation()
      const person = requirePerson(request, organisation)
      const body = AbsenceBody.parse(request.body)
      const wish = judged(organisation, body, person, now())
      const held = await deps.reader.tasks({ person: wish.person })
      response.json({
        rosters: changedRosters(organisation, { roster: null, made: { id: body.commandId, by: person.id, at: now() }, wish }, now()),
        tasks: held.filter(({ assignee, claimedBy }) => (claimedBy ?? assignee) === wish.person).map(({ caseId, step, title, label, claimedBy }) => ({
          caseId, step, title, label, holder: wish.person, claimed: claimedBy !== null, onNow: awayFrom(organisation, wish.person, now()) !== now(),
        })),
      })
    }),
    'POST',
  )
  return router
}

function judged(organisation: Organisation, body: ReturnType<typeof AbsenceBody.parse>, by: Person, now: number) {
  const wish = fromNowOn(readAbsence(organisation, body), now)
  refuse(refuseAbsence(organisation, wish, by, now))
  return wish
}

/** The rosters on which others are on at some time of the absence, before and after it. */
function changedRosters(organisation: Organisation, edit: RosterEdit, now: number) {
  const { from, to } = edit.wish
  const after = withEdits(organisation, [edit], now)
  return Object.values(organisation.rosters).flatMap((roster) => {
    const [before, then] = [presentSchedule(scheduleOf(organisation, roster, from, to)), presentSchedule(scheduleOf(after, after.rosters[roster.id] ?? roster, from, to))]
    return JSON.stringify(before) === JSON.stringify(then) ? [] : [{ roster: roster.id, before, after: then }]
  })
}
