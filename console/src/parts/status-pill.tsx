/** The states that are told apart by word, shape and colour, never by colour alone. */
export type PillState = 'calm' | 'at-risk' | 'breached' | 'paused' | 'closed' | 'stopped' | 'unconfirmed'

const WORDS: Readonly<Record<PillState, string>> = {
  calm: 'on time', 'at-risk': 'at risk', breached: 'breached', paused: 'paused', closed: 'closed', stopped: 'needs help', unconfirmed: 'not yet confirmed',
}

const SHAPES: Readonly<Record<PillState, string>> = {
  calm: 'M6 1a5 5 0 1 1 0 10A5 5 0 1 1 6 1Z',
  'at-risk': 'M6 .7 11.7 11H.3Z',
  breached: 'M6 0 12 6 6 12 0 6Z',
  paused: 'M2 1h3v10H2ZM7 1h3v10H7Z',
  closed: 'M4.6 10.5.8 6.7l1.5-1.5 2.3 2.3 5.2-5.8 1.6 1.4Z',
  stopped: 'M1 1h10v10H1Z',
  unconfirmed: 'M6 1a5 5 0 1 1 0 10A5 5 0 1 1 6 1Zm0 2a3 3 0 1 0 0 6 3 3 0 1 0 0-6Z',
}

/** A state as shape and word. `word` replaces the usual one, for an outcome. */
export function StatusPill({ state, word }: { readonly state: PillState; readonly word?: string }) {
  return (
    <span class={`pill ${state}`}>
      <svg viewBox="0 0 12 12" width="10" height="10" aria-hidden="true"><path d={SHAPES[state]} /></svg>
      {word ?? WORDS[state]}
    </span>
  )
}
