import { inWords } from '../../../domain/words.ts'
import { holdings, type Holding } from '../logic/holders.ts'
import { nameOf } from '../logic/people.ts'
import { useReader } from '../session.ts'
import { useNow } from '../time.tsx'
import type { CaseRow, StoryLine } from '../wire.ts'

/** Who held the case for how long: a bar in proportion, and the same in words below it. */
export function HolderBar({ of, story }: { readonly of: CaseRow; readonly story: readonly StoryLine[] }) {
  const { session } = useReader()
  const now = useNow(10_000)
  const stretches = holdings(story, of.closedAt ? Date.parse(of.closedAt) : now)
  if (stretches.length === 0) return null
  const hands = [...new Set(stretches.map((one) => one.who))]
  const label = (who: string | null) => (who === null ? 'Evenkeel' : nameOf(who, session.people))
  return (
    <figure class="holders">
      <div class="bar" aria-hidden="true">
        {stretches.map((one) => (
          <i key={one.from} class={shade(hands, one.who)} style={{ flexGrow: one.to - one.from }} title={`${label(one.who)}: ${inWords(one.to - one.from)}`} />
        ))}
      </div>
      <figcaption>
        {hands.map((who) => <span key={who}><i class={shade(hands, who)} aria-hidden="true" />{label(who)} {inWords(total(stretches, who))}</span>)}
      </figcaption>
    </figure>
  )
}

const total = (stretches: readonly Holding[], who: string | null): number =>
  stretches.filter((one) => one.who === who).reduce((sum, one) => sum + one.to - one.from, 0)

/** Evenkeel's own time is pale; people take turns among four patterns that differ in print too. */
const shade = (hands: readonly (string | null)[], who: string | null): string =>
  who === null ? 'own' : `hand${hands.filter((one) => one !== null).indexOf(who) % 4}`
