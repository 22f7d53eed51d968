import type { CaseEvent } from '../../domain/event.ts'
import { ConnectorError, type Connector, type Mailer } from '../../domain/ports.ts'

/** Answers of the world that are given out one by one: a call waits until somebody lets it go, and asked again gets the same answer. */
export interface Gate {
  ask(key: string): Promise<CaseEvent>
  isAsked(key: string): boolean
  answer(key: string, event: CaseEvent): void
  /** Nobody waits any more: whatever still asks is refused. */
  close(): void
}

export function createGate(): Gate {
  const answers = new Map<string, CaseEvent>()
  const waiting = new Map<string, readonly ((event: CaseEvent) => void)[]>()
  return {
    ask: (key) => new Promise((resolve) => {
      const known = answers.get(key)
      if (known) resolve(known)
      waiting.set(key, [...(waiting.get(key) ?? []), resolve])
    }),
    isAsked: (key) => waiting.has(key),
    answer(key, event) {
      answers.set(key, event)
      for (const resolve of waiting.get(key) ?? []) resolve(event)
    },
    close() {
      for (const [key, all] of waiting) for (const resolve of all) resolve(answers.get(key) ?? { type: 'failed', effect: key, code: 'closed', message: 'the scenario is over' })
    },
  }
}

/** Systems that say what the gate says. */
export function gatedWorld(ask: Gate['ask']): { readonly connectors: ReadonlyMap<string, Connector>; readonly mailer: Mailer } {
  const shop: Connector = {
    name: 'shop',
    async perform({ key }) {
      const event = await ask(key)
      if (event.type === 'acted') return { outputs: event.result, reference: event.reference ?? null }
      if (event.type === 'fetched') return { outputs: event.value as never, reference: null }
      if (event.type === 'failed') throw new ConnectorError('refused', event.code, event.message)
      throw new RangeError(`"${key}" cannot be answered with "${event.type}"`)
    },
  }
  const mailer: Mailer = {
    async send(_letter, key) {
      const event = await ask(key)
      return { reference: event.type === 'sent' ? (event.reference ?? null) : null }
    },
  }
  return { connectors: new Map([['shop', shop]]), mailer }
}
