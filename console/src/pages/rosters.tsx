import { useEffect, useState } from 'preact/hooks'
import { serverNow } from '../api.ts'
import { changedHere, ROSTERS } from '../live.ts'
import { weekFrom } from '../logic/week.ts'
import { Absences } from '../parts/absences.tsx'
import { Coverage } from '../parts/coverage.tsx'
import { EmptyState, Skeleton } from '../parts/empty-state.tsx'
import { Problem } from '../parts/problem.tsx'
import { RosterCard } from '../parts/roster-card.tsx'
import { useResource, useSlow } from '../resource.ts'
import { useReader } from '../session.ts'
import { Exact } from '../time.tsx'
import type { RosterList } from '../wire.ts'

const DAY_MS = 86_400_000

/** Rosters: who is on now and next, the week with its gaps, and changes for a time, all in the reader's zone. */
export function Rosters() {
  const { me } = useReader()
  const [weeks, setWeeks] = useState(0)
  const days = weekFrom(serverNow() + weeks * 7 * DAY_MS, me.zone)
  const [from = 0, to = 0] = [days[0], days.at(-1)]
  const { data, problem } = useResource<RosterList>(`/api/rosters?from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}`, ROSTERS)
  const slow = useSlow(!data && !problem)
  useMinutely()
  return (
    <>
      <h1 tabIndex={-1}>Rosters</h1>
      <p class="quiet">Times are yours, {me.zone.replaceAll('_', ' ')}.{data && <> Now <Exact at={data.now} />.</>}</p>
      <div class="actions no-print" role="group" aria-label="Which week">
        <button type="button" onClick={() => setWeeks(weeks - 1)}>Earlier</button>
        <button type="button" aria-pressed={weeks === 0} onClick={() => setWeeks(0)}>From today</button>
        <button type="button" onClick={() => setWeeks(weeks + 1)}>Later</button>
      </div>
      <Problem problem={problem} />
      {!data && slow && <Skeleton />}
      {data?.rosters.length === 0 && (
        <EmptyState what="The organisation has no roster.">Write one under “rosters” of the organisation file, and name it in a role: then it is here, with who is on.</EmptyState>
      )}
      {data?.rosters.map((roster) => <RosterCard key={roster.id} roster={roster} days={days} mayChange={data.mayChange} />)}
      {data && <Absences absences={data.absences} mayChange={data.mayChange} />}
      <Coverage />
    </>
  )
}

/** Who is on changes by itself: once a minute everything is asked again. */
function useMinutely(): void {
  useEffect(() => {
    const timer = setInterval(changedHere, 60_000)
    return () => clearInterval(timer)
  }, [])
}
