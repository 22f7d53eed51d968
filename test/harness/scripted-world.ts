import { ConnectorError, type Connector, type Mailer } from '../../domain/ports.ts'
import { own, type JsonObject } from '../../domain/json.ts'
import type { Letter } from '../../domain/state.ts'
import type { SystemAnswer } from '../../domain/scenario.ts'

/** What a scripted system says: outputs, or a failure by code. */
export type Answers = Readonly<Record<string, readonly SystemAnswer[]>>

/** Systems that answer as a scenario says, and remember what really happened in them. */
export function scriptedWorld(first: Answers) {
  let answers = first
  let tried: Record<string, number> = {}
  const happened: { readonly action: string; readonly key: string; readonly input: JsonObject }[] = []
  const letters: { readonly letter: Letter; readonly key: string }[] = []

  const next = (action: string): SystemAnswer => {
    const list = own(answers, action) ?? []
    const turn = tried[action] ?? 0
    tried[action] = turn + 1
    return list[Math.min(turn, list.length - 1)] ?? { ok: {} }
  }

  const connector = (name: string): Connector => ({
    name,
    async perform({ action, input, key, look }) {
      const before = happened.find((one) => one.key === key)
      const answer = next(action)
      if (before && look) return { outputs: 'ok' in answer ? answer.ok : {}, reference: null }
      if ('fails' in answer && answer.fails === 'timeout') throw new ConnectorError('transient', 'timeout', `${action} did not answer`, { retryAfterMs: 1 })
      if ('fails' in answer && answer.fails !== 'timeout_after') throw new ConnectorError('refused', answer.fails, `${action} refused: ${answer.fails}`)
      happened.push({ action, key, input })
      if ('fails' in answer) throw new ConnectorError('unknown-outcome', 'timeout', `${action} gave no answer`, { retryAfterMs: 1 })
      return { outputs: answer.ok, reference: null }
    },
  })

  const mailer: Mailer = {
    async send(letter, key) {
      letters.push({ letter, key })
      return { reference: `scenario/${key}` }
    },
  }
  return {
    connectors: new Map(['shop', 'shopify', 'http'].map((name) => [name, connector(name)])), mailer, happened, letters,
    /** Another scenario, in the same world. */
    play(next: Answers): void {
      answers = next
      tried = {}
    },
  }
}
