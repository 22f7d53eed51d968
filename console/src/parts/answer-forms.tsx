import { useRef, useState } from 'preact/hooks'
import { useCommand } from '../command.ts'
import { useDraft } from '../drafts.ts'
import { toForm, type Typed } from '../logic/form-values.ts'
import { sayValue } from '../../../adapters/words.ts'
import { useReader } from '../session.ts'
import { taskApi, type Taken } from '../task-api.ts'
import type { TaskRow } from '../wire.ts'
import { Fields, focusFirstError, sortErrors } from './fields.tsx'
import { Problem } from './problem.tsx'
import { sayAction, sayFirst } from '../../../domain/words.ts'

interface Props {
  readonly task: TaskRow
  readonly over: boolean
  readonly onUse: () => void
  readonly onTaken: (taken: Taken) => void
}

/** What a step would do, and yes or no to it. A no needs its reason. */
export function SuggestionForm({ task, over, onUse, onTaken }: Props) {
  const { me } = useReader()
  const command = useCommand<Taken>(taskApi(task, 'confirm'))
  const [draft, setDraft, drop] = useDraft<{ readonly note: string }>(`${task.caseId}/${task.instance}/confirm`, { note: '' })
  const [missing, setMissing] = useState(false)
  const id = `${task.instance}-no`
  const send = async (yes: boolean) => {
    setMissing(!yes && draft.note.trim() === '')
    if (!yes && draft.note.trim() === '') return
    const taken = await command.send({ instance: task.instance, epoch: task.epoch, yes, note: draft.note })
    if (!taken) return
    drop()
    onTaken(taken)
  }
  return (
    <form class="task-form" onSubmit={(event) => { event.preventDefault(); void send(true) }} noValidate>
      <h2>{sayAction(task.suggestion?.action ?? '')}</h2>
      <dl class="pairs">
        {Object.entries(task.suggestion?.input ?? {}).map(([name, value]) => <><dt>{sayFirst(name)}</dt><dd>{sayValue(value, me.locale)}</dd></>)}
      </dl>
      <div class="field">
        <label for={id}>If not, why?</label>
        <textarea
          id={id} rows={2} value={draft.note} aria-invalid={missing} aria-describedby={missing ? `${id}-error` : undefined}
          onInput={(event) => { onUse(); setDraft({ note: event.currentTarget.value }); command.edited() }}
        />
        {missing && <p class="error" id={`${id}-error`}>say why not</p>}
      </div>
      <Problem problem={command.problem} />
      <div class="actions">
        <button class="primary" disabled={command.busy || over}>Yes, do it</button>
        <button type="button" disabled={command.busy || over} onClick={() => void send(false)}>No, do not</button>
      </div>
    </form>
  )
}

/** What no system knows, to be filled in by somebody who does. */
export function QuestionForm({ task, over, onUse, onTaken }: Props) {
  const form = useRef<HTMLFormElement>(null)
  const command = useCommand<Taken>(taskApi(task, 'answer'))
  const [draft, setDraft, drop] = useDraft<{ readonly typed: Typed }>(`${task.caseId}/${task.instance}/${task.question?.fact ?? ''}/answer`, { typed: {} })
  const { byField, rest } = sortErrors(command.problem?.errors ?? [], task.form)
  const submit = async (event: Event) => {
    event.preventDefault()
    const taken = await command.send({ instance: task.instance, epoch: task.epoch, form: toForm(task.form, draft.typed) })
    if (!taken) return focusFirstError(form.current)
    drop()
    onTaken(taken)
  }
  return (
    <form ref={form} class="task-form" onSubmit={(event) => void submit(event)} noValidate>
      <Fields fields={task.form} idPrefix={`${task.instance}-answer`} outcome={null} typed={draft.typed} errors={byField} onTyped={(typed) => { onUse(); setDraft({ typed }); command.edited() }} />
      {rest.map((message) => <p class="error" key={message}>{message}</p>)}
      <Problem problem={command.problem} />
      <button class="primary" disabled={command.busy || over}>Answer</button>
    </form>
  )
}
