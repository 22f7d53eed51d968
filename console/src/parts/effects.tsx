import { isObject } from '../logic/json.ts'
import { isOurKey } from '../logic/sentences.ts'
import { sayValue } from '../../../adapters/words.ts'
import { useReader } from '../session.ts'
import { Exact } from '../time.tsx'
import type { EffectRow } from '../wire.ts'
import { StatusPill, type PillState } from './status-pill.tsx'
import { sayAction, sayFirst } from '../../../domain/words.ts'

const STATES: Readonly<Record<string, readonly [PillState, string]>> = {
  done: ['closed', 'done'], refused: ['breached', 'refused'], tried: ['unconfirmed', 'on its way'], came_back: ['breached', 'came back'],
}

/** What was done in other systems: when, whether it worked, and the number under which they know it. */
export function Effects({ effects }: { readonly effects: readonly EffectRow[] }) {
  return (
    <ul class="effects">
      {effects.map((effect) => {
        const [state, word] = STATES[effect.state] ?? ['unconfirmed', sayFirst(effect.state)]
        return (
          <li key={effect.key}>
            <div><strong>{sayAction(effect.action)}</strong> <StatusPill state={state} word={word} /></div>
            <div class="quiet"><Exact at={effect.at} />{outcomeOf(effect)}</div>
            <details><summary>What was asked and answered</summary>{isOurKey(effect.reference) && <p class="quiet">Reference <code>{effect.reference}</code></p>}<Pairs title="Asked" of={effect.input} /><Pairs title="Answered" of={effect.result} /></details>
          </li>
        )
      })}
    </ul>
  )
}

function outcomeOf({ state, reference, result }: EffectRow) {
  if (isOurKey(reference)) return null
  if (reference) return <>, reference <code>{reference}</code></>
  if (state === 'refused' && isObject(result)) return `: ${String(result['message'] ?? '')}`
  return state === 'done' ? ', without a reference' : ', no answer yet'
}

function Pairs({ title, of }: { readonly title: string; readonly of: EffectRow['input'] }) {
  const { me } = useReader()
  if (!isObject(of)) return <p class="quiet">{title}: {sayValue(of, me.locale)}</p>
  return (
    <>
      <h4>{title}</h4>
      <dl class="pairs">{Object.entries(of).map(([name, value]) => [<dt key={name}>{sayFirst(name)}</dt>, <dd key={`${name}=`}>{sayValue(value, me.locale)}</dd>])}</dl>
    </>
  )
}
