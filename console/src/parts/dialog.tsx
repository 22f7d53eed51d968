import { createContext, type ComponentChildren } from 'preact'
import { useContext, useEffect, useId, useRef } from 'preact/hooks'

/** Told when a question stands over what is around it, and when it does no more: until then nothing there is replaced. */
export const Asking = createContext<(asking: boolean) => void>(() => undefined)

/** A question over the page. The browser keeps the focus inside, closes on Esc and gives the focus back. */
export function Dialog({ title, onClose, children }: { readonly title: string; readonly onClose: () => void; readonly children: ComponentChildren }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  const tell = useContext(Asking)
  useEffect(() => {
    const element = dialog.current
    element?.showModal()
    tell(true)
    return () => { element?.close(); tell(false) }
  }, [])
  return (
    <dialog ref={dialog} aria-labelledby={id} onClose={onClose}>
      <header><h2 id={id}>{title}</h2><button type="button" class="plain" onClick={onClose} aria-label="Close">✕</button></header>
      {children}
    </dialog>
  )
}
