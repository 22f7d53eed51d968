import { useEffect, useState } from 'preact/hooks'
import { SCANNER_GAP_MS } from './logic/burst.ts'
import { Dialog } from './parts/dialog.tsx'
import { followScanner, isTyping } from './scanner.ts'

const KEYS: readonly (readonly [string, string])[] = [
  ['/', 'search'], ['j', 'next row'], ['k', 'row before'], ['Enter', 'open the row'], ['Ctrl + Enter', 'finish the form'], ['Esc', 'close'], ['?', 'this list'], ['scanner', 'into the field for a code, from anywhere'],
]

/** The keys of every page, and the list of them under `?`. Keys typed into a field stay the field's. */
export function Keys() {
  const [listed, setListed] = useState(false)
  useEffect(() => {
    const acts: Readonly<Record<string, () => void>> = { '/': () => focus('#search'), j: () => move(1), k: () => move(-1), '?': () => setListed(true) }
    let soon: ReturnType<typeof setTimeout> | undefined
    const press = (event: KeyboardEvent) => {
      // A key right behind another is a scanner's code and no wish of the reader.
      clearTimeout(soon)
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector('dialog[open]')) return
      const act = acts[event.key]
      if (!act) return
      event.preventDefault()
      if (event.repeat) act()
      else soon = setTimeout(act, SCANNER_GAP_MS)
    }
    addEventListener('keydown', press)
    const stop = followScanner()
    return () => { removeEventListener('keydown', press); stop() }
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

function move(by: number): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')]
  const at = rows.findIndex((row) => row.contains(document.activeElement))
  const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.max(0, Math.min(rows.length - 1, at + by))]
  next?.querySelector<HTMLElement>('a')?.focus()
}
