import { useRef } from 'preact/hooks'
import { useCommand } from '../command.ts'
import { useDraft } from '../drafts.ts'
import { toForm, type Typed } from '../logic/form-values.ts'
import { say } from '../../../domain/words.ts'
import { EmptyState, Skeleton } from '../parts/empty-state.tsx'
import { Fields, focusFirstError, sortErrors } from '../parts/fields.tsx'
import { Problem } from '../parts/problem.tsx'
import { useResource, useSlow } from '../resource.ts'
import { casePath, go } from '../router.ts'
import type { SopRow } from '../wire.ts'

type Startable = SopRow & { readonly manual: NonNullable<SopRow['manual']> }

/** Starts a case by hand: the SOPs that allow it, each with its form. */
export function StartCase() {
  const { data, problem } = useResource<{ readonly sops: readonly SopRow[] }>('/api/sops', '')
  const slow = useSlow(!data && !problem)
  const sops = (data?.sops ?? []).filter((sop): sop is Startable => sop.manual !== null)
  return (
    <>
      <p class="crumb"><a href="/cases">Cases</a></p>
      <h1 tabIndex={-1}>Start a case</h1>
      <Problem problem={problem} />
      {slow && <Skeleton />}
      {data && sops.length === 0 && <EmptyState what="No SOP may be started by hand.">A SOP with a “manual” trigger would be here, with its form.</EmptyState>}
      {sops.map((sop) => <StartForm key={sop.sop} sop={sop} open={sops.length < FEW} />)}
    </>
  )
}

/** So many forms may stand open below each other; of more only the names are shown. */
const FEW = 4

function StartForm({ sop, open }: { readonly sop: Startable; readonly open: boolean }) {
  const form = useRef<HTMLFormElement>(null)
  const [typed, setTyped, drop] = useDraft<Typed>(`start/${sop.sop}`, {})
  const command = useCommand<{ readonly caseId: string; readonly started: boolean }>('/api/cases', false)
  const { byField, rest } = sortErrors(command.problem?.errors ?? [], sop.manual.form)
  const submit = async (event: Event) => {
    event.preventDefault()
    const opened = await command.send({ sop: sop.sop, fields: toForm(sop.manual.form, typed) })
    if (!opened) return focusFirstError(form.current)
    drop()
    go(casePath(opened.caseId))
  }
  return (
    <details class="section" open={open}>
      <summary><strong>{sop.title}</strong></summary>
      <p class="quiet">{sop.why} For {sop.manual.roles.map(say).join(', ')}.</p>
      <form ref={form} class="task-form" onSubmit={(event) => void submit(event)} noValidate>
        <Fields fields={sop.manual.form} idPrefix={sop.sop} outcome={null} typed={typed} errors={byField} onTyped={(next) => { setTyped(next); command.edited() }} />
        {rest.map((message) => <p class="error" key={message}>{message}</p>)}
        <Problem problem={command.problem} />
        <button class="primary" disabled={command.busy}>Start the case</button>
      </form>
    </details>
  )
}
