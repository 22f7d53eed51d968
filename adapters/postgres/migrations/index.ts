import { catalogue } from './0001-catalogue.ts'
import { turns } from './0002-turns.ts'
import { proof } from './0003-proof.ts'
import { recording } from './0004-recording.ts'
import { audit } from './0005-audit.ts'
import { effects } from './0006-effects.ts'
import { inbox } from './0007-inbox.ts'
import { refusals } from './0008-refusals.ts'
import { sealing } from './0009-sealing.ts'
import { answeredTurn } from './0010-answered-turn.ts'
import { subscriptions } from './0011-subscriptions.ts'
import { evidence } from './0012-evidence.ts'
import { alarms } from './0013-alarms.ts'
import { turnsOfRoles } from './0014-turns-of-roles.ts'
import { rosterChanges } from './0015-roster-changes.ts'
import { deliveries } from './0020-deliveries.ts'
import { sending } from './0021-sending.ts'
import { interactions } from './0025-interactions.ts'
import { rosterChain } from './0040-roster-chain.ts'
import { rosterNews } from './0041-roster-news.ts'
import { parked } from './0050-parked.ts'
import { pictures } from './0035-pictures.ts'
import { mailLinks } from './0028-mail-links.ts'
import { mailbox } from './0029-mailbox.ts'
import { signIn } from './0031-sign-in.ts'
import { signInLinks } from './0032-sign-in-links.ts'
import { cardsAtOnce } from './0053-cards-at-once.ts'
import { directChannels } from './0054-direct-channels.ts'
import { bounces } from './0056-bounces.ts'
import { metrics } from './0058-metrics.ts'
import { money } from './0060-money.ts'
import { inboxAtOnce } from './0065-inbox-at-once.ts'
import { inboxAnnounced } from './0066-inbox-announced.ts'
import { inboxAge } from './0067-inbox-age.ts'
import { inboxPage } from './0068-inbox-page.ts'
import { supplierLetters } from './0061-supplier-letters.ts'
import { rowAlarms } from './0062-row-alarms.ts'
import { cameBack } from './0063-came-back.ts'
import { supplierThreads } from './0064-supplier-threads.ts'
import { oldInteractions } from './0057-old-interactions.ts'
import { record } from './0069-record.ts'
import { houseChains } from './0070-house-chains.ts'
import { recordOrder } from './0071-record-order.ts'
import { recordColumns } from './0072-record-columns.ts'
import { rebuild } from './0073-rebuild.ts'
import { comeBackExactly } from './0074-come-back-exactly.ts'
import { watchdog } from './0045-watchdog.ts'

/** Every migration by its name, which gives the order. A released one is never edited: a change is a further one. */
export const migrations: Readonly<Record<string, string>> = {
  '0001-catalogue': catalogue,
  '0002-turns': turns,
  '0003-proof': proof,
  '0004-recording': recording,
  '0005-audit': audit,
  '0006-effects': effects,
  '0007-inbox': inbox,
  '0008-refusals': refusals,
  '0009-sealing': sealing,
  '0010-answered-turn': answeredTurn,
  '0011-subscriptions': subscriptions,
  '0012-evidence': evidence,
  '0013-alarms': alarms,
  '0014-turns-of-roles': turnsOfRoles,
  '0015-roster-changes': rosterChanges,
  '0020-deliveries': deliveries,
  '0021-sending': sending,
  '0025-interactions': interactions,
  '0028-mail-links': mailLinks,
  '0029-mailbox': mailbox,
  '0035-pictures': pictures,
  '0031-sign-in': signIn,
  '0032-sign-in-links': signInLinks,
  '0040-roster-chain': rosterChain,
  '0041-roster-news': rosterNews,
  '0050-parked': parked,
  '0053-cards-at-once': cardsAtOnce,
  '0054-direct-channels': directChannels,
  '0056-bounces': bounces,
  '0045-watchdog': watchdog,
  '0060-money': money,
  '0058-metrics': metrics,
  '0057-old-interactions': oldInteractions,
  '0065-inbox-at-once': inboxAtOnce,
  '0066-inbox-announced': inboxAnnounced,
  '0067-inbox-age': inboxAge,
  '0068-inbox-page': inboxPage,
  '0069-record': record,
  '0070-house-chains': houseChains,
  '0071-record-order': recordOrder,
  '0072-record-columns': recordColumns,
  '0073-rebuild': rebuild,
  '0074-come-back-exactly': comeBackExactly,
  '0061-supplier-letters': supplierLetters,
  '0062-row-alarms': rowAlarms,
  '0063-came-back': cameBack,
  '0064-supplier-threads': supplierThreads,
}
