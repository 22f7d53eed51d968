import { casePath } from '../router.ts'

/** The engine was away: what is open follows as soon as it is back. */
export function Untold({ caseIds }: { readonly caseIds: readonly string[] }) {
  return (
    <div class="problem" role="alert">
      <p><strong>It counts from now on, but these cases could not be told yet.</strong> They are told as soon as that can be done, and their tasks follow then; hand them over where that is too late:</p>
      <ul>{caseIds.map((id) => <li key={id}><a href={casePath(id)}>{id}</a></li>)}</ul>
    </div>
  )
}

/** One of several people, or nobody yet. */
export function Pick({ id, label, people, value, error, none, onPick }: {
  readonly id: string
  readonly label: string
  readonly people: readonly { readonly id: string; readonly name: string }[]
  readonly value: string
  readonly error: string | undefined
  readonly none?: string
  readonly onPick: (id: string) => void
}) {
  return (
    <Field id={id} label={label} error={error}>
      {(more) => (
        <select {...more} value={value} onChange={(event) => onPick(event.currentTarget.value)}>
          <option value="">{none ?? 'choose somebody'}</option>
          {people.map((person) => <option key={person.id} value={person.id} selected={person.id === value}>{person.name}</option>)}
        </select>
      )}
    </Field>
  )
}

/** From when to when, on the reader's clock. */
export function When({ draft, zone, errors, onChange }: {
  readonly draft: { readonly from: string; readonly to: string }
  readonly zone: string
  readonly errors: ReadonlyMap<string, string>
  readonly onChange: (next: { readonly from: string } | { readonly to: string }) => void
}) {
  return (
    <div class="when">
      <Field id="change-from" label="From" error={errors.get('from')}>{(more) => <input type="datetime-local" {...more} value={draft.from} onInput={(event) => onChange({ from: event.currentTarget.value })} />}</Field>
      <Field id="change-to" label="To" error={errors.get('to')}>{(more) => <input type="datetime-local" {...more} value={draft.to} onInput={(event) => onChange({ to: event.currentTarget.value })} />}</Field>
      <p class="help">Your time, {zone.replaceAll('_', ' ')}.</p>
    </div>
  )
}

interface Described {
  readonly id: string
  readonly 'aria-invalid': boolean
  readonly 'aria-describedby': string | undefined
}

/** A field with its mistake. */
export function Field({ id, label, error, children }: { readonly id: string; readonly label: string; readonly error: string | undefined; readonly children: (more: Described) => preact.JSX.Element }) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({ id, 'aria-invalid': error !== undefined, 'aria-describedby': error === undefined ? undefined : `${id}-error` })}
      {error && <p class="error" id={`${id}-error`}>{error}</p>}
    </div>
  )
}
