import { useRef } from 'preact/hooks'
import { useCommand } from '../command.ts'
import { useDraft } from '../drafts.ts'
import { toForm, type Typed } from '../logic/form-values.ts'
import { taskApi, type Taken } from '../task-api.ts'
import type { TaskRow } from '../wire.ts'
import { Fields, focusFirstError, sortErrors } from './fields.tsx'
import { OutcomeChoice } from './outcome-choice.tsx'
import { Problem } from './problem.tsx'

type Settling = 'retry' | 'done_by_hand' | 'give_up'
interface Draft {
  readonly choice: Settling | null
  readonly reference: string
  readonly outcome: string | null
  readonly typed: Typed
}

const CHOICES: readonly { readonly value: Settling; readonly label: string; readonly help: string }[] = [
  { value: 'retry', label: 'Try again', help: 'The cause is gone. Evenkeel looks first whether it already happened.' },
  { value: 'done_by_hand', label: 'I did it by hand', help: 'Give the number under which it was done; the case goes on from there.' },
  { value: 'give_up', label: 'Give up', help: 'It must not be done at all. The case ends as abandoned.' },
]
const REFERENCE = { name: 'reference' }
const VERBS: Readonly<Record<Settling, string>> = { retry: 'Try again', done_by_hand: 'Record what I did', give_up: 'Give up and end the case' }

/** What to do about a step that did not work: try again, record that it was done by hand, or give up. */
export function SettleForm({ task, over, onUse, onTaken }: {
  readonly task: TaskRow
  readonly over: boolean
  readonly onUse: () => void
  readonly onTaken: (taken: Taken) => void
}) {
  const form = useRef<HTMLFormElement>(null)
  const only = task.outcomes.length === 1 ? (task.outcomes[0] ?? null) : null
  const empty: Draft = { choice: null, reference: '', outcome: only, typed: {} }
  const [draft, setDraft, drop] = useDraft(`${task.caseId}/${task.instance}/settle`, empty)
  const command = useCommand<Taken>(taskApi(task, 'settle'))
  const { byField, rest } = sortErrors(command.problem?.errors ?? [], [...task.form, REFERENCE])
  const change = (next: Draft) => { onUse(); setDraft(next); command.edited() }
  const submit = async (event: Event) => {
    event.preventDefault()
    const taken = await command.send(bodyOf(task, draft))
    if (!taken) return focusFirstError(form.current)
    drop()
    onTaken(taken)
  }
  return (
    <form ref={form} class="task-form" onSubmit={(event) => void submit(event)} noValidate>
      <OutcomeChoice
        id={`${task.instance}-choice`} legend="What should happen?" outcomes={CHOICES.filter(({ value }) => !task.choices || task.choices.includes(value))} chosen={draft.choice}
        onChoose={(choice) => change({ ...draft, choice: choice as Settling })}
      />
      {draft.choice === 'done_by_hand' && <ByHand task={task} draft={draft} errors={byField} change={change} />}
      {rest.map((message) => <p class="error" key={message}>{message}</p>)}
      <Problem problem={command.problem} />
      <button class={draft.choice === 'give_up' ? 'danger' : 'primary'} disabled={command.busy || over || !draft.choice}>
        {draft.choice ? VERBS[draft.choice] : 'Choose what should happen'}
      </button>
    </form>
  )
}

function ByHand({ task, draft, errors, change }: {
  readonly task: TaskRow
  readonly draft: Draft
  readonly errors: ReadonlyMap<string, string>
  readonly change: (draft: Draft) => void
}) {
  const id = `${task.instance}-reference`
  const wrong = errors.get('reference')
  return (
    <>
      <div class="field">
        <label for={id}>Reference</label>
        <p class="help" id={`${id}-help`}>the number or link under which the other system knows it</p>
        <input
          type="text" id={id} value={draft.reference} autocomplete="off" aria-required aria-invalid={wrong !== undefined}
          aria-describedby={wrong ? `${id}-help ${id}-error` : `${id}-help`}
          onInput={(event) => change({ ...draft, reference: event.currentTarget.value })}
        />
        {wrong && <p class="error" id={`${id}-error`}>{wrong}</p>}
      </div>
      {task.outcomes.length > 1 && (
        <OutcomeChoice
          id={`${task.instance}-outcome`} legend="How did it end?" outcomes={task.outcomes.map((value) => ({ value }))} chosen={draft.outcome}
          onChoose={(outcome) => change({ ...draft, outcome })}
        />
      )}
      <Fields fields={task.form} idPrefix={`${task.instance}-field`} outcome={draft.outcome} typed={draft.typed} errors={errors} onTyped={(typed) => change({ ...draft, typed })} />
    </>
  )
}

function bodyOf(task: TaskRow, draft: Draft): object {
  const { instance, epoch } = task
  const base = { instance, epoch, choice: draft.choice }
  if (draft.choice !== 'done_by_hand') return { ...base, reference: '' }
  return { ...base, reference: draft.reference.trim(), ...(draft.outcome && { outcome: draft.outcome }), form: toForm(task.form, draft.typed) }
}
