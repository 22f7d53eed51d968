import { createContext } from 'preact'
import { useContext, useEffect, useState } from 'preact/hooks'
import { serverNow } from './api.ts'
import { exactly } from '../../adapters/times.ts'
import { agoInWords, clockState, inFull } from './logic/duration.ts'
import { StatusPill } from './parts/status-pill.tsx'
import { useReader } from './session.ts'
import type { Instant } from './wire.ts'
import { dueInWords } from '../../domain/words.ts'

/** How far the clock of the case on this page was wound on, in milliseconds. */
export const Wound = createContext(0)

/** The present on the case's clock, renewed often enough for what is shown. */
export function useNow(everyMs = 1000): number {
  const wound = useContext(Wound)
  const [, render] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => render((n) => n + 1), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return serverNow() + wound
}

/** An instant as the reader's zone has it; the full date and the zone on pointing at it. */
export function Exact({ at }: { readonly at: Instant }) {
  const { me } = useReader()
  const now = useNow(60_000)
  const ms = Date.parse(at)
  return <time datetime={at} title={inFull(ms, me.zone, me.locale)}>{exactly(ms, now, me.zone, me.locale)}</time>
}

/** How long ago, in words, with the exact time on pointing at it. */
export function Ago({ at }: { readonly at: Instant }) {
  const { me } = useReader()
  const now = useNow()
  const ms = Date.parse(at)
  return <time datetime={at} title={inFull(ms, me.zone, me.locale)}>{agoInWords(ms, now)}</time>
}

/** A due time: state by shape and word, the time left in words, and the exact instant in the reader's zone. */
export function Due({ task }: { readonly task: { readonly startedAt: Instant; readonly dueAt: Instant; readonly breached: boolean } }) {
  const now = useNow()
  const clock = { startedAt: Date.parse(task.startedAt), dueAt: Date.parse(task.dueAt), breached: task.breached }
  const state = clockState(clock, now)
  return (
    <span class="due">
      <StatusPill state={state} />{' '}
      <span class="nowrap">{dueInWords(clock.dueAt, now)},</span> <span class="nowrap quiet"><Exact at={task.dueAt} /></span>
    </span>
  )
}
