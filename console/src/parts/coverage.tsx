import { say, sayFirst } from '../../../domain/words.ts'
import { ROSTERS } from '../live.ts'
import { useResource } from '../resource.ts'
import { Exact } from '../time.tsx'
import type { CoverageRow } from '../wire.ts'
import { StatusPill } from './status-pill.tsx'

const FIRST_SHOWN = 3

/** Whether somebody on shift would see every human step before its time is over, in the next 30 days. */
export function Coverage() {
  const { data } = useResource<CoverageRow>('/api/coverage', ROSTERS)
  if (!data) return null
  return (
    <section class="section" aria-labelledby="coverage">
      <h2 id="coverage">Coverage of the next 30 days</h2>
      {data.steps.length === 0 && <p><StatusPill state="calm" word="covered" /> Every step that a person does would be seen by somebody on shift before its time is over.</p>}
      {data.steps.map(({ sop, sopTitle, step, target, stretches }) => (
        <div key={`${sop}/${step}`} class="uncovered">
          <p><StatusPill state="at-risk" word="not covered" /> <strong>{sopTitle}: {sayFirst(step)}</strong>. What begins then is due before anybody of {say(target)} is on:</p>
          <ul>{stretches.slice(0, FIRST_SHOWN).map((each) => <li key={each.from}><Exact at={each.from} /> to <Exact at={each.to} /></li>)}</ul>
          {stretches.length > FIRST_SHOWN && (
            <details><summary>{stretches.length - FIRST_SHOWN} more times</summary><ul>{stretches.slice(FIRST_SHOWN).map((each) => <li key={each.from}><Exact at={each.from} /> to <Exact at={each.to} /></li>)}</ul></details>
          )}
        </div>
      ))}
    </section>
  )
}
