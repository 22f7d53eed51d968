import { useState } from 'preact/hooks'
import { post } from '../api.ts'
import { useCommand } from '../command.ts'
import { exactly } from '../../../adapters/times.ts'
import { useResource } from '../resource.ts'
import { useReader } from '../session.ts'
import { useNow, Wound } from '../time.tsx'
import type { CasePage } from '../wire.ts'
import { Problem } from './problem.tsx'
import { KillWorker } from './kill-worker.tsx'
import { inWords } from '../../../domain/words.ts'

/** On top of every page of the demo, and only there: the case's clock, whom to be, a return to send, a worker to kill. */
export function DemoStrip({ caseId }: { readonly caseId: string | null }) {
  const page = useResource<CasePage>(caseId === null ? null : `/api/cases/${encodeURIComponent(caseId)}`, caseId ?? undefined)
  const worker = useResource<{ readonly pid: number | null }>('/api/demo/worker', '')
  return (
    <aside class="demo no-print" aria-label="Demo">
      <details open={matchMedia('(min-width: 48rem)').matches}>
        <summary><strong>Demo</strong> <Wound.Provider value={page.data?.case.woundMs ?? 0}><Clock of={page.data} /></Wound.Provider></summary>
        <div class="demo-tools">
          <Wind key={caseId} of={page.data} />
          <People />
          {worker.data && <><SendReturn /><KillWorker pid={worker.data.pid} /></>}
        </div>
      </details>
    </aside>
  )
}

function Clock({ of }: { readonly of: CasePage | undefined }) {
  const { me } = useReader()
  const now = useNow()
  const wound = of?.case.woundMs ?? 0
  return <span class="clock">{exactly(now, now, me.zone, me.locale)}{wound > 0 && `, ${inWords(wound)} ahead`}{of && <span class="quiet"> on {of.case.label}’s clock</span>}</span>
}

function Wind({ of }: { readonly of: CasePage | undefined }) {
  const command = useCommand<object>(`/api/cases/${encodeURIComponent(of?.case.caseId ?? '')}/wind`)
  if (!of || of.case.state === 'closed' || of.case.woundMs === null) return <span class="quiet">Open a case to wind its clock.</span>
  const by = (length: string, words: string) => <button type="button" disabled={command.busy} onClick={() => void command.send({ by: length })}>{words}</button>
  return <span class="actions" role="group" aria-label="Wind the clock">{by('1h', '+1 h')}{by('24h', '+1 day')}<Problem problem={command.problem} /></span>
}

function People() {
  const { session, me, become } = useReader()
  if (session.people.length > 4) {
    return (
      <label>Be <select value={me.id} onChange={(event) => void become(event.currentTarget.value)}>
        {session.people.map((one) => <option key={one.id} value={one.id} selected={one.id === me.id}>{one.name}</option>)}
      </select></label>
    )
  }
  return (
    <span class="actions" role="group" aria-label="Be somebody">
      {session.people.map((one) => <button key={one.id} type="button" aria-pressed={one.id === me.id} onClick={() => void become(one.id)}>Be {one.name}</button>)}
    </span>
  )
}

function SendReturn() {
  const [said, setSaid] = useState('')
  const send = async () => {
    setSaid('Sending …')
    setSaid(await post<{ readonly label: string }>('/api/demo/return').then(
      ({ label }) => `The shop reported ${label}.`,
      (problem: Error) => `That did not work: ${problem.message}`,
    ))
  }
  return <span class="actions"><button type="button" onClick={() => void send()}>Send a return</button><span role="status">{said}</span></span>
}
