import { setTimeout as pause } from 'node:timers/promises'
import { chance } from './chance.ts'
import { openClerk, type Clerk } from './clerk.ts'
import type { Task } from './form.ts'
import type { House, Victim } from './house.ts'
import type { Opened } from './opening.ts'
import { OPENINGS } from './openings.ts'
import { uploadProofs } from './proofs.ts'
import { endTrouble, makeTrouble } from './trouble.ts'
import { openWorld } from './world.ts'

/** How much is played. */
export interface Script {
  readonly seed: number
  readonly cases: number
  readonly kills: number
  /** So many are open at once. */
  readonly atOnce: number
  /** Gives up when nothing has moved for so long. */
  readonly patienceMs: number
  note(text: string): void
}

/** What was done; what came of it is for the oracle. */
export interface Played {
  readonly opened: readonly Opened[]
  readonly kills: Readonly<Record<Victim, number>>
  readonly faults: number
  readonly winds: number
  readonly seconds: number
  /** What the clerk was refused, and how often. */
  readonly refused: ReadonlyMap<string, number>
  /** Whether everything has ended; if not, what stands still is for the oracle to judge. */
  readonly ended: boolean
}

interface Listed {
  readonly caseId: string
  readonly sop: string
  readonly key: string
  readonly openSteps: readonly { readonly step: string; readonly phase: string; readonly assignee: string | null }[]
}

/** The run as it stands. */
interface Run {
  readonly house: House
  readonly script: Script
  readonly clerk: Clerk
  readonly world: ReturnType<typeof openWorld>
  readonly opened: Map<string, Opened>
  readonly seen: Set<string>
  readonly nudges: Map<string, number>
  readonly kills: Record<Victim, number>
  /** By `performance.now()`. */
  readonly since: number
  begun: number
  faults: number
  /** Cases that were there and are not open any more. */
  closed: number
  movedAt: number
  /** Whether the API answered the last look. */
  reached: boolean
}

/** Opens all cases, works on them until each has ended, and meanwhile kills processes and has the systems outside fail. */
export async function play(house: House, script: Script): Promise<Played> {
  const since = performance.now()
  const clerk = openClerk(house, { seed: script.seed, proofs: await uploadProofs(house), roles: await rolesOf(house) })
  const run: Run = {
    house, script, clerk, world: openWorld(house, script.seed), opened: new Map(), seen: new Set(), nudges: new Map(), kills: { api: 0, worker: 0, dispatcher: 0, temporal: 0, postgres: 0 },
    since, begun: 0, faults: 0, closed: 0, movedAt: performance.now(), reached: true,
  }
  const killing = killAlong(run)
  const opening = openAll(run)
  const ended = await workUntilDone(run)
  await Promise.all([opening, killing])
  return { opened: [...run.opened.values()], kills: run.kills, faults: run.faults, winds: run.world.winds, seconds: (performance.now() - since) / 1000, refused: clerk.refused, ended }
}

/** Who holds which role, as the API says. */
async function rolesOf(house: House): Promise<Readonly<Record<string, readonly string[]>>> {
  const { body } = await house.as('olu', '/api/session')
  const { people } = body as { readonly people: readonly { readonly id: string; readonly roles: readonly string[] }[] }
  const roles: Record<string, string[]> = {}
  for (const { id, roles: held } of people) for (const role of held) (roles[role] ??= []).push(id)
  return roles
}

const closedIn = ({ closed }: Run): number => closed
const isDone = (run: Run): boolean => run.closed >= run.script.cases

/** In waves of one case a SOP: what is told meanwhile is held back, and then told the last first, some of it twice. */
async function openAll(run: Run): Promise<void> {
  const { house, script } = run
  const sops = Object.entries(OPENINGS)
  while (run.begun < script.cases) {
    if (run.begun - closedIn(run) >= script.atOnce) {
      await pause(100)
      continue
    }
    const wave = Array.from({ length: Math.min(sops.length, script.cases - run.begun) }, (_, index) => run.begun + index)
    run.begun += wave.length
    await Promise.all(HOLDING.map((outside) => house.ask(outside, 'webhooks/hold', {})))
    const waved = await Promise.all(wave.map(async (n) => {
      const [, open] = sops[n % sops.length] ?? []
      const opened = await open?.({ house, n, seed: script.seed })
      if (opened) run.opened.set(`${opened.sop} ${opened.key}`, opened)
      return opened
    }))
    await Promise.all(HOLDING.map((outside) => house.ask(outside, 'webhooks/release', { order: 'reversed', copies: run.begun % 3 === 0 ? 2 : 1 })))
    for (const opened of waved) if (opened?.told?.by === 'shop' && chance(script.seed, opened.key, 'again') < 0.3) await house.ask('shop', 'resend', { webhookId: opened.told.id, newDelivery: chance(script.seed, opened.key) < 0.5 })
    for (const n of wave) if (n % 2 === 0) await makeTrouble(house, script.seed, (run.faults += 1))
  }
}

const HOLDING = ['stripe', 'easypost', 'zendesk'] as const
/** Worker and API oftenest, as they do the most. */
const ROUND: readonly Victim[] = ['worker', 'api', 'dispatcher', 'worker', 'temporal', 'api', 'dispatcher', 'postgres', 'worker', 'temporal']

/** Kills in step with the work, so that the last one falls while the last cases are open. */
async function killAlong(run: Run): Promise<void> {
  const { script, house } = run
  for (let kill = 0; kill < script.kills;) {
    const progress = (run.opened.size + closedIn(run)) / (2 * script.cases)
    if (kill > script.kills * progress && !isDone(run)) {
      await pause(50)
      continue
    }
    const victim = ROUND[kill % ROUND.length] ?? 'worker'
    await house.victims[victim].killAndRestart()
    run.kills[victim] += 1
    kill += 1
    // Close behind each other, but not so close that nothing runs between them.
    await pause(300)
  }
}

/** Looks at everything that is open, again and again, and does what can be done. True when all has ended. */
async function workUntilDone(run: Run): Promise<boolean> {
  const { script } = run
  let saidAt = performance.now()
  let healthy = false
  for (;;) {
    const before = closedIn(run)
    await round(run)
    if (isDone(run)) return true
    if (closedIn(run) !== before || run.begun < script.cases) run.movedAt = performance.now()
    if (performance.now() - run.movedAt > script.patienceMs) return false
    if (!healthy && run.begun >= script.cases && closedIn(run) > 0.9 * script.cases) {
      healthy = true
      await endTrouble(run.house)
    }
    if (performance.now() - saidAt > 5_000) {
      saidAt = performance.now()
      script.note(progressOf(run))
    }
    await pause(50)
  }
}

function progressOf(run: Run): string {
  const { script, kills, opened, since } = run
  const closed = closedIn(run)
  const done = (opened.size + closed) / (2 * script.cases)
  const left = done > 0.02 ? `, about ${Math.ceil(((performance.now() - since) * (1 - done)) / done / 1000)} s left` : ''
  return `${opened.size} of ${script.cases} opened, ${closed} ended, ${Object.values(kills).reduce((sum, one) => sum + one, 0)} of ${script.kills} kills, ${run.faults} faults, clocks wound ${run.world.winds} times${run.reached ? left : ', the API is away'}`
}

const AT_A_TIME = 6

async function round(run: Run): Promise<void> {
  const { house } = run
  const open: Listed[] = []
  for (let before = ''; ;) {
    const { status, body } = await house.as('ravi', `/api/cases?state=open&limit=200${before}`)
    run.reached = status === 200
    if (!run.reached) return
    const page = body as unknown as { readonly cases: readonly Listed[]; readonly next: string | null }
    open.push(...page.cases)
    if (page.next === null) break
    before = `&before=${encodeURIComponent(page.next)}`
  }
  const { status, body } = await house.as('ravi', '/api/tasks?all=true')
  if (status !== 200) return
  const { mine, team } = body as unknown as { readonly mine: readonly Task[]; readonly team: readonly Task[] }
  const tasks = new Map<string, Task[]>()
  for (const task of [...mine, ...team]) tasks.set(task.caseId, [...(tasks.get(task.caseId) ?? []), task])
  const standing = new Set(open.map(nameOf))
  for (const name of [...standing, ...(await lastClosed(house)).map(nameOf)]) run.seen.add(name)
  // A case that was told of and is not there yet is not over.
  run.closed = [...run.opened.keys()].filter((name) => run.seen.has(name) && !standing.has(name)).length
  const queue = open.values()
  await Promise.all(Array.from({ length: AT_A_TIME }, async () => { for (const one of queue) await workOn(run, one, tasks.get(one.caseId) ?? []) }))
}

const nameOf = ({ sop, key }: Pick<Listed, 'sop' | 'key'>): string => `${sop} ${key}`

/** Some end before anybody has seen them open. */
async function lastClosed(house: House): Promise<readonly Listed[]> {
  const { status, body } = await house.as('ravi', '/api/cases?state=closed&limit=100')
  return status === 200 ? (body as unknown as { readonly cases: readonly Listed[] }).cases : []
}

async function workOn(run: Run, { caseId, sop, key, openSteps }: Listed, tasks: readonly Task[]): Promise<void> {
  const { opened: all, nudges, clerk, world, script } = run
  const opened = all.get(`${sop} ${key}`)
  for (const task of tasks) {
    const late = `late ${caseId} ${task.instance}`
    const days = nudges.get(late) ?? 0
    // Nobody comes, for a day or three: it climbs.
    if (task.kind === 'task' && days < 2 && chance(script.seed, key, task.step, task.visit, 'late', days) < 0.2) {
      nudges.set(late, days + 1)
      await world.timePasses(caseId, days === 0 ? '1d' : '2d')
      return
    }
    if (await clerk.finish(task, opened)) run.movedAt = performance.now()
  }
  const waiting = openSteps.filter(({ phase }) => phase === 'waiting')
  if (tasks.length > 0 || waiting.length === 0 || openSteps.some(({ phase }) => BUSY.has(phase)) || !opened) return
  for (const { step } of waiting.slice(0, 2)) {
    const name = `${caseId} ${step}`
    const many = nudges.get(name) ?? 0
    nudges.set(name, many + 1)
    // What has been moved so often and still waits will never end.
    if (many < MOST_NUDGES) run.movedAt = performance.now()
    await world.goesOn({ caseId, opened, step, nudges: many })
  }
}

const MOST_NUDGES = 25

/** Phases in which something is under way and nothing is to be waited for. */
const BUSY = new Set(['gathering', 'acting', 'verifying', 'sending', 'undoing', 'task', 'exception', 'confirming', 'asking'])
