import { useState } from 'preact/hooks'
import { useCommand } from '../command.ts'
import { EmptyState, Skeleton } from '../parts/empty-state.tsx'
import { Problem } from '../parts/problem.tsx'
import { StatusPill, type PillState } from '../parts/status-pill.tsx'
import { useResource, useSlow } from '../resource.ts'
import type { Checked } from '../../../domain/check.ts'

/** What is connected, each with a check that changes nothing there. */
export function Settings() {
  const { data, problem } = useResource<{ readonly connectors: readonly { readonly name: string }[]; readonly mayCheck: boolean }>('/api/connectors')
  const slow = useSlow(!data && !problem)
  return (
    <>
      <h1 tabIndex={-1}>Settings</h1>
      <h2>Connected systems</h2>
      <p class="quiet">A check tries the keys and rights of a system by calls that change nothing there. Keys are set where Evenkeel runs, and never shown here.</p>
      <Problem problem={problem} />
      {!data && slow && <Skeleton />}
      {data?.connectors.length === 0 && <EmptyState what="Nothing is connected.">The pages "Connecting…" of the documentation say what to set.</EmptyState>}
      {data && data.connectors.length > 0 && <ul class="rows">{data.connectors.map(({ name }) => <Row key={name} name={name} mayCheck={data.mayCheck} />)}</ul>}
    </>
  )
}

const STATES: Readonly<Record<Checked['state'], readonly [state: PillState, word: string]>> = {
  ok: ['calm', 'works'], off: ['paused', 'switched off'], refused: ['breached', 'refused'], unreachable: ['stopped', 'no answer'],
}

function Row({ name, mayCheck }: { readonly name: string; readonly mayCheck: boolean }) {
  const command = useCommand<Checked>(`/api/connectors/${encodeURIComponent(name)}/check`, false)
  const [checked, setChecked] = useState<Checked | null>(null)
  const check = async () => {
    const found = await command.send({})
    if (found) setChecked(found)
  }
  return (
    <li class="row" data-row>
      <div class="row-head">
        <div class="row-main">
          <strong>{name}</strong>
          <span role="status">{command.busy ? 'is being looked at…' : checked && checked.message}</span>
        </div>
        {checked && !command.busy && <div><StatusPill state={STATES[checked.state][0]} word={STATES[checked.state][1]} /></div>}
        {mayCheck && <span class="actions no-print"><button type="button" disabled={command.busy} onClick={() => void check()}>Check<span class="hidden"> {name}</span></button></span>}
      </div>
      <Problem problem={command.problem} />
    </li>
  )
}
