import { outgoingOf, showsOf } from '../domain/deliveries/outgoing.ts'
import type { ShownCard } from '../domain/deliveries/port.ts'
import { waitAfter } from '../domain/deliveries/retry.ts'
import { ChannelError } from '../domain/delivery.ts'
import { LEASE_MS, type Lines, type MessageDeps } from './messages.ts'
import type { Slots } from './slots.ts'

/** Brings messages up to date in place whose cases have changed; resolves with how many were begun. Safe to stop anywhere and to repeat. */
export async function refreshCards(deps: MessageDeps, lines: Lines, slots: Slots): Promise<number> {
  const room = Math.min(slots.free(), ...[...deps.channels.values()].map((channel) => channel.free?.('update') ?? Infinity))
  if (room <= 0) return 0
  const cards = await deps.cards.take(room, deps.leaseMs ?? LEASE_MS)
  for (const card of cards) slots.begin(() => refresh(deps, lines, card), (error) => deps.report(`message ${card.id} is brought up to date later`, error))
  return cards.length
}

async function refresh(deps: MessageDeps, lines: Lines, card: ShownCard): Promise<void> {
  const [sight, organisation] = await Promise.all([deps.deliveries.sight(card), deps.catalogue.organisation()])
  const outgoing = outgoingOf(card, sight, organisation, { consoleUrl: deps.consoleUrl, now: deps.now() })
  const shows = showsOf(outgoing)
  try {
    if (!card.showsAlready(shows)) await lines.through(card.channel, async (channel) => channel.update?.(card.reference, outgoing))
    await deps.cards.shown(card, shows, sight.task === null)
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error
    const reason = `${error.message} (${error.code})`
    // Gone or never to be changed: whoever opens the console sees how it stands.
    if (error.failure === 'unreachable' || error.failure === 'refused') await deps.cards.lost(card, reason)
    else await deps.cards.later(card, reason, waitAfter(card.tries, error.retryAfterMs))
  }
}
