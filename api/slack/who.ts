import { ChannelError } from '../../domain/delivery.ts'
import type { Organisation, Person } from '../../domain/organisation.ts'
import type { ActDeps } from './deps.ts'

/** A person, or why nobody who may act stands behind a Slack user. */
export type Known = { readonly person: Person; readonly organisation: Organisation } | { readonly stranger: string; readonly code: string }

/**
 * Who a Slack user is, by the id in the organisation file: never by name, address or membership of a channel. `teams` are the
 * workspaces that Slack names in the same breath; all of them have to be ours.
 */
export async function whoIs({ catalogue, slack }: Pick<ActDeps, 'catalogue'> & { readonly slack: Pick<ActDeps['slack'], 'desk'> }, user: string, teams: readonly (string | undefined)[]): Promise<Known> {
  const [organisation, ours] = await Promise.all([catalogue.organisation(), slack.desk.team()])
  if (teams.some((team) => team !== undefined && team !== ours)) return { code: 'other-workspace', stranger: 'you belong to another workspace, and only people of this one can act here' }
  const person = Object.values(organisation.people).find((one) => one.slack === user)
  if (!person) return { code: 'unknown-person', stranger: `nobody here has the Slack id "${user}"; ask whoever keeps the organisation file to add it to your entry` }
  return person.active ? { person, organisation } : { code: 'not-active', stranger: `"${person.name}" is not active any more and can do nothing here` }
}

/** Why Slack itself says that a user may not act; undefined for a full member. Throws `ChannelError` when Slack does not say. */
export async function standing({ desk }: Pick<ActDeps['slack'], 'desk'>, user: string): Promise<{ readonly code: string; readonly message: string } | undefined> {
  const known = await desk.user(user)
  if (!known) return { code: 'unknown-person', message: 'Slack does not know you here' }
  if (known.team !== '' && known.team !== (await desk.team())) return { code: 'other-workspace', message: 'you belong to another workspace, and only people of this one can act here' }
  if (known.gone) return { code: 'not-active', message: 'your Slack account is deactivated' }
  if (known.bot) return { code: 'not-allowed', message: 'a bot cannot act as a person' }
  return known.guest ? { code: 'guest', message: 'guests of the workspace cannot act here; ask a member to do it' } : undefined
}

/** What to do when a modal did not open. Slack gives three seconds; what it does not show at all, it does not show the next time either. */
export const notOpened = (error: unknown, again: string): string =>
  (isAway(error) || (error instanceof ChannelError && error.code.endsWith('_trigger_id')) ? `That took too long for Slack; ${again} again.` : 'Slack cannot show this form; open it in the browser.')

/** Whether Slack could not be asked, which says nothing about whoever asked. */
export const isAway = (error: unknown): error is ChannelError => error instanceof ChannelError && (error.failure === 'later' || error.failure === 'unknown' || error.failure === 'credentials')
