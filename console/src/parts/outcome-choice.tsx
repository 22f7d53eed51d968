import { sayFirst } from '../../../domain/words.ts'

/** How the step ended, as large buttons. With one outcome there is nothing to choose. */
export function OutcomeChoice({ id, legend, outcomes, chosen, error, onChoose }: {
  readonly id: string
  readonly legend: string
  readonly outcomes: readonly { readonly value: string; readonly label?: string; readonly help?: string }[]
  readonly chosen: string | null
  readonly error?: string | undefined
  readonly onChoose: (outcome: string) => void
}) {
  return (
    <fieldset class="field" aria-describedby={error ? `${id}-error` : undefined}>
      <legend>{legend}</legend>
      <div class="choices">
        {outcomes.map(({ value, label, help }) => (
          <label key={value} class="choice">
            <input type="radio" name={id} value={value} checked={chosen === value} aria-invalid={error !== undefined} onChange={() => onChoose(value)} />
            <span>{label ?? sayFirst(value)}{help && <small>{help}</small>}</span>
          </label>
        ))}
      </div>
      {error && <p class="error" id={`${id}-error`}>{error}</p>}
    </fieldset>
  )
}
