import { fileURLToPath } from 'node:url'
import { openDatabase } from '../../adapters/postgres/database.ts'
import { eventually } from '../harness/eventually.ts'
import { startSystem } from './system.ts'

/** What the stand-in tells of a click, or of a modal that was sent off. */
export interface Shown { readonly ok: boolean; readonly error: string | null; readonly ms: number }
interface Task { readonly caseId: string; readonly step: string; readonly instance: string; readonly epoch: number; readonly assignee: string | null }
export interface CasePage { readonly case: { readonly state: string; readonly outcome: string | null }; readonly tasks: readonly Task[]; readonly timeline: readonly object[] }
interface Posted { readonly channel: string; readonly ts: string; readonly text: string; readonly only: string | null; readonly blocks: unknown; readonly metadata?: { readonly event_payload?: { readonly delivery?: string } } | null }
interface Mail { readonly to: readonly string[]; readonly subject: string; readonly text: string; readonly html: string }

/** The whole product with a workspace and a mailbox, in a house where ana and cleo work in Slack, bo by mail and olu in the console. */
export async function openHouse() {
  const system = await startSystem(['postgres', 'temporal', 'slack', 'mailbox', 'api', 'worker', 'dispatcher'], fileURLToPath(new URL('grading', import.meta.url)))
  const database = openDatabase(system.databaseUrl())
  const control = async <T>(path: string, body?: object): Promise<T> => read<T>(`${system.slack}/_control/${path}`, body)
  const as = (person: string, path: string, body?: object): Promise<Response> => fetch(system.api + path, {
    ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}), headers: { 'Content-Type': 'application/json', 'X-Evenkeel-Person': person, 'X-Evenkeel-Via': 'console' }, signal: AbortSignal.timeout(15_000),
  })
  const page = async (caseId: string): Promise<CasePage> => (await (await as('olu', `/api/cases/${caseId}`)).json()) as CasePage
  return {
    system, database, control, as, page,
    /** Opens a case by hand, sending it again until it was answered, as a person at a bad line does. */
    open: (sop: string, lot: string): Promise<string> => eventually(async () => {
      const answer = await as('olu', '/api/cases', { sop, fields: { lot } }).catch(() => undefined)
      return answer?.ok ? ((await answer.json()) as { caseId: string }).caseId : undefined
    }, 40_000),
    /** The case once this is so. */
    when: (caseId: string, isSo: (page: CasePage) => boolean, withinMs = 40_000): Promise<CasePage> => eventually(async () => {
      const now = await page(caseId)
      return isSo(now) ? now : undefined
    }, withinMs),
    messages: async (): Promise<readonly Posted[]> => (await control<{ messages: readonly Posted[] }>('messages')).messages,
    mails: async (): Promise<readonly Mail[]> => (await read<{ mails: readonly Mail[] }>(`${system.mailbox}/_control/mails`)).mails,
    async [Symbol.asyncDispose]() {
      await database.close()
      await system[Symbol.asyncDispose]()
    },
  }
}

export type House = Awaited<ReturnType<typeof openHouse>>

/** Asks a stand-in; throws what it complains of. */
export async function read<T>(url: string, body?: object): Promise<T> {
  const answer = await fetch(url, body ? { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) } : {})
  if (!answer.ok) throw new Error(`"${url}" answered ${answer.status}: ${await answer.text()}`)
  return (await answer.json()) as T
}

/** The message that says this and can be clicked. */
export const cardOf = (house: House, lot: string): Promise<Posted> => eventually(async () =>
  (await house.messages()).find(({ only, blocks, text }) => only === null && `${text} ${JSON.stringify(blocks)}`.includes(lot) && JSON.stringify(blocks).includes('"outcome:')), 40_000)

/** The mail that says this; `link` is the page of the step without a choice, `code` what it asks for. */
export async function mailOf(house: House, lot: string): Promise<{ readonly mail: Mail; readonly link: string; readonly code: string }> {
  const mail = await eventually(async () => (await house.mails()).find(({ subject, text }) => `${subject} ${text}`.includes(lot)), 40_000)
  const [link = ''] = /http:\/\/\S+\/t\/[0-9a-f]{40}/.exec(mail.text) ?? []
  return { mail, link, code: /code for this mail: (\d{3} \d{3})/.exec(mail.text)?.[1] ?? '' }
}

/** Sends the page behind a mail's link, as a browser would. */
export const sendPage = (link: string, form: Readonly<Record<string, string>>): Promise<Response> =>
  fetch(link, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual', headers: { Origin: new URL(link).origin, 'Sec-Fetch-Site': 'same-origin' } })
