import { createBurst } from './logic/burst.ts'
import { go } from './router.ts'

/**
 * A scanner types a code and Enter, wherever the focus happens to be. The code goes into the first empty field for one, and nothing
 * is finished by its Enter. Where no form is open it is looked up among the cases. Returns how to stop.
 */
export function followScanner(): () => void {
  const burst = createBurst()
  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return
    const code = burst.key(event.key, event.timeStamp)
    if (isTyping(event.target)) {
      // It stands where the reader wanted it; only the Enter must not send a form. A field for codes moves on by itself.
      if (code !== undefined && event.target instanceof HTMLInputElement && event.target.closest('.task-form') && !('scan' in event.target.dataset)) event.preventDefault()
      return
    }
    if (code === undefined) return void (event.key === ' ' && burst.running() && event.preventDefault())
    event.preventDefault()
    event.stopPropagation()
    take(code)
  }
  addEventListener('keydown', press, true)
  return () => removeEventListener('keydown', press, true)
}

/** Whether what is typed goes into a field. Radios and boxes take no letters. */
export const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.matches('textarea,select') || (target instanceof HTMLInputElement && !['radio', 'checkbox', 'file'].includes(target.type)))

function take(code: string): void {
  const asked = document.querySelector('dialog[open]')
  const fields = [...(asked ?? document).querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('[data-scan]:enabled')]
  const field = fields.find(({ value }) => value === '') ?? fields.at(-1)
  if (field) return put(field, code)
  // A form that takes no code stays as it is: to leave it now would be a surprise.
  if (!asked && !document.querySelector('.task-form')) go(`/cases?text=${encodeURIComponent(code)}`)
}

/** As if it had been typed, so that the form knows it; the next field is next, as after a scan into the field itself. */
function put(field: HTMLInputElement | HTMLTextAreaElement, code: string): void {
  field.focus()
  field.value = field instanceof HTMLTextAreaElement && field.value !== '' ? `${field.value.trimEnd()}\n${code}` : code
  field.dispatchEvent(new Event('input', { bubbles: true }))
  field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }))
}
