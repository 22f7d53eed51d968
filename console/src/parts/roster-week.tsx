import { exactly } from '../../../adapters/times.ts'
import { dayOfMonth, weekday } from '../logic/duration.ts'
import { nameOf } from '../logic/people.ts'
import { say } from '../../../domain/words.ts'
import { useReader } from '../session.ts'
import { useNow } from '../time.tsx'
import type { RosterRow, SpanRow } from '../wire.ts'

/** The week: a row for each person with their shifts, a row for the times at which nobody is on, and the same in words. */
export function RosterWeek({ roster, days }: { readonly roster: RosterRow; readonly days: readonly number[] }) {
  const { session, me } = useReader()
  const now = useNow(60_000)
  const [from = 0, to = 1] = [days[0], days.at(-1)]
  const name = (id: string) => nameOf(id, session.people)
  const on = [...new Set([...roster.people, ...roster.shifts.flatMap(({ people }) => people)])]
  const rows = on.map((id) => ({ id, shifts: roster.shifts.filter(({ people }) => people.includes(id)) })).filter(({ shifts }) => shifts.length > 0)
  const place = (at: number): number => ((at - from) / (to - from)) * 100
  return (
    <figure class="week">
      <div class="week-rows" aria-hidden="true">
        <div class="week-row week-head"><b /><span>{days.slice(0, -1).map((day) => <i key={day} style={{ left: `${place(day)}%` }}>{weekday(day, me.zone, me.locale)}<small> {dayOfMonth(day, me.zone, me.locale)}</small></i>)}</span></div>
        {rows.map(({ id, shifts }) => <Row key={id} label={name(id)} spans={shifts} kind={`hand${on.indexOf(id) % 4}`} place={place} days={days} now={now} />)}
        {roster.gaps.length > 0 && <Row label="Nobody" spans={roster.gaps} kind="gap" place={place} days={days} now={now} />}
      </div>
      <figcaption>
        <details>
          <summary>The week in words{roster.gaps.length > 0 && ` (nobody on ${roster.gaps.length === 1 ? 'once' : `${roster.gaps.length} times`})`}</summary>
          <ol>
            {inOrder(roster).map((shift) => (
              <li key={shift.from}>
                {exactly(Math.max(Date.parse(shift.from), from), now, me.zone, me.locale)} to {exactly(Date.parse(shift.to), now, me.zone, me.locale)}:{' '}
                {shift.people.length > 0 ? shift.people.map(name).join(', ') : <strong class="nobody">nobody{roster.fallback ? `, so ${say(roster.fallback)}` : ''}</strong>}
              </li>
            ))}
          </ol>
        </details>
      </figcaption>
    </figure>
  )
}

const inOrder = ({ shifts, gaps }: RosterRow) =>
  [...shifts, ...gaps.map((gap) => ({ ...gap, people: [] as readonly string[] }))].toSorted((a, b) => Date.parse(a.from) - Date.parse(b.from))

function Row({ label, spans, kind, place, days, now }: {
  readonly label: string
  readonly spans: readonly SpanRow[]
  readonly kind: string
  readonly place: (at: number) => number
  readonly days: readonly number[]
  readonly now: number
}) {
  const shown = place(now)
  return (
    <div class="week-row">
      <b>{label}</b>
      <span>
        {days.slice(1, -1).map((day) => <u key={day} style={{ left: `${place(day)}%` }} />)}
        {spans.map(({ from, to }) => {
          const [left, right] = [Math.max(0, place(Date.parse(from))), Math.min(100, place(Date.parse(to)))]
          return <i key={from} class={kind} style={{ left: `${left}%`, width: `${right - left}%` }} />
        })}
        {shown > 0 && shown < 100 && <em style={{ left: `${shown}%` }} />}
      </span>
    </div>
  )
}
