import { useEffect, useState } from 'preact/hooks'

type Listener = (caseId: string | null) => void

const listeners = new Set<Listener>()
const watchers = new Set<() => void>()
let source: EventSource | null = null
let retry: ReturnType<typeof setTimeout> | undefined
let connected = true
let wait = 1000

/** Tells when a case's rows changed; with null, that anything may have (after a gap, or after an act of one's own). */
export function onChange(listener: Listener): () => void {
  listeners.add(listener)
  return () => { listeners.delete(listener) }
}

/** What is told in place of a case when somebody changed a roster. */
export const ROSTERS = 'rosters'

/** Everything on the page is asked for again. */
export const changedHere = (): void => listeners.forEach((listener) => listener(null))

/** Tells when the line to the server is there again. */
export function onConnected(listener: () => void): () => void {
  const watcher = () => { if (connected) listener() }
  watchers.add(watcher)
  return () => { watchers.delete(watcher) }
}

/** Whether changes arrive by themselves at present. */
export function useConnected(): boolean {
  const [, render] = useState(0)
  useEffect(() => {
    const watcher = () => render((n) => n + 1)
    watchers.add(watcher)
    return () => { watchers.delete(watcher) }
  }, [])
  return connected
}

/** Follows changes while the page is seen. A hidden tab lets go: browsers allow a handful of connections to one address. */
export function follow(): void {
  document.addEventListener('visibilitychange', () => (document.hidden ? close() : open()))
  if (!document.hidden) open()
}

function open(): void {
  close()
  source = new EventSource('/api/live')
  source.addEventListener('open', () => { wait = 1000; say(true); changedHere() })
  source.addEventListener('changed', (event) => {
    const caseId = readCase((event as MessageEvent<string>).data)
    listeners.forEach((listener) => listener(caseId))
  })
  source.addEventListener('error', () => { say(false); later() })
}

function close(): void {
  clearTimeout(retry)
  source?.close()
  source = null
}

function later(): void {
  close()
  retry = setTimeout(open, wait)
  wait = Math.min(wait * 2, 15_000)
}

function say(now: boolean): void {
  if (connected === now) return
  connected = now
  watchers.forEach((watcher) => watcher())
}

function readCase(data: string): string | null {
  try {
    const { caseId } = JSON.parse(data) as { caseId?: unknown }
    return typeof caseId === 'string' ? caseId : null
  } catch {
    return null
  }
}
