import { sayValue } from '../../../adapters/words.ts'
import { isNumeric } from '../logic/words.ts'
import { useReader } from '../session.ts'
import { Ago, Exact } from '../time.tsx'
import type { FactRow } from '../wire.ts'
import { sayFirst } from '../../../domain/words.ts'

/** What is known, each with the system it comes from and its age. */
export function Facts({ facts }: { readonly facts: readonly FactRow[] }) {
  const { me } = useReader()
  return (
    <dl class="facts">
      {facts.map((fact) => (
        <div key={fact.label}>
          <dt>{sayFirst(fact.label)}</dt>
          <dd class={isNumeric(fact.value) ? 'number' : ''}>
            <span>{isInstant(fact) ? <Exact at={String(fact.value)} /> : sayValue(fact.value, me.locale)}</span>
            {fact.source && <small>{fact.source}{fact.at && <>, <Ago at={fact.at} /></>}</small>}
          </dd>
        </div>
      ))}
    </dl>
  )
}

const isInstant = ({ type, value }: FactRow): boolean =>
  typeof value === 'string' && (type === 'instant' || (typeof type === 'object' && 'optional' in type && type.optional === 'instant'))
