import { setTimeout as pause } from 'node:timers/promises'
import type { Side } from './side.ts'

const LOOK_MS = 15
const PATIENCE_MS = 60_000
/** Between seeing a task and finishing it: nobody clicks at the instant a row appears. */
const THINK_MS = 40

/** Runs `work` for each item, `atOnce` at a time. */
export async function eachOf<T>(items: readonly T[], atOnce: number, work: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values()
  await Promise.all(Array.from({ length: atOnce }, async () => {
    for (const item of rest) await work(item)
  }))
}

/** Opens cases until all wait for a person, then answers them all. Gives the time it took, in milliseconds. */
export async function closedLoop(side: Side, cases: number, atOnce: number): Promise<number> {
  const since = performance.now()
  const ids: string[] = []
  await eachOf(Array.from({ length: cases }), atOnce, async () => { ids.push(await side.open()) })
  await allParked(side, ids)
  await eachOf(ids, atOnce, async (id) => {
    await side.click(id)
    await side.handle(id).result()
  })
  return performance.now() - since
}

/** Cases one after another by each of `atOnce` people. Gives how long each waited for the answer to the click, in milliseconds. */
export async function lightLoop(side: Side, cases: number, atOnce: number): Promise<{ readonly clicks: readonly number[]; readonly ids: readonly string[] }> {
  const clicks: number[] = []
  const ids: string[] = []
  await eachOf(Array.from({ length: cases }), atOnce, async () => {
    const id = await side.open()
    await allParked(side, [id])
    await pause(THINK_MS)
    const since = performance.now()
    await side.click(id)
    clicks.push(performance.now() - since)
    await side.handle(id).result()
    ids.push(id)
  })
  return { clicks, ids }
}

async function allParked(side: Side, ids: readonly string[]): Promise<void> {
  const until = performance.now() + PATIENCE_MS
  while ((await side.parked(ids)) < ids.length) {
    if (performance.now() > until) throw new Error(`not all ${ids.length} cases of "${side.name}" reached their task within ${PATIENCE_MS / 1000} s`)
    await pause(LOOK_MS)
  }
}

/** What Temporal counts of closed cases: history events and state transitions. */
export async function countsOf(side: Side, ids: readonly string[]): Promise<{ readonly events: readonly number[]; readonly transitions: readonly number[] }> {
  const infos = await Promise.all(ids.map(async (id) => (await side.handle(id).describe()).raw.workflowExecutionInfo))
  return {
    events: infos.map((info) => Number(info?.historyLength ?? Number.NaN)),
    transitions: infos.map((info) => Number(info?.stateTransitionCount ?? Number.NaN)),
  }
}
