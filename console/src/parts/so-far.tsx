import { nameOf } from '../logic/people.ts'
import { say, sayHandedOn } from '../../../domain/words.ts'
import { useReader } from '../session.ts'
import { Ago, Exact } from '../time.tsx'
import type { TaskRow } from '../wire.ts'
import { ProofLink } from './proof-link.tsx'

/** What happened to the task before the reader came to it: how it was handed on, who approved it, why its clock stands still. */
export function SoFar({ task }: { readonly task: TaskRow }) {
  const { session } = useReader()
  const name = (id: string) => nameOf(id, session.people)
  const { paused, handedOn, approvals, notFor } = task
  return (
    <>
      {paused && <p class="note" role="note">Paused by {name(paused.by)}: {say(paused.reason)}. Its clock stands still until it is resumed, at the latest <Exact at={paused.until} />.</p>}
      {handedOn && <p class="note" role="note">{sayHandedOn(handedOn, name(handedOn.by))} <Ago at={handedOn.at} />: {handedOn.summary}</p>}
      {approvals && (
        <section class="note" aria-label="Approvals">
          <p>Needs {approvals.need} approvals from {approvals.of.map(say).join(', ')}; it has {approvals.given.length}.</p>
          {approvals.given.map((given) => (
            <p key={given.by}>
              Approved by {name(given.by)}, <Ago at={given.at} />.{' '}
              {Object.values(given.evidence ?? {}).flat().map((item) => 'sha256' in item && <ProofLink key={item.sha256} item={item} />)}
            </p>
          ))}
        </section>
      )}
      {notFor && <p class="quiet">Somebody else than {notFor.map(name).join(', ')} has to do this.</p>}
    </>
  )
}
