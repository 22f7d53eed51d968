import { randomUUID } from 'node:crypto'

interface Task {
  readonly caseId: string
  readonly step: string
  readonly instance: string
  readonly epoch: number
  readonly assignee: string | null
  readonly facts: readonly { readonly label: string; readonly value: unknown }[]
}

/** What a person answers at each step of the sample SOP. */
const ANSWERS: Readonly<Record<string, { readonly outcome: string; readonly form: object }>> = {
  inspect: { outcome: 'graded', form: { grade: 'a', quantity: 1 } },
  'refund/approve_lead': { outcome: 'approve', form: {} },
}

/** Everybody who works here: finishes whatever comes up, sending an answer again until it was taken, as a person with a bad line would. */
export function startClerk(api: string) {
  let stopped = false
  const ids = new Map<string, string>()

  async function finish(task: Task): Promise<void> {
    const answer = ANSWERS[task.step]
    if (!answer) throw new Error(`nobody knows what to do at "${task.step}"`)
    // One click has one id, however often it is sent.
    const key = `${task.instance} ${task.caseId}`
    const commandId = ids.get(key) ?? randomUUID()
    ids.set(key, commandId)
    await fetch(`${api}/api/cases/${task.caseId}/steps/${encodeURIComponent(task.step)}/complete`, {
      method: 'POST', headers: { 'content-type': 'application/json', 'x-evenkeel-person': task.assignee ?? 'olu' },
      body: JSON.stringify({ commandId, instance: task.instance, ...answer }), signal: AbortSignal.timeout(15_000),
    })
  }

  async function round(): Promise<void> {
    const response = await fetch(`${api}/api/tasks?all=true`, { headers: { 'x-evenkeel-person': 'olu' }, signal: AbortSignal.timeout(5_000) })
    if (!response.ok) return
    const { mine = [], team = [] } = (await response.json()) as { mine?: readonly Task[]; team?: readonly Task[] }
    await Promise.allSettled([...mine, ...team].map(finish))
  }

  const work = (async () => {
    while (!stopped) {
      // While something is down, looking again is all a person can do.
      await round().catch(() => undefined)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  })()
  return { stop: async (): Promise<void> => { stopped = true; await work } }
}
