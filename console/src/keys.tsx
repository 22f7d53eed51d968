import { useEffect, useState } from 'preact/hooks'
import { Dialog } from './parts/dialog.tsx'

const KEYS: readonly (readonly [string, string])[] = [
  ['/', 'search'], ['j', 'next row'], ['k', 'row before'], ['Enter', 'open the row'], ['Ctrl + Enter', 'finish the form'], ['Esc', 'close'], ['?', 'this list'],
]

/** The keys of every page, and the list of them under `?`. Keys typed into a field stay the field's. */
export function Keys() {
  const [listed, setListed] = useState(false)
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      if (event.key === '/') focus('#search')
      else if (event.key === 'j' || event.key === 'k') move(event.key === 'j' ? 1 : -1)
      else if (event.key === '?') setListed(true)
      else return
      event.preventDefault()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [])
  return (
    <>
      <button type="button" class="plain" onClick={() => setListed(true)}>Keys</button>
      {listed && (
        <Dialog title="Keys" onClose={() => setListed(false)}>
          <dl class="pairs">{KEYS.map(([key, what]) => [<dt key={key}><kbd>{key}</kbd></dt>, <dd key={what}>{what}</dd>])}</dl>
        </Dialog>
      )}
    </>
  )
}

const focus = (selector: string): void => document.querySelector<HTMLElement>(selector)?.focus()

/** Radios and boxes take no letters, so the keys work from there too. */
const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.matches('textarea,select,dialog[open] *') || (target instanceof HTMLInputElement && !['radio', 'checkbox'].includes(target.type)))

function move(by: number): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')]
  const at = rows.findIndex((row) => row.contains(document.activeElement))
  const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.max(0, Math.min(rows.length - 1, at + by))]
  next?.querySelector<HTMLElement>('a')?.focus()
}
