import { createAlarms } from '../../adapters/postgres/alarms.ts'
import { createCatalogue } from '../../adapters/postgres/catalogue.ts'
import type { Database } from '../../adapters/postgres/database.ts'
import { createCards } from '../../adapters/postgres/deliveries-cards.ts'
import { createDeliveries } from '../../adapters/postgres/deliveries.ts'
import { createRecorder } from '../../adapters/postgres/recorder.ts'
import { createLines, type MessageDeps } from '../../dispatcher/messages.ts'
import { planMessages } from '../../dispatcher/plan-messages.ts'
import { refreshCards } from '../../dispatcher/refresh-cards.ts'
import { sendDue } from '../../dispatcher/send-messages.ts'
import { createSlots } from '../../dispatcher/slots.ts'
import type { AuditEvent } from '../../domain/audit.ts'
import type { Channel, ChannelName, Outgoing } from '../../domain/delivery.ts'
import type { Organisation, Person } from '../../domain/organisation.ts'
import type { Turn } from '../../domain/ports.ts'
import type { TaskCard } from '../../domain/views.ts'
import { anEvent, anOrganisation, aSummary, aTask, aTurn } from '../adapters/postgres/builders.ts'
import { databaseLab, rows } from '../adapters/postgres/lab.ts'

/** A message or update that a channel was handed, and under which name it went. */
export interface Handed {
  readonly how: 'sent' | 'updated'
  readonly reference: string
  readonly outgoing: Outgoing
}

/** A channel that does as it is told: `answers` gives, for each message, nothing (it is taken) or what is thrown. */
export interface ScriptedChannel extends Channel {
  readonly handed: Handed[]
}

export function scriptedChannel(name: ChannelName, answers: (outgoing: Outgoing, time: number) => Promise<void> | void = () => undefined): ScriptedChannel {
  const handed: Handed[] = []
  let time = 0
  const take = async (how: Handed['how'], reference: string, outgoing: Outgoing): Promise<void> => {
    time += 1
    await answers(outgoing, time)
    handed.push({ how, reference, outgoing })
  }
  const send = async (outgoing: Outgoing): Promise<string> => {
    const reference = `${outgoing.delivery.address}/${time + 1}`
    await take('sent', reference, outgoing)
    return reference
  }
  return { name, handed, send, ...(name === 'slack' ? { update: (reference: string, outgoing: Outgoing) => take('updated', reference, outgoing) } : {}) }
}

const person = (id: string, of: Partial<Person> = {}): Person => ({ id, name: id, email: `${id}@shop.test`, slack: `U-${id}`, zone: 'UTC', locale: 'en', active: true, access: ['staff'], ...of })

/** Ana and Ben in the warehouse under Cleo; the boss gets what nobody else can. */
export const organisation = (of: Partial<Organisation> = {}): Organisation => anOrganisation({
  people: { ana: person('ana', { manager: 'cleo' }), ben: person('ben', { manager: 'cleo' }), cleo: person('cleo', { manager: 'boss' }), boss: person('boss') },
  roles: { warehouse: { id: 'warehouse', accountableFor: 'parcels', people: ['ana', 'ben'], pick: 'first' } }, ...of,
})

/** Somebody has got the inspection. */
export const assignedTo = (to: string, of: Partial<AuditEvent> = {}): AuditEvent => anEvent('assigned', { actor: 'engine', step: 'inspect', instance: 'inspect#1', epoch: 1, level: 0, detail: { to: [to], why: 'first in the role "warehouse"' }, ...of })
/** It has climbed to somebody. */
export const escalatedTo = (...to: readonly string[]): AuditEvent => anEvent('escalated', { actor: 'timer', step: 'inspect', instance: 'inspect#1', epoch: 1, level: 2, detail: { to: [...to], because: 'nobody has taken it' } })

/** Records turns of cases as the worker does, and lets them become true. */
export function storyteller(database: Pick<Database, 'pool'>) {
  const recorder = createRecorder(database)
  const turns = new Map<string, number>()
  return async (caseId: string, events: readonly AuditEvent[], tasks: readonly Partial<TaskCard>[] = [{}], of: Partial<Turn> = {}): Promise<void> => {
    const turn = (turns.get(caseId) ?? 0) + 1
    turns.set(caseId, turn)
    const cards = tasks.map((card) => aTask({ caseId, label: `Return ${caseId}`, ...card }))
    const { token } = await recorder.record(aTurn({ caseId, runId: `run-${caseId}`, turn, events, tasks: cards, summary: aSummary({ caseId, key: caseId, label: `Return ${caseId}` }), ...of }))
    await recorder.prove(caseId, [token])
  }
}

/** A database, an organisation and channels, and a sender that works when it is told to. */
export async function messageLab(channels: readonly Channel[], of: { readonly organisation?: Organisation; readonly now?: () => number; readonly leaseMs?: number; readonly timeoutMs?: number } = {}) {
  const database = await databaseLab()
  await createCatalogue(database).publishOrganisation(of.organisation ?? organisation(), '')
  const problems: string[] = []
  const deps: MessageDeps = {
    deliveries: createDeliveries(database), cards: createCards(database), catalogue: createCatalogue(database), alarms: createAlarms(database),
    channels: new Map(channels.map((channel) => [channel.name, channel])), consoleUrl: 'https://ops.shop.test', now: of.now ?? (() => Date.now()),
    report: (what, error) => problems.push(`${what}: ${String(error)}`), ...(of.leaseMs === undefined ? {} : { leaseMs: of.leaseMs }), ...(of.timeoutMs === undefined ? {} : { timeoutMs: of.timeoutMs }),
  }
  const lines = createLines(deps)
  const slots = createSlots(16, () => undefined)
  return {
    ...database, deps, lines, problems, tell: storyteller(database), rows: (query: string) => rows(database, query),
    plan: () => planMessages(deps, lines),
    /** Begins what is due and waits for it. */
    async send(): Promise<number> {
      const begun = await sendDue(deps, lines, slots)
      await slots.idle()
      return begun
    },
    async refresh(): Promise<number> {
      const begun = await refreshCards(deps, lines, slots)
      await slots.idle()
      return begun
    },
    /** As if so much time had passed for all that waits. */
    async later(ms: number): Promise<void> {
      const by = `interval '${ms} milliseconds'`
      await database.pool.query(`update delivery set next_at = next_at - ${by}, first_try_at = first_try_at - ${by} where state in ('due', 'sending')`)
      await database.pool.query(`update lane set free_at = free_at - ${by}, held_until = held_until - ${by}, window_from = window_from - ${ms}, ready_at = ready_at - ${by}`)
      await database.pool.query(`update card set next_at = next_at - ${by}, lease_until = lease_until - ${by}`)
    },
    alarms: async () => (await deps.alarms.raise('case-stands-still', 'x', 'x').then(() => createAlarms(database).since(0))).filter(({ kind }) => kind !== 'case-stands-still'),
  }
}
