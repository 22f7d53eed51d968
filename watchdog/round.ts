import { CARRIED_KINDS, judgeCarried } from '../domain/watchdog/carried.ts'
import type { Finding, FindingKind, Look, Seen } from '../domain/watchdog/finding.ts'
import { LATE_MS, MOST_SEEN } from '../domain/watchdog/limits.ts'
import { newsOf } from '../domain/watchdog/news.ts'
import type { Carried, WatchedCase, WatchEngine, WatchRows } from '../domain/watchdog/port.ts'
import { promisedBy } from '../domain/watchdog/promise.ts'
import type { Alarms } from '../domain/ports.ts'
import type { Tell } from './tell.ts'

/** What a round stands on. */
export interface RoundDeps {
  readonly rows: WatchRows
  readonly engine: WatchEngine
  readonly alarms: Pick<Alarms, 'raise'>
  /** Rejects when nobody took it; it is then told again in the next round. */
  readonly tell: Tell
  readonly report: (what: string, error: unknown) => void
}

/** What a round came to. `whole` when every part of it was done and whoever is to know was told. */
export interface RoundResult {
  readonly whole: boolean
  readonly found: readonly Finding[]
}

/** Turns read in one round, and cases that the engine is asked about: a start behind the times catches up in some rounds. */
const TURNS = 20_000
const ASKED = 500
const WAITING = 200
/** Cases that one round compares with the engine's list: 25 pages. */
const PAGE = 1_000
const PAGES = 25
const AT_ONCE = 10

/**
 * One look at everything. `now` is epoch milliseconds; nothing else tells the time here. Rejects when the database is away; an engine
 * that is away is itself found.
 */
export async function makeRound(deps: RoundDeps, now: number): Promise<RoundResult> {
  const { rows, alarms, report } = deps
  const caughtUp = (await rows.follow(now, TURNS, promisedBy)) < TURNS
  const known = await rows.findings()
  const looks = [...await atEngine(deps, known, now, caughtUp), ...await rows.looks(now, known)]
  const sure = await Promise.all(looks.map((look) => doubted(deps, look)))
  const { news, kept } = newsOf(known, sure, now)
  await rows.keep(kept)
  for (const { finding } of news.filter(({ is }) => is !== 'over')) await alarms.raise('watchdog-found', `${finding.kind} ${finding.subject}`, finding.message)
  const told = await deps.tell(news).then(() => true, (error: unknown) => { report('nobody could be told what was found; it is told again in the next round', error); return false })
  if (told) await rows.told(news, now)
  const found = kept.filter(({ over }) => !over)
  const whole = told && !found.some(({ kind }) => kind === 'engine-away')
  await rows.beat(now, whole, `${found.length} found`)
  return { whole, found }
}

/** Everything that the engine is asked; where it does not answer, that is all there is to say. */
async function atEngine(deps: RoundDeps, known: readonly Finding[], now: number, caughtUp: boolean): Promise<readonly Look[]> {
  try {
    const read = await readTimers(deps, known, now)
    const swept = await sweep(deps, known, now, caughtUp)
    return [{ kinds: CARRIED_KINDS, seen: [...read, ...swept.gone], full: true }, { kinds: ['workflow-without-rows'], seen: swept.strays, full: caughtUp }, { kinds: ['engine-away'], seen: [], full: true }]
  } catch (error) {
    deps.report('the engine cannot be asked', error)
    const what = error instanceof Error ? error.message : String(error)
    return [{ kinds: ['engine-away'], seen: [{ kind: 'engine-away', subject: 'engine', caseId: null, label: '', expectedAt: null, what }], full: true }]
  }
}

/** Asks which timer each case has that changed, again about those of which something was found, and about some that only wait, in turn. */
async function readTimers({ rows, engine }: RoundDeps, known: readonly Finding[], now: number): Promise<readonly Seen[]> {
  const again = await rows.openBy(known.filter(({ kind }) => CARRIED_KINDS.includes(kind)).flatMap(({ caseId }) => caseId ?? []))
  const unread = await rows.unread(now, ASKED)
  const waiting = await nextInTurn(rows)
  const fresh = [...new Map([...unread, ...waiting].map((one) => [one.caseId, one])).values()].filter(({ caseId }) => !again.some((one) => one.caseId === caseId))
  const answers = await inTurns([...again, ...fresh], async (watched) => ({ watched, carried: await engine.look(watched.workflowId) }))
  const judged = answers.map(({ watched, carried }) => ({ watched, carried, ...judgeCarried(watched, carried, now) }))
  await rows.engineSays(judged.filter(isNews).map(({ watched: { caseId, turnId }, carried: { timerAt } }) => ({ caseId, turnId, timerAt })))
  return judged.flatMap(({ seen }) => seen)
}

/** What is amiss is asked about again; a timer that is gone does not make us forget that it was there. */
const isNews = ({ watched, carried, seen, unsure }: { readonly watched: WatchedCase; readonly carried: Carried; readonly seen: readonly Seen[]; readonly unsure: boolean }): boolean =>
  !unsure && seen.length === 0 && (carried.timerAt !== null || watched.engineAt === null)

/** Cases of which nothing is new: a timer that was there may be gone. */
async function nextInTurn(rows: WatchRows): Promise<readonly WatchedCase[]> {
  const some = await rows.openAfter(await rows.place('timers'), WAITING)
  await rows.setPlace('timers', some.length < WAITING ? '' : (some.at(-1)?.workflowId ?? ''))
  return some
}

/** Walks side by side through the cases that are open and the workflows that run, both by id, some way in each round. */
async function sweep({ rows, engine }: RoundDeps, known: readonly Finding[], now: number, caughtUp: boolean) {
  let from = await rows.place('workflows')
  const [suspects, strays]: [WatchedCase[], string[]] = [[], known.filter(({ kind }) => kind === 'workflow-without-rows').map(({ subject }) => subject)]
  for (let page = 0; page < PAGES; page++) {
    const open = await rows.openAfter(from, PAGE)
    const to = open.length < PAGE ? null : (open.at(-1)?.workflowId ?? null)
    const running = await engine.running(from, to)
    const runs = new Set(running.map(({ workflowId }) => workflowId))
    const has = new Set(open.map(({ workflowId }) => workflowId))
    suspects.push(...open.filter(({ workflowId }) => !runs.has(workflowId)))
    strays.push(...running.filter(({ workflowId, startedAt }) => !has.has(workflowId) && now - startedAt >= LATE_MS.due).map(({ workflowId }) => workflowId))
    from = to ?? ''
    if (to === null) break
  }
  await rows.setPlace('workflows', from)
  // The engine's list lags a little behind the engine, so whoever is missing is asked for by name.
  const gone = await inTurns(suspects.slice(0, MOST_SEEN), async (watched) => judgeCarried(watched, await engine.look(watched.workflowId), now).seen)
  return { gone: gone.flat(), strays: caughtUp ? await trueStrays({ rows, engine }, strays) : [] }
}

async function trueStrays({ rows, engine }: Pick<RoundDeps, 'rows' | 'engine'>, workflowIds: readonly string[]): Promise<readonly Seen[]> {
  const open = new Set(await rows.knownOf(workflowIds))
  const left = [...new Set(workflowIds)].filter((id) => !open.has(id)).slice(0, MOST_SEEN)
  const answers = await inTurns(left, async (id) => ({ id, carried: await engine.look(id) }))
  return answers.filter(({ carried }) => carried.state === 'running').map(({ id }): Seen => ({ kind: 'workflow-without-rows', subject: id, caseId: null, label: id, expectedAt: null, what: '' }))
}

/**
 * A timer may ring, or be set anew, without anything to record. Where the case itself named no instant, that is no loss: unless nobody has
 * dealt with the ringing yet.
 */
async function doubted({ rows, engine, report }: RoundDeps, look: Look): Promise<Look> {
  if (!look.kinds.includes('deadline-missed')) return look
  try {
    const cases = await rows.openBy(look.seen.flatMap(({ caseId }) => caseId ?? []))
    const answers = await inTurns(cases, async (watched) => ({ watched, carried: await engine.look(watched.workflowId) }))
    const moved = answers.filter(({ watched, carried }) => isMoved(watched, carried, look.seen))
    await rows.engineSays(moved.map(({ watched: { caseId, turnId }, carried: { timerAt } }) => ({ caseId, turnId, timerAt })))
    const fine = new Set(moved.map(({ watched }) => watched.caseId))
    return { ...look, seen: look.seen.filter(({ caseId }) => caseId === null || !fine.has(caseId)) }
  } catch (error) {
    report('missed deadlines could not be compared with the engine', error)
    return { ...look, full: false }
  }
}

function isMoved({ caseId, dueAt }: WatchedCase, { state, timerAt, called }: Carried, seen: readonly Seen[]): boolean {
  const missed = seen.find((one) => one.caseId === caseId)?.expectedAt ?? 0
  const byItself = dueAt !== null && dueAt <= missed
  return state === 'running' && !byItself && (timerAt === null ? !called : timerAt > missed)
}

async function inTurns<T, R>(items: readonly T[], act: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = []
  for (let at = 0; at < items.length; at += AT_ONCE) results.push(...await Promise.all(items.slice(at, at + AT_ONCE).map(act)))
  return results
}

/** The kinds that a page of figures names, whether found or not. */
export const countsOf = (found: readonly Finding[]): ReadonlyMap<FindingKind, number> =>
  found.reduce((counts, { kind }) => counts.set(kind, (counts.get(kind) ?? 0) + 1), new Map<FindingKind, number>())
