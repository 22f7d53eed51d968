import { isObject, type Json } from '../../domain/json.ts'
import { formOf, outcomeOf, type Draw, type Task } from './form.ts'
import type { Answer, House } from './house.ts'
import type { Opened } from './opening.ts'
import type { Proofs } from './proofs.ts'

/** Everybody who works here, at one desk: answers whatever is asked, by what the task itself says of its form, outcomes and proof. */
export interface Clerk {
  /** Answers it, under the same command id until an answer came. True when it was taken. */
  finish(task: Task, opened: Opened | undefined): Promise<boolean>
  /** What the clerk was refused, by SOP, step and code: what is there often is a task that nobody can finish. */
  readonly refused: ReadonlyMap<string, number>
}

/** A refusal that another answer will not change: somebody else was quicker, or the case has gone on. */
const PASSED = new Set(['step-not-open', 'already-finished', 'stale-step', 'case-closed', 'deadline-passed', 'already-approved', 'command-reused'])
/** Whoever was tried in vain so often says that they cannot. */
const PATIENCE = 9

interface Tried {
  /** Answers that were refused. */
  tries: number
  /** How often what did not work was settled, which was no end of it. */
  settled: number
  /** The command under way: its id is kept until the answer is known. */
  sent?: { readonly path: string; readonly body: object; readonly by: string }
}

/** `people` are who holds which role. */
export function openClerk(house: House, { seed, proofs, roles }: { readonly seed: number; readonly proofs: Proofs; readonly roles: Readonly<Record<string, readonly string[]>> }): Clerk {
  const tried = new Map<string, Tried>()
  const refused = new Map<string, number>()

  async function finish(task: Task, opened: Opened | undefined): Promise<boolean> {
    const id = `${task.caseId} ${task.instance} ${task.kind}`
    const known = tried.get(id) ?? { tries: 0, settled: 0 }
    tried.set(id, known)
    known.sent ??= commandOf(task, opened, { seed, key: opened?.key ?? task.caseId, tries: known.tries }, known)
    const answer = await house.as(known.sent.by, known.sent.path, known.sent.body)
    if (answer.status === 0 || answer.status === 429 || answer.status >= 500) return false
    delete known.sent
    if (answer.status < 300) {
      known.settled += task.kind === 'exception' ? 1 : 0
      return true
    }
    const code = codeOf(answer)
    if (!PASSED.has(code)) known.tries += 1
    const name = `${task.sop} ${task.step} ${code}${code === 'check-failed' || code === 'wrong-form' ? ` ${JSON.stringify(answer.body).slice(0, 300)}` : ''}`
    if (!PASSED.has(code)) refused.set(name, (refused.get(name) ?? 0) + 1)
    return false
  }

  function commandOf(task: Task, opened: Opened | undefined, draw: Draw, { tries, settled }: Tried): NonNullable<Tried['sent']> {
    const by = whoDoes(task, tries)
    const at = (act: string, more: object): NonNullable<Tried['sent']> => ({
      by, path: `/api/cases/${encodeURIComponent(task.caseId)}/steps/${encodeURIComponent(task.step)}/${act}`,
      body: { commandId: `${task.instance} ${task.kind} ${tries} ${by} ${Date.now()}`.slice(-100), instance: task.instance, ...more },
    })
    if (tries > PATIENCE) return at('cannot', { reason: 'other', note: 'It was tried again and again.' })
    if (task.kind === 'suggestion') return at('confirm', { yes: true })
    if (task.kind === 'question') return at('answer', { form: formOf(task, '', opened, draw) })
    if (task.kind === 'exception') return at('settle', settlement(task, tries + settled))
    const outcome = outcomeOf(task, draw)
    return at('complete', { outcome, form: formOf(task, outcome, opened, draw), ...evidenceOf(task, outcome, proofs) })
  }

  /** Its holder; after a refusal somebody else who may. */
  function whoDoes({ assignee, forWhom, notFor = [], approvals }: Task, tries: number): string {
    const given = approvals?.given.map(({ by }) => by) ?? []
    const team = [...(roles[forWhom] ?? [forWhom]), 'ravi', 'cleo'].filter((one) => !notFor.includes(one) && !given.includes(one))
    if (tries === 0 && assignee !== null && !given.includes(assignee)) return assignee
    return team[tries % Math.max(1, team.length)] ?? assignee ?? 'ravi'
  }

  return { finish, refused }
}

/** What did not work is tried again; nobody says that they did by hand what the oracle looks for outside. */
const settlement = ({ choices = [] }: Task, tries: number): object => ({ choice: choices.includes('retry') && tries < 6 ? 'retry' : (choices.find((one) => one === 'give_up') ?? choices[0]), reference: 'chaos' })

function evidenceOf({ evidence = [] }: Task, outcome: string, { photos, files }: Proofs): { readonly evidence?: object } {
  const wanted = evidence.filter(({ required, unless }) => unless || (typeof required === 'boolean' ? required : required.includes(outcome)))
  if (wanted.length === 0) return {}
  return {
    evidence: Object.fromEntries(wanted.map(({ name, kind, atLeast }) => {
      const many = Math.max(1, atLeast)
      if (kind === 'photo') return [name, photos.slice(0, many).map((sha256) => ({ kind, sha256 }))]
      if (kind === 'file') return [name, files.slice(0, many).map((sha256) => ({ kind, sha256 }))]
      return [name, Array.from({ length: many }, (_, index) => ({ kind, text: `https://mail.harbour.example/${index}` }))]
    })),
  }
}

const codeOf = ({ status, body }: Answer): string => (isObject(body as Json) && typeof (body as { code?: Json }).code === 'string' ? String((body as { code?: Json }).code) : String(status))
