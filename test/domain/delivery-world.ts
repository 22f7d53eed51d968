import type { ChannelFailure, ChannelName } from '../../domain/delivery.ts'
import { pickFrom, type Lane } from '../../domain/deliveries/lane.ts'
import { passOn, planTurn } from '../../domain/deliveries/plan.ts'
import type { PlannedDelivery, PlanningWorld, ProvenTurn } from '../../domain/deliveries/planned.ts'
import { afterFailure } from '../../domain/deliveries/retry.ts'
import type { Organisation } from '../../domain/organisation.ts'

/** A message in the model: what was planned, and what has become of it. */
export interface ModelRow extends Omit<PlannedDelivery, 'state'> {
  readonly id: string
  state: 'due' | 'sent' | 'failed' | 'failed_over' | 'bundled'
  nextAt: number
  firstTryAt: number | null
  tries: number
  bundle: string | null
}

/** A message or digest that went out: when, where to and what it listed. */
export interface ModelSent {
  readonly at: number
  readonly lane: string
  readonly urgent: boolean
  readonly rows: readonly ModelRow[]
  /** What else was due to the same address then. */
  readonly waiting: readonly ModelRow[]
}

export type Answer = ChannelFailure | 'taken'

const eventOf = ({ origin }: ModelRow): string => origin.slice(0, origin.indexOf('/'))

const PACE_MS = 1_000
const STEP_MS = 250

/** Rows, lanes and channels in memory, moved on by the very rules that the dispatcher goes by. */
export function deliveryWorld(organisation: Organisation, on: readonly ChannelName[], start: number) {
  const rows: ModelRow[] = []
  const sent: ModelSent[] = []
  const alarms: string[] = []
  const lanes = new Map<string, { windowFrom: number; singles: number; freeAt: number; heldUntil: number }>()
  let now = start
  const world = (): PlanningWorld => ({ organisation, on, now })

  const add = (planned: PlannedDelivery, more: Partial<ModelRow> = {}): void => {
    if (rows.some(({ cause }) => cause === planned.cause)) return
    if (planned.state === 'failed') alarms.push(planned.target)
    rows.push({ ...planned, id: String(rows.length), nextAt: now + planned.holdMs, firstTryAt: null, tries: 0, bundle: null, ...more })
  }

  const laneOf = ({ channel, address }: Pick<ModelRow, 'channel' | 'address'>) => {
    const key = `${channel} ${address}`
    const lane = lanes.get(key) ?? { windowFrom: 0, singles: 0, freeAt: 0, heldUntil: 0 }
    lanes.set(key, lane)
    return { key, lane }
  }

  function move(key: string, answers: () => Answer): void {
    const lane = lanes.get(key)
    const due = rows.filter((row) => row.state === 'due' && laneOf(row).key === key && row.nextAt <= now).sort((a, b) => a.nextAt - b.nextAt)
    if (!lane || !due[0] || lane.freeAt > now || (lane.heldUntil > now && !due.some(({ urgent }) => urgent))) return
    const view: Lane = { channel: due[0].channel, address: due[0].address, now, windowFrom: lane.windowFrom, singles: lane.singles }
    const pick = pickFrom(view, due.map(({ id, urgent, kind }) => ({ id, urgent, alone: kind === 'digest' })))
    if (!pick) return
    if (pick.do === 'hold') { lane.heldUntil = now + pick.forMs; return }
    lane.windowFrom = pick.windowFrom
    lane.singles = pick.singles
    if (pick.do === 'send') return send(due.find(({ id }) => id === pick.id)!, due, lane, answers())
    const items = due.filter(({ id }) => pick.ids.includes(id))
    const [first] = items
    for (const item of items) Object.assign(item, { state: 'bundled', bundle: first!.id })
    add({ ...first!, state: 'due', kind: 'digest', cause: `digest.${first!.id}/${first!.person ?? first!.address}/${first!.channel}`, origin: `digest.${first!.id}/${first!.target}`, target: first!.person ?? first!.target, urgent: pick.urgent, holdMs: 0, headline: '' }, { bundle: first!.id })
    send(rows.at(-1)!, due, lane, answers())
  }

  function send(row: ModelRow, due: readonly ModelRow[], lane: { freeAt: number }, answer: Answer): void {
    row.tries += 1
    row.firstTryAt ??= now
    lane.freeAt = now + PACE_MS
    if (answer === 'taken') {
      row.state = 'sent'
      const listed = row.kind === 'digest' ? rows.filter((item) => item.state === 'bundled' && item.bundle === row.bundle) : [row]
      sent.push({ at: now, lane: laneOf(row).key, urgent: row.urgent, rows: listed, waiting: due.filter((other) => other.state === 'due') })
      return
    }
    const verdict = afterFailure({ failure: answer, tries: row.tries, sinceFirstMs: now - row.firstTryAt, urgent: row.urgent, retryAfterMs: undefined })
    if (verdict.do === 'again') { row.nextAt = now + verdict.inMs; return }
    const next = passOn(world(), row, rows.filter((other) => other.origin === row.origin || (eventOf(other) === eventOf(row) && (other.state === 'failed' || other.state === 'failed_over'))), answer)
    if (next) {
      row.state = 'failed_over'
      return add(next, { bundle: row.bundle })
    }
    alarms.push(row.target)
    if (verdict.elseInMs === null) row.state = 'failed'
    else row.nextAt = now + verdict.elseInMs
  }

  return {
    rows, sent, alarms,
    plan(turn: ProvenTurn): readonly PlannedDelivery[] {
      const planned = planTurn(world(), turn)
      for (const each of planned) { add(each); laneOf(each) }
      return planned
    },
    /** Lets time pass until nothing is due any more, or for four days. */
    play(answers: (at: number) => Answer): void {
      const end = now + 4 * 24 * 3_600_000
      while (now < end) {
        const open = rows.filter(({ state }) => state === 'due')
        if (open.length === 0) return
        for (const row of open) laneOf(row)
        for (const key of lanes.keys()) move(key, () => answers(now))
        const nextAt = Math.min(...rows.filter(({ state }) => state === 'due').map((row) => { const { lane } = laneOf(row); return Math.max(row.nextAt, lane.freeAt, row.urgent ? 0 : lane.heldUntil) }))
        now = Math.max(now + STEP_MS, Number.isFinite(nextAt) ? nextAt : 0)
      }
    },
  }
}
