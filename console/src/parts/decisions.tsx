import { isObject } from '../logic/json.ts'
import { sayValue } from '../../../adapters/words.ts'
import { isNumeric } from '../logic/words.ts'
import { useReader } from '../session.ts'
import { Exact } from '../time.tsx'
import type { StoryLine } from '../wire.ts'
import { sayFirst } from '../../../domain/words.ts'

/** Each decision of the case: the inputs as they were seen, the row that matched, and what came of it. */
export function Decisions({ story }: { readonly story: readonly StoryLine[] }) {
  return <>{story.filter((line) => line.type === 'decided').map((line) => <Decision key={line.position ?? line.at} line={line} />)}</>
}

function Decision({ line }: { readonly line: StoryLine }) {
  const { me } = useReader()
  const { inputs, rule, outcome, title, because } = line.detail
  const shown = (value: typeof rule) => sayValue(value ?? null, me.locale)
  return (
    <article class="decision">
      <p>
        <strong>{title ? shown(title) : sayFirst(line.step ?? 'decision')}</strong>: {outcome ? sayFirst(shown(outcome)) : line.text}
        {because && <>, because {shown(because).replaceAll('_', ' ')}</>}. <span class="quiet">Row {shown(rule)} matched, <Exact at={line.at} />.</span>
      </p>
      {isObject(inputs) && (
        <table>
          <caption class="hidden">Inputs as seen</caption>
          <thead><tr><th scope="col">Input</th><th scope="col">As seen</th></tr></thead>
          <tbody>
            {Object.entries(inputs).map(([name, value]) => (
              <tr key={name}><th scope="row">{sayFirst(name)}</th><td class={isNumeric(value) ? 'number' : ''}>{sayValue(value, me.locale)}</td></tr>
            ))}
          </tbody>
        </table>
      )}
    </article>
  )
}
