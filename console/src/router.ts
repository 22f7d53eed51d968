import { useEffect, useState } from 'preact/hooks'

const listeners = new Set<() => void>()
const changed = () => listeners.forEach((listener) => listener())

/** Goes to a path of the console without loading the page again. */
export function go(path: string, how: 'push' | 'replace' = 'push'): void {
  history[how === 'push' ? 'pushState' : 'replaceState'](null, '', path)
  changed()
}

/** The path's segments, decoded, and the query; renders again when the reader goes elsewhere. */
export function useRoute(): { readonly path: string; readonly segments: readonly string[]; readonly query: URLSearchParams } {
  const [, render] = useState(0)
  useEffect(() => {
    const listener = () => render((n) => n + 1)
    listeners.add(listener)
    return () => { listeners.delete(listener) }
  }, [])
  const { pathname, search } = location
  return { path: pathname, segments: pathname.split('/').filter(Boolean).map(decode), query: new URLSearchParams(search) }
}

function decode(segment: string): string {
  try { return decodeURIComponent(segment) } catch { return segment }
}

/** The path of a case's page. */
export const casePath = (caseId: string): string => `/cases/${encodeURIComponent(caseId)}`

/** The path of a task's page. */
export const taskPath = (caseId: string, step: string): string => `${casePath(caseId)}/steps/${encodeURIComponent(step)}`

/** Lets plain links work without loading the page again; new tabs, downloads and other sites stay the browser's. */
export function followLinks(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  const link = event.target instanceof Element ? event.target.closest('a') : null
  if (!link || link.target || link.origin !== location.origin || link.hash || link.pathname.startsWith('/api')) return
  event.preventDefault()
  go(link.pathname + link.search)
}

addEventListener('popstate', changed)
