import { createHash } from 'node:crypto'
import type { Click, Submission } from './payload.ts'

/** The id of an interaction: the same however often and with whatever trigger and signature it comes. */
const idOf = (...parts: readonly unknown[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('hex')

/** One press of one button. */
export function clickId({ user, team, channel, container, actions: [action] }: Click): string {
  return idOf('click', team?.id ?? '', user.id, channel?.id ?? '', container?.message_ts ?? container?.view_id ?? '', action?.block_id, action?.action_id, action?.action_ts, action?.value ?? action?.selected_option?.value)
}

/** One sending-off of a modal as it was filled in: corrected, it is another. */
export const submissionId = ({ user, team, view }: Submission): string => idOf('view', team?.id ?? '', user.id, view.id, view.hash, view.state.values)

/** The id of the command that an interaction becomes. */
export const commandIdOf = (interaction: string): string => `slack-${interaction.slice(0, 40)}`
