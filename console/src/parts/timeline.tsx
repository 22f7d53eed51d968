import { useState } from 'preact/hooks'
import { day, inFull, timeOfDay } from '../logic/duration.ts'
import { sayVia } from '../../../domain/words.ts'
import { titlesIn, withNames } from '../logic/sentences.ts'
import { useReader } from '../session.ts'
import type { StoryLine } from '../wire.ts'
import { StatusPill } from './status-pill.tsx'

/** The story in sentences, day by day in the reader's zone. Lines that the engine has not confirmed say so. */
export function Timeline({ story }: { readonly story: readonly StoryLine[] }) {
  const { me, session } = useReader()
  const [everyLine, setEveryLine] = useState(false)
  const titles = titlesIn(story)
  const days = new Map<string, StoryLine[]>()
  const minor = story.filter((line) => line.minor).length
  for (const line of story.filter((one) => everyLine || !one.minor)) {
    const name = day(Date.parse(line.at), me.zone, me.locale)
    days.set(name, [...(days.get(name) ?? []), line])
  }
  return (
    <div class="timeline">
      {[...days].map(([name, lines]) => (
        <section key={name}>
          <h3>{name}</h3>
          <ol>
            {lines.map((line, index) => (
              <li key={line.position ?? `${line.at}${index}`} class={line.confirmed ? '' : 'unconfirmed'}>
                <time datetime={line.at} title={inFull(Date.parse(line.at), me.zone, me.locale)}>{timeOfDay(Date.parse(line.at), me.zone, me.locale)}</time>
                <span>{withNames(line, session.people, titles.get(line.step ?? ''))}{line.via && <span class="quiet">, {sayVia(line.via)}</span>}{!line.confirmed && <> <StatusPill state="unconfirmed" /></>}</span>
              </li>
            ))}
          </ol>
        </section>
      ))}
      {minor > 0 && <button type="button" class="quiet no-print" aria-pressed={everyLine} onClick={() => setEveryLine(!everyLine)}>{everyLine ? 'Only what matters' : `Every line (${minor} more)`}</button>}
    </div>
  )
}
