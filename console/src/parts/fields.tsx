import type { FormField } from '../../../domain/plan.ts'
import { isRequired, needInWords, type Typed } from '../logic/form-values.ts'
import { limitsInWords } from '../../../domain/task-words.ts'
import { sayFirst } from '../../../domain/words.ts'

type Value = Typed[string]
interface FieldProps {
  readonly field: FormField
  readonly id: string
  readonly value: Value
  readonly onValue: (value: Value) => void
  readonly describedBy: string | undefined
  readonly wrong: boolean
  readonly needed: boolean
}

/** The fields of a form, top to bottom; each with its label, its help, whether it is needed for the outcome, and its error. */
export function Fields({ fields, idPrefix, outcome, typed, errors, onTyped }: {
  readonly fields: readonly FormField[]
  readonly idPrefix: string
  readonly outcome: string | null
  readonly typed: Typed
  readonly errors: ReadonlyMap<string, string>
  readonly onTyped: (typed: Typed) => void
}) {
  return (
    <>
      {fields.map((field) => (
        <Field
          key={field.name} field={field} id={`${idPrefix}-${field.name}`} value={typed[field.name] ?? ''} error={errors.get(field.name)}
          needed={isRequired(field, outcome)} need={needInWords(field, outcome)} onValue={(value) => onTyped({ ...typed, [field.name]: value })}
        />
      ))}
    </>
  )
}

function Field(props: Omit<FieldProps, 'describedBy' | 'wrong'> & { readonly error: string | undefined; readonly need: string }) {
  const { field, id, error, need } = props
  const help = [field.help, limitsInWords(field)].filter(Boolean).join('; ')
  const grouped = ['choose', 'choose_many', 'yes_no'].includes(field.type.kind)
  const describedBy = [help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(' ') || undefined
  const label = <>{field.label}{need && <span class="quiet"> ({need})</span>}</>
  const below = (
    <>
      {help && <p class="help" id={`${id}-help`}>{help}</p>}
      <Input {...props} describedBy={describedBy} wrong={error !== undefined} />
      {error && <p class="error" id={`${id}-error`}>{error}</p>}
    </>
  )
  if (grouped) return <fieldset class="field" aria-describedby={describedBy}><legend>{label}</legend>{below}</fieldset>
  return <div class="field"><label for={id}>{label}</label>{below}</div>
}

function Input(props: FieldProps) {
  const { type } = props.field
  switch (type.kind) {
    case 'choose': return <Choice {...props} options={type.options} many={false} />
    case 'choose_many': return <Choice {...props} options={type.options} many />
    case 'yes_no': return <Choice {...props} options={['yes', 'no']} many={false} />
    case 'text': return type.max > 120 ? <textarea rows={2} {...common(props)}>{String(props.value)}</textarea> : <input type="text" {...common(props)} />
    case 'date': return <input type="date" {...common(props)} />
    case 'whole_number': return <input type="text" inputmode="numeric" class="short number" {...common(props)} />
    case 'decimal': case 'money': return <input type="text" inputmode="decimal" class="short number" {...common(props)} />
    case 'scan': return <input type="text" data-scan {...common(props)} onKeyDown={nextField} />
  }
}

const common = ({ id, value, onValue, describedBy, wrong, needed }: FieldProps) => ({
  id, name: id, value: String(value), autocomplete: 'off', 'aria-describedby': describedBy, 'aria-invalid': wrong, 'aria-required': needed,
  onInput: (event: { currentTarget: HTMLInputElement | HTMLTextAreaElement }) => onValue(event.currentTarget.value),
})

function Choice({ id, value, onValue, options, many, wrong }: FieldProps & { readonly options: readonly string[]; readonly many: boolean }) {
  const chosen = typeof value === 'string' ? [value] : value
  const pick = (option: string, on: boolean) => {
    if (!many) onValue(option)
    else onValue(on ? [...chosen.filter(Boolean), option] : chosen.filter((one) => one !== option))
  }
  return (
    <div class="choices">
      {options.map((option, index) => (
        <label key={option} class="choice">
          <input
            type={many ? 'checkbox' : 'radio'} id={index === 0 ? id : `${id}-${option}`} name={id} value={option} checked={chosen.includes(option)}
            aria-invalid={wrong} onChange={(event) => pick(option, event.currentTarget.checked)}
          />
          <span>{sayFirst(option)}</span>
        </label>
      ))}
    </div>
  )
}

/** A scanner ends with Enter; that moves on to the next field instead of finishing the step by accident. */
function nextField(event: KeyboardEvent): void {
  if (event.key !== 'Enter') return
  event.preventDefault()
  const fields = [...(event.currentTarget as HTMLInputElement).form?.querySelectorAll<HTMLElement>('input,textarea,button') ?? []]
  fields[fields.indexOf(event.currentTarget as HTMLElement) + 1]?.focus()
}

/** Errors by field, and those that belong to no field that is shown. */
export function sortErrors(errors: readonly { field: string; message: string }[], fields: readonly { readonly name: string }[]) {
  const known = new Set(fields.map((field) => field.name))
  return {
    byField: new Map(errors.filter((error) => known.has(error.field)).map((error) => [error.field, error.message])),
    rest: errors.filter((error) => !known.has(error.field)).map((error) => error.message),
  }
}

/** Puts the reader at the first field that was refused. */
export function focusFirstError(form: HTMLElement | null): void {
  requestAnimationFrame(() => form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
}
