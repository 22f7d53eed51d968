import { useRef, useState } from 'preact/hooks'
import { useCommand } from '../command.ts'
import { useDraft } from '../drafts.ts'
import { toForm, type Typed } from '../logic/form-values.ts'
import type { Proof } from '../logic/proof.ts'
import { say } from '../../../domain/words.ts'
import { taskApi, type Taken } from '../task-api.ts'
import type { TaskRow } from '../wire.ts'
import { Fields, focusFirstError, sortErrors } from './fields.tsx'
import { EvidenceFields } from './evidence-fields.tsx'
import { OutcomeChoice } from './outcome-choice.tsx'
import { Problem } from './problem.tsx'

interface Draft {
  readonly typed: Typed
  readonly outcome: string | null
  readonly proof: Proof
}

/**
 * The form that finishes a task. What is typed is kept whatever happens, also over a reload; errors stand at their fields.
 * `onUse` is told at the first touch, so that nothing moves under the finger from then on; `over` says that it cannot be
 * finished any more.
 */
export function TaskForm({ task, over, onUse, onTaken }: {
  readonly task: TaskRow
  readonly over: boolean
  readonly onUse: () => void
  readonly onTaken: (taken: Taken) => void
}) {
  const form = useRef<HTMLFormElement>(null)
  const only = task.outcomes.length === 1 ? (task.outcomes[0] ?? null) : null
  const [draft, setDraft, drop] = useDraft<Draft>(`${task.caseId}/${task.instance}`, { typed: {}, outcome: only, proof: {} })
  const command = useCommand<Taken>(taskApi(task, 'complete'))
  const wanted = task.evidence ?? []
  const { byField, rest } = sortErrors(command.problem?.errors ?? [], [...task.form, ...wanted.map((one) => ({ name: `evidence.${one.name}` }))])
  const [unchosen, setUnchosen] = useState(false)
  const [uploading, setUploading] = useState(0)
  const change = (next: Draft | ((now: Draft) => Draft)) => { onUse(); setDraft(next); setUnchosen(false); command.edited() }
  const submit = async (event: Event) => {
    event.preventDefault()
    setUnchosen(!draft.outcome)
    if (!draft.outcome) return focusFirstError(form.current)
    const { instance, epoch } = task
    const taken = await command.send({ instance, epoch, outcome: draft.outcome, form: toForm(task.form, draft.typed), ...(wanted.length > 0 && { evidence: draft.proof }) })
    if (!taken) return focusFirstError(form.current)
    drop()
    onTaken(taken)
  }
  return (
    <form ref={form} class="task-form" onSubmit={(event) => void submit(event)} noValidate onKeyDown={finishByKey}>
      {task.outcomes.length > 1 && (
        <OutcomeChoice
          id={`${task.instance}-outcome`} legend="How did it end?" outcomes={task.outcomes.map((value) => ({ value }))} chosen={draft.outcome}
          error={unchosen ? 'choose how it ended' : undefined} onChoose={(outcome) => change({ ...draft, outcome })}
        />
      )}
      <Fields
        fields={task.form} idPrefix={`${task.instance}-field`} outcome={draft.outcome} typed={draft.typed} errors={byField}
        onTyped={(typed) => change({ ...draft, typed })}
      />
      <EvidenceFields
        wanted={wanted} idPrefix={`${task.instance}-evidence`} outcome={draft.outcome} proof={draft.proof} errors={byField}
        onProof={(name, next) => change((now) => ({ ...now, proof: { ...now.proof, [name]: next(now.proof[name] ?? []) } }))}
        onUploading={(by) => setUploading((now) => now + by)}
      />
      {rest.map((message) => <p class="error" key={message}>{message}</p>)}
      <Problem problem={command.problem} />
      <button class="primary" disabled={command.busy || over || uploading > 0}>{command.busy ? 'Finishing …' : uploading > 0 ? 'Uploading …' : draft.outcome ? `Finish as ${say(draft.outcome)}` : 'Finish'}</button>
    </form>
  )
}

/** Ctrl+Enter finishes from inside a note, where Enter alone starts a new line. */
function finishByKey(event: KeyboardEvent): void {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) (event.currentTarget as HTMLFormElement).requestSubmit()
}
