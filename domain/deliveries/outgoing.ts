import type { Delivery, Outgoing, Recipient } from '../delivery.ts'
import { own } from '../json.ts'
import type { Organisation } from '../organisation.ts'
import { overOf } from './over.ts'
import type { Sight } from './port.ts'

/** What a channel is handed at `now` of the world's clock; a case that was wound has its own. `consoleUrl` is the address under which people reach the console, without a slash at its end. */
export function outgoingOf(delivery: Delivery, sight: Sight, organisation: Organisation, { consoleUrl, now }: { readonly consoleUrl: string; readonly now: number }): Outgoing {
  const urlOf = (caseId: string): string => (caseId === '' ? consoleUrl : `${consoleUrl}/cases/${encodeURIComponent(caseId)}`)
  const { summary, task, threadOf } = sight
  return {
    delivery: marked(delivery), now: now + (summary?.woundMs ?? 0), person: recipientOf(delivery.person, organisation), caseLabel: summary?.label ?? (delivery.caseId === '' && delivery.kind !== 'digest' ? OURSELVES : ''), sopTitle: summary?.sopTitle ?? '', caseUrl: urlOf(delivery.caseId), task, threadOf,
    over: task || delivery.instance === null ? null : (overOf(sight.ended, organisation) ?? { text: summary?.standing ?? 'The step is over', at: summary?.closedAt ?? delivery.createdAt }),
    items: sight.items.map(({ caseId, ...item }) => ({ ...item, url: urlOf(caseId) })),
  }
}

/** What a message is about that concerns no case. */
const OURSELVES = 'Evenkeel'

/** What shows no step has one sentence: that says it too when it may be a repeat. Cards have a place of their own for it. */
const marked = (delivery: Delivery): Delivery =>
  (delivery.possibleRepeat && delivery.instance === null ? { ...delivery, headline: `${delivery.headline} (you may have had this before)` } : delivery)

function recipientOf(id: string | null, { people }: Organisation): Recipient | null {
  const person = id === null ? undefined : own(people, id)
  return person ? { id: person.id, name: person.name, zone: person.zone, locale: person.locale } : null
}

/** All of a message that can change after it was sent, as text: two that are the same need no update. */
export const showsOf = ({ task, over, caseLabel, sopTitle }: Outgoing): string => JSON.stringify([task, over, caseLabel, sopTitle])
