import { useEffect, useRef } from 'preact/hooks'
import { dropDrafts } from '../drafts.ts'
import { titlesIn, withNames } from '../logic/sentences.ts'
import { say } from '../../../domain/words.ts'
import { casePath, taskPath } from '../router.ts'
import { useReader } from '../session.ts'
import type { Taken } from '../task-api.ts'
import { Ago } from '../time.tsx'
import type { CasePage } from '../wire.ts'
import { EmptyState } from './empty-state.tsx'
import { lastOf } from './stale-banner.tsx'
import { StatusPill } from './status-pill.tsx'

const ENDED = ['completed', 'exception_settled', 'cannot_do', 'step_finished', 'step_skipped', 'case_closed']

/** In place of a task that is over: what came of it and where the case stands. `taken` is set when the reader ended it just now. */
export function TaskOver({ page, step, taken }: { readonly page: CasePage; readonly step: string; readonly taken: Taken | null }) {
  const { session, me } = useReader()
  const line = lastOf(page.timeline, step, ENDED)
  const here = useRef<HTMLDivElement>(null)
  useEffect(() => { if (taken) here.current?.focus() }, [taken])
  useEffect(() => { if (line) dropDrafts(page.case.caseId, step) }, [line === undefined])
  const next = page.tasks.filter((task) => (task.claimedBy ?? task.assignee) === me.id)
  if (!taken && !line) {
    return (
      <EmptyState what="There is no such task in this case.">
        It may not have come up yet. <a href={casePath(page.case.caseId)}>See where {page.case.label} stands</a>
      </EmptyState>
    )
  }
  return (
    <div class="over" role="status" ref={here} tabIndex={-1}>
      <p>
        <StatusPill state="closed" word={taken?.answer.outcome ? say(taken.answer.outcome) : 'done'} />{' '}
        {taken ? 'Thank you, that is recorded.' : line && <>{withNames(line, session.people, titlesIn(page.timeline).get(step))}, <Ago at={line.at} />.</>}
      </p>
      <p>{page.case.standing}</p>
      <p class="actions">
        {next.map((task) => <a key={task.instance} class="button primary" href={taskPath(task.caseId, task.step)}>{task.title}</a>)}
        <a class="button" href={casePath(page.case.caseId)}>See the case</a> <a class="button" href="/">My work</a>
      </p>
    </div>
  )
}
