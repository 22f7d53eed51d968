import { useState } from 'preact/hooks'
import type { RosterChangeRow } from '../wire.ts'
import { EnterAbsence } from './enter-absence.tsx'
import { Change } from './roster-history.tsx'

const FIRST_SHOWN = 5

/** Who is away, now, soon and lately, and who covers: entered by oneself, or for others by whoever may change rosters. */
export function Absences({ absences, mayChange }: { readonly absences: readonly RosterChangeRow[]; readonly mayChange: boolean }) {
  const [open, setOpen] = useState(false)
  const [all, setAll] = useState(false)
  const shown = all ? absences : absences.slice(0, FIRST_SHOWN)
  return (
    <section class="section" aria-labelledby="absences">
      <div class="title-line">
        <h2 id="absences">Absences</h2>
        <button type="button" class="no-print" onClick={() => setOpen(true)}>{mayChange ? 'Enter an absence' : 'I am away'}</button>
      </div>
      <p class="quiet">Whoever is away is given nothing, on every roster and in every role; who covers acts for them.</p>
      {absences.length === 0 && <p class="quiet">Nobody is away. Leave or an illness would stand here, with who covers, who entered it and why.</p>}
      {shown.length > 0 && <ul class="rows changes">{shown.map((change, index) => <Change key={change.id ?? `file${index}`} change={change} mayChange={mayChange} />)}</ul>}
      {absences.length > FIRST_SHOWN && <button type="button" class="no-print" aria-pressed={all} onClick={() => setAll(!all)}>{all ? 'Only the newest' : `All ${absences.length} absences`}</button>}
      {open && <EnterAbsence mayChange={mayChange} onClose={() => setOpen(false)} />}
    </section>
  )
}
