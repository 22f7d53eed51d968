import { isObject } from '../domain/json.ts'
import type { Voice } from '../domain/watchdog/port.ts'

const PATIENCE_MS = 10_000

/** Tells by an HTTP request: JSON with `text`, which chat services show, and every finding by itself. Rejects unless it is answered 2xx. */
export const createWebhook = (url: string, hostname: string): Voice => ({
  name: 'the webhook',
  async tell({ subject, text, news }) {
    const findings = news.map(({ is, finding: { kind, subject: about, caseId, message, firstAt } }) => ({ is, kind, subject: about, caseId, message, firstAt: new Date(firstAt).toISOString() }))
    await ask(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ text: `${subject}\n\n${text}`, host: hostname, findings }) })
  },
})

/** Asks for an address once, to say that all is well. Rejects unless it is answered 2xx. */
export const createPing = (url: string): (() => Promise<void>) => () => ask(url, { method: 'GET' })

async function ask(url: string, request: RequestInit): Promise<void> {
  const answer = await fetch(url, { ...request, redirect: 'error', signal: AbortSignal.timeout(PATIENCE_MS) }).catch((error: unknown) => {
    const cause: unknown = error instanceof Error ? error.cause : undefined
    // The address may be a secret by itself, so only its host is named.
    throw new Error(`"${new URL(url).host}" did not answer: ${isObject(cause) && typeof cause['code'] === 'string' ? cause['code'] : error instanceof Error ? error.message : String(error)}`)
  })
  await answer.body?.cancel()
  if (!answer.ok) throw new Error(`"${new URL(url).host}" answered ${answer.status}`)
}
